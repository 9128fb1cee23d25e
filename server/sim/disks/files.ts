// A disk with the real log format, the real order of calls and the real recovery, over simulated bytes: what
// a sync did not reach may be lost by sectors, names too. What recovery finds must be what was
// durable plus a prefix of what was on its way.

import type { GroupId, NodeId } from '../../../shared/ids.ts'
import type { FsOp } from '../../storage/fs-port.ts'
import type { NodeStorage, OpenOptions, PutRecord, ReplicaRecord } from '../../storage/port.ts'
import type { CrashKind } from '../../storage/memory-file.ts'
import type { DiskFault } from '../../storage/memory-disk.ts'
import { MemoryCrash, MemoryDisk } from '../../storage/memory-disk.ts'
import { openMemoryStorage } from '../../storage/memory.ts'
import { assert } from '../../../shared/assert.ts'
import { isSameEntry } from '../invariants/log-matching.ts'
import { fromMs } from '../timeline.ts'
import { check } from '../violation.ts'
import { DurableReplica } from './durable.ts'
import type { ReplicaFiles } from './durable.ts'
import { between } from './disk.ts'
import type { DiskParts, DurableNode, SimDisk } from './disk.ts'

const FOLDER = '/data/node'
/** Small, so that one batch is torn in many places. */
const SECTOR_BYTES = 64
/** A recovery makes about this many calls: the crash inside it falls on any of them. */
const RECOVERY_CALLS = 20

export class FileDisk implements SimDisk {
  readonly #parts: DiskParts
  readonly #files: MemoryDisk
  readonly #options: OpenOptions
  #storage: NodeStorage | null = null
  #inFlight: readonly PutRecord[] = []
  #everOpened = false
  #factor = 1
  #crashAt = 0

  constructor(parts: DiskParts, id: NodeId, replicas: readonly ReplicaRecord[]) {
    this.#parts = parts
    this.#files = new MemoryDisk({
      fault: (op, count) => this.#fault(op, count),
      schedule: (perform, op) => this.#schedule(perform, op),
    })
    this.#options = {
      dir: FOLDER,
      cluster: 'sim',
      node: id,
      role: 'broker',
      mayCreate: true,
      firstReplicas: replicas,
    }
  }

  open(): DurableNode | null {
    const { random, options, marks } = this.#parts
    const crashes = random.chance(options.recoveryCrashRate)
    const calls = random.int(1, RECOVERY_CALLS)
    this.#crashAt = crashes ? this.#files.calls + calls : 0
    try {
      this.#openNow()
      return this.#parts.durable
    } catch (error) {
      if (!(error instanceof MemoryCrash)) throw error
      marks.hit('recovery crashed')
      this.#files.crash(this.#how())
      return null
    } finally {
      this.#crashAt = 0
    }
  }

  append(batch: readonly PutRecord[], done: (ok: boolean) => void): void {
    assert(this.#storage !== null && this.#inFlight.length === 0, 'one append at a time')
    this.#inFlight = batch
    this.#storage.log.append(batch, (result) => {
      if (!result.ok) return done(false)
      this.#inFlight = []
      this.#parts.durable.apply(batch)
      done(true)
    })
  }

  crash(): void {
    if (this.#inFlight.length > 0) this.#parts.marks.hit('crash during a write of files')
    this.#storage = null
    this.#files.crash(this.#how())
  }

  slow(factor: number): void {
    this.#factor = factor
  }

  #openNow(): void {
    const { options, node, timeline, marks } = this.#parts
    const before = this.#newestBytes()
    const opened = openMemoryStorage(
      this.#files,
      { ...this.#options, mayCreate: !this.#everOpened },
      {
        after: (ms, run) => this.#timer(ms, run),
        now: () => timeline.now / 1_000,
        fileLimitBytes: options.fileLimitBytes,
      },
    )
    check(
      opened.ok,
      'Recovery',
      () => `node ${node} refuses to start: ${opened.ok ? '' : opened.error.message}`,
    )
    if (!opened.ok) return
    this.#everOpened = true
    this.#storage = opened.value
    if (before !== null && !isWhole(before)) marks.hit('torn tail cut')
    this.#accept(opened.value)
  }

  /** What was found is what was durable and the first `kept` records that were on their way. */
  #accept(storage: NodeStorage): void {
    const { durable, node, marks } = this.#parts
    const found = new Map(storage.replicas.map((replica) => [replica.record.group, replica]))
    const fits = (kept: number): boolean =>
      [...durable.replicas].every(([group, replica]) =>
        isSame(found.get(group), withRecords(replica, this.#inFlight.slice(0, kept), group)),
      )
    const kept = this.#inFlight.findIndex((_, at) => fits(at))
    const count = kept === -1 ? this.#inFlight.length : kept
    check(fits(count), 'Recovery', () => `node ${node} finds other records than it wrote`)
    if (count < this.#inFlight.length) marks.hit('unsynced records lost')
    durable.apply(this.#inFlight.slice(0, count))
    this.#inFlight = []
  }

  #fault(op: FsOp, count: number): DiskFault {
    if (this.#crashAt > 0 && count >= this.#crashAt) return 'crash'
    if (this.#storage === null || op.op !== 'sync') return null
    return this.#parts.random.chance(this.#parts.options.errorRate) ? 'EIO' : null
  }

  #schedule(perform: () => void, op: FsOp | null): void {
    const { random, options, timeline, node } = this.#parts
    const time = op?.op === 'sync' ? between(random, options.sync) : random.int(1, options.write[1])
    timeline.schedule(Math.round(time * this.#factor), 'disk', node, perform)
  }

  #timer(ms: number, run: () => void): () => void {
    const { timeline, node } = this.#parts
    const { boot } = this.#files
    let cancelled = false
    timeline.schedule(fromMs(ms), 'disk', node, () => {
      if (!cancelled && boot === this.#files.boot) run()
    })
    return () => void (cancelled = true)
  }

  #how(): CrashKind {
    const { random, options } = this.#parts
    if (options.crash !== 'random') return { kind: options.crash }
    return { kind: 'sectors', random, sectorBytes: SECTOR_BYTES }
  }

  #newestBytes(): Buffer | null {
    const logs = this.#files
      .paths()
      .filter((path) => path.startsWith(`${FOLDER}/wal/`) && path.endsWith('.json'))
    const newest = logs.sort().at(-1)
    return newest === undefined ? null : this.#files.bytesOf(newest)
  }
}

/** At a rest point the file ends with its bracket and is valid JSON. */
function isWhole(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}

function withRecords(replica: DurableReplica, records: readonly PutRecord[], group: GroupId): ReplicaFiles {
  const copy = new DurableReplica()
  copy.hard = replica.hard
  copy.log.push(...replica.log)
  for (const record of records) if (record.group === group) copy.apply(record)
  return copy.files()
}

function isSame(found: ReplicaFiles | undefined, expected: ReplicaFiles): boolean {
  if (found === undefined) return expected.hard.term === 0 && expected.log.length === 0
  if (found.hard.term !== expected.hard.term || found.hard.vote !== expected.hard.vote) return false
  if (found.log.length !== expected.log.length) return false
  return found.log.every((entry, at) => {
    const other = expected.log[at]
    return other !== undefined && isSameEntry(entry, other)
  })
}
