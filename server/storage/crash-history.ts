// One node that is crashed again and again, with models beside it (crash-model.ts, crash-guests.ts). An open
// must never refuse what only a crash did, and what it finds must be what was acknowledged, or more.

import type { Random } from '../../shared/random.ts'
import type { DiskFault, MemoryDisk } from './memory-disk.ts'
import type { CrashKind } from './memory-file.ts'
import type { PutRecord, Told } from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import { assert } from '../../shared/assert.ts'
import { isIndex, partsIn } from '../../shared/part-index.ts'
import { DEFAULT_STORAGE } from '../../shared/storage-kind.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import { createCrashGuests, GUEST_GROUP } from './crash-guests.ts'
import { createCrashModel } from './crash-model.ts'
import { MemoryCrash } from './memory-disk.ts'
import { groupFolder, partFileName, snapshotFileName } from './names.ts'
import { appendNow, command, DIR, GROUP, memoryBench, opened, put, replica } from './storage-fixtures.ts'

export interface CrashHistoryOptions {
  readonly random: Random
  /** What strikes a call; asked for every call of the disk. */
  readonly fault: (count: number) => DiskFault
  readonly how: () => CrashKind
  readonly fileLimitBytes: number
  readonly storage?: StorageKind
  /** Nodes of which the power is cut in play write `durable.json`. */
  readonly marksDurable?: boolean
  /** Done to the files of the dead node. */
  readonly afterCrash?: (disk: MemoryDisk) => void
}

export interface CrashHistory {
  /** Appends a random batch. */
  append(): void
  /** Takes or receives a snapshot: files, record, and the old ones go. */
  snapshot(): void
  /** A replica of another group comes, or the one that came leaves. */
  move(): void
  /** The idle fence is due. */
  quiet(): void
  stopAndStart(): void
  /** The process ends without a word, and another one starts. */
  crashAndStart(): void
  /** Every log file at rest is JSON, all that was acknowledged is there, and no removed replica comes back. */
  check(): void
  readonly crashes: () => number
  readonly calls: () => number
}

/** Far more than any history needs. */
const MAX_CRASHES = 1000

export function createCrashHistory(options: CrashHistoryOptions): CrashHistory {
  const { random, fileLimitBytes, storage: kind = DEFAULT_STORAGE, marksDurable = false } = options
  let faulty = true
  const bench = memoryBench(
    { fileLimitBytes, marksDurable },
    { fault: (_op, count) => (faulty ? options.fault(count) : null) },
  )
  const model = createCrashModel(random)
  const guests = createCrashGuests()
  let life = 0
  let crashes = 0
  let storage = start()

  function crash(): void {
    crashes += 1
    assert(crashes < MAX_CRASHES, 'the history comes to an end')
    bench.disk.crash(options.how())
    faulty = false
    options.afterCrash?.(bench.disk)
    faulty = true
  }

  /** Again and again until an open is not interrupted: crashes inside recovery are crashes too. */
  function start(): RunningStorage {
    for (;;) {
      try {
        const result = bench.open({ storage: kind })
        // A disk error while opening ends the process too; the refusals that mean damage never may come.
        if (!result.ok && result.error.code === 'unreadable') {
          crash()
          continue
        }
        const next = opened(result)
        assert(next.life > life, 'no life is counted twice')
        life = next.life
        model.settle(next)
        guests.settle(next)
        checkFiles(next)
        return next
      } catch (error) {
        if (!(error instanceof MemoryCrash)) throw error
        crash()
      }
    }
  }

  /** Nothing lies in the groups' folders but what the newest snapshots name, themselves or by an index. */
  function checkFiles({ replicas }: RunningStorage): void {
    const named = replicas.flatMap(({ record, snap, state }) => {
      const place = `${DIR}/${groupFolder(record.group)}`
      const parts = (state?.parts ?? []).map((part) => `${place}/${partFileName(part.name)}`)
      const indexed = (state?.parts ?? []).flatMap((part, at) =>
        isIndex(part) ? namedIn(bench.disk.bytesOf(parts[at] ?? '')) : [],
      )
      if (snap !== null) parts.push(`${place}/${snapshotFileName(snap)}`)
      return [...parts, ...indexed.map((name) => `${place}/${partFileName(name)}`)]
    })
    const there = bench.disk.paths().filter((path) => path.startsWith(`${DIR}/groups/`))
    assert(there.sort().join() === named.sort().join(), () => `unnamed or lost files: ${there.join()}`)
  }

  /** Performs what `begin` starts. True when it ended well; otherwise the node has started again. */
  function perform(begin: (done: Told) => void): boolean {
    let ended: boolean | null = null
    begin((result) => (ended = result.ok))
    bench.disk.settle()
    return survived(ended)
  }

  /** Null: the machine stopped in between. False: the disk failed, and the process ended. */
  function survived(ended: boolean | null): boolean {
    const down = bench.disk.stopped || ended === false
    if (down) crash()
    if (down) storage = start()
    return ended === true && !down
  }

  function write(batch: readonly PutRecord[]): boolean {
    const issued = model.issued()
    const result = appendNow(bench.disk, storage, batch)
    if (result?.ok === true) model.acknowledge(issued)
    return survived(result?.ok ?? null)
  }

  function arrive(): void {
    const id = guests.arriving()
    const record = replica(id, GUEST_GROUP)
    const placed = perform((done) => storage.placeReplica(record, (result) => done(asDisk(result))))
    if (!placed) return
    guests.arrived(id)
    const first = put({ append: [command(1)] }, { group: GUEST_GROUP, replica: id })
    if (write([first])) guests.wrote(id)
  }

  function leave(id: number): void {
    guests.leaving(id)
    if (perform((done) => storage.removeReplica(GUEST_GROUP, id, done))) guests.left(id)
  }

  return {
    crashes: () => crashes,
    calls: () => bench.disk.calls,
    append: () => void write(Array.from({ length: random.int(1, 3) }, () => model.issue())),
    snapshot() {
      const files = model.snapshot()
      if (files === null) return
      const parts = files.parts.filter(({ meta }) => !storage.hasPart(GROUP, meta))
      if (!perform((done) => storage.saveSnapshot(GROUP, { ...files, parts }, done))) return
      if (!write([model.name(files)])) return
      const metas = files.parts.map(({ meta }) => meta)
      perform((done) => storage.keepOnly(GROUP, files.meta, metas, done))
    },
    move() {
      const present = guests.present()
      if (present === null) arrive()
      else leave(present)
    },
    quiet() {
      bench.timers.fire()
      bench.disk.settle()
      survived(null)
    },
    stopAndStart() {
      void storage.log.close()
      bench.disk.settle()
      // A lock that is still there was not given back: the process ended by a crash or an error.
      if (bench.disk.paths().includes(`${DIR}/lock.json`)) crash()
      storage = start()
    },
    crashAndStart() {
      crash()
      storage = start()
    },
    check() {
      const files = bench.disk.paths().filter((path) => path.startsWith(`${DIR}/wal/0`))
      for (const path of files) JSON.parse(bench.disk.bytesOf(path).toString())
      assert(model.atRest(), 'what is at rest is acknowledged')
      for (const id of guests.gone()) {
        storage.placeReplica(replica(id, GUEST_GROUP), (result) =>
          assert(!result.ok, 'a removed id is refused'),
        )
      }
      bench.disk.settle()
    },
  }
}

/** The names in an index as it lies on the disk. */
const namedIn = (file: Buffer): readonly string[] =>
  partsIn(JSON.stringify(JSON.parse(file.toString()).data)).map(({ name }) => name)

/** A guest's id is always new here, so the only refusal is one of the disk. */
function asDisk(result: Parameters<Parameters<RunningStorage['placeReplica']>[1]>[0]): Parameters<Told>[0] {
  if (result.ok) return result
  assert(result.error.code === 'disk', 'a new id has no tombstone')
  return { ok: false, error: result.error }
}
