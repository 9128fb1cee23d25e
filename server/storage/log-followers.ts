// What the running log knows of each replica: where its log stands, what snapshot of it is durable, and how
// far each file reaches. From this the heads of new files are written and old files are let go, each
// removal durable before the next: two lost ones could come back as one file and a hole (B46).

import type { GroupId, LogIndex, ReplicaId } from '../../shared/ids.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { ManifestStore } from './manifest.ts'
import type { Plan } from './plan.ts'
import type { PutRecord } from './port.ts'
import type { HeadGroup } from './records.ts'
import type { RecoveredLog } from './replay.ts'
import type { ReplicaTail } from './replica-tail.ts'
import { assert } from '../../shared/assert.ts'
import { MANY_FILES } from './log-reach.ts'
import { logFilePath, WAL } from './names.ts'
import { removeIfThere } from './plan.ts'
import { createTail, freshHead } from './replica-tail.ts'

export interface Followers {
  /** Takes a record before a byte of it is written, and answers what is to be written. */
  follow(record: PutRecord): PutRecord
  /** These records are durable. */
  durable(batch: readonly PutRecord[]): void
  /** A new newest file. */
  begin(file: number): void
  heads(): readonly HeadGroup[]
  forget(replica: ReplicaId): void
  pinning(): readonly GroupId[]
}

export interface FollowersParts {
  readonly queue: DiskQueue
  readonly manifest: ManifestStore
  readonly folder: string
}

export function createFollowers(parts: FollowersParts, { tails: found, reach }: RecoveredLog): Followers {
  const tails = new Map(found)
  const snapshots = new Map([...found].map(([replica, tail]) => [replica, tail.head().snap?.index ?? 0]))

  const covered = (replica: ReplicaId): LogIndex | null =>
    tails.has(replica) ? (snapshots.get(replica) ?? 0) : null

  /** Its failure kills the queue, and the next append is told. */
  function removeOld(): void {
    const files = reach.takeUnneeded(covered)
    if (files.length > 0)
      parts.queue.push(
        WAL,
        () => removeFiles(parts.folder, files),
        () => {},
      )
  }

  const isTombstoned = (replica: ReplicaId): boolean =>
    parts.manifest.current().tombstones.some((each) => each.replica === replica)

  removeOld()
  return {
    heads: () => [...tails.values()].map((tail) => tail.head()),
    follow(record) {
      const { replica } = record
      // A write was on its way when its replica was removed: nobody will read it.
      if (!tails.has(replica) && isTombstoned(replica)) return record
      const tail = tails.get(replica) ?? newTail(parts.manifest, record)
      tails.set(replica, tail)
      const complete = tail.complete(record)
      const why = tail.apply(complete)
      assert(why === null, () => `a record of replica ${replica} has a hole: ${String(why)}`)
      reach.note(complete)
      return complete
    },
    durable(batch) {
      const named = batch.filter(({ persist }) => persist.snap !== null)
      for (const { replica, persist } of named) snapshots.set(replica, persist.snap?.index ?? 0)
      if (named.length > 0) removeOld()
    },
    begin(file) {
      reach.begin(file)
      removeOld()
    },
    forget(replica) {
      tails.delete(replica)
      snapshots.delete(replica)
      removeOld()
    },
    pinning() {
      if (reach.count() <= MANY_FILES) return []
      return reach.needing(covered).flatMap((replica) => tails.get(replica)?.group ?? [])
    },
  }
}

/** A hole or an unknown replica would be lost at the next start. */
function newTail(manifest: ManifestStore, { group, replica }: PutRecord): ReplicaTail {
  const named = manifest.current().replicas.some((each) => each.replica === replica)
  assert(named, () => `replica ${replica} writes before the manifest names it (B17)`)
  return createTail(freshHead(group, replica))
}

function* removeFiles(folder: string, files: readonly number[]): Plan<null> {
  for (const file of files) {
    yield* removeIfThere(`${folder}/${logFilePath(file)}`)
    yield { op: 'syncDir', path: `${folder}/${WAL}` }
  }
  return null
}
