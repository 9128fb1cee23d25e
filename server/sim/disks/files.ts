// A disk with the real log format, the real order of calls and the real recovery, over simulated bytes: what
// a sync did not reach may be lost by sectors, names too. What recovery finds must be what was
// durable plus a prefix of what was on its way.

import type { GroupId, NodeId, ReplicaId } from '../../../shared/ids.ts'
import type { Kept } from '../../host/snapshots.ts'
import type { PartMeta } from '../../../shared/part-meta.ts'
import type { SnapMeta } from '../../raft/types.ts'
import type { Random } from '../../../shared/random.ts'
import type { FsOp } from '../../storage/fs-port.ts'
import type { OpenOptions, PutRecord, SnapshotFiles, SnapshotState } from '../../storage/port.ts'
import type { RunningStorage } from '../../storage/run-storage.ts'
import type { CrashKind } from '../../storage/memory-file.ts'
import type { DiskFault } from '../../storage/memory-disk.ts'
import { MemoryCrash, MemoryDisk } from '../../storage/memory-disk.ts'
import { openMemoryStorage } from '../../storage/memory.ts'
import { assert } from '../../../shared/assert.ts'
import type { Placed } from '../roster.ts'
import { fromMs } from '../timeline.ts'
import { check } from '../violation.ts'
import { isPromised } from './promised.ts'
import { endOf, isSame, withRecords } from './recovered.ts'
import { between } from './disk.ts'
import type { DiskParts, Opened, SimDisk } from './disk.ts'

const FOLDER = '/data/node'
/** Small ones tear one batch in many places; of large ones a whole record survives before a torn one. */
const SECTOR_BYTES = [64, 512] as const
/** A recovery makes about this many calls: the crash inside it falls on any of them. */
const RECOVERY_CALLS = 20

export class FileDisk implements SimDisk {
  readonly #parts: DiskParts
  readonly #files: MemoryDisk
  readonly #options: OpenOptions
  #storage: RunningStorage | null = null
  #inFlight: readonly PutRecord[] = []
  #everOpened = false
  #factor = 1
  #crashAt = 0
  #fails = false
  #isDamaged = false
  /** The damage hit what was promised, and must be noticed. */
  #isPromiseHit = false

  constructor(parts: DiskParts, id: NodeId) {
    this.#parts = parts
    const replicas = parts.roster.on(parts.node)
    for (const { layout, replica } of replicas) parts.durable.place(layout.group, replica)
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
      firstReplicas: replicas.map((placed) => parts.roster.record(placed)),
    }
  }

  open(): Opened {
    const { random, options, marks } = this.#parts
    const crashes = random.chance(options.recoveryCrashRate)
    const calls = random.int(1, RECOVERY_CALLS)
    this.#crashAt = crashes ? this.#files.calls + calls : 0
    try {
      const why = this.#openNow()
      return why === null ? { kind: 'open', files: this.#parts.durable } : { kind: 'refused', why }
    } catch (error) {
      if (!(error instanceof MemoryCrash)) throw error
      marks.hit('recovery crashed')
      this.#files.crash(this.#how())
      return { kind: 'crashed' }
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

  failNext(): void {
    this.#fails = true
  }

  flipBit(random: Random): boolean {
    const logs = this.#logs()
    const path = logs[random.int(0, logs.length - 1)]
    if (path === undefined) return false
    const bytes = this.#files.bytesOf(path)
    const at = random.int(0, bytes.length - 1)
    // After the first hit the text no longer tells what was promised.
    if (!this.#isDamaged) this.#isPromiseHit = path !== logs.at(-1) || isPromised(bytes, at)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(0, 7))
    this.#files.put(path, bytes)
    this.#isDamaged = true
    return true
  }

  save(group: GroupId, files: SnapshotFiles, done: (ok: boolean) => void): void {
    this.#running.saveSnapshot(group, files, ({ ok }) => done(ok))
  }

  keepOnly(group: GroupId, { meta, parts }: Kept, done: (ok: boolean) => void): void {
    this.#running.keepOnly(group, meta, parts, ({ ok }) => done(ok))
  }

  savePart(group: GroupId, meta: PartMeta, text: string, done: (ok: boolean) => void): void {
    this.#running.savePart(group, { meta, text }, ({ ok }) => done(ok))
  }

  hasPart(group: GroupId, part: PartMeta): boolean {
    return this.#running.hasPart(group, part)
  }

  pinning(): readonly GroupId[] {
    return this.#running.log.pinning()
  }

  takeRecovered(group: GroupId): SnapshotState | null {
    const placed = this.#placed(group)?.replica
    const found = this.#running.replicas.find(({ record }) => record.replica === placed)
    if (found === undefined) return null
    this.#running.letGo(found.record.replica)
    return found.state
  }

  loadDocument(group: GroupId, meta: SnapMeta, done: (text: string | null) => void): void {
    this.#running.loadSnapshot(group, meta, (result) => done(result.ok ? result.value : null))
  }

  loadPart(group: GroupId, name: string, done: (text: string | null) => void): void {
    this.#running.loadPart(group, name, (result) => done(result.ok ? result.value : null))
  }

  placeReplica(placed: Placed, done: () => void): void {
    this.#running.placeReplica(this.#parts.roster.record(placed), ({ ok }) => {
      if (!ok) return
      this.#parts.durable.place(placed.layout.group, placed.replica)
      done()
    })
  }

  removeReplica(group: GroupId, replica: ReplicaId, done: () => void): void {
    this.#parts.durable.remove(group)
    this.#running.removeReplica(group, replica, done)
  }

  get #running(): RunningStorage {
    assert(this.#storage !== null, 'a process runs on this disk')
    return this.#storage
  }

  #placed(group: GroupId): Placed | undefined {
    return this.#parts.roster.on(this.#parts.node).find(({ layout }) => layout.group === group)
  }

  /** Null: it is open. Otherwise why this folder must never be used again. */
  #openNow(): string | null {
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
    const why = opened.ok ? '' : opened.error.message
    check(opened.ok || this.#isDamaged, 'Recovery', () => `node ${node} refuses to start: ${why}`)
    if (!opened.ok) return why
    check(
      !this.#isPromiseHit,
      'Recovery',
      () => `node ${node} takes damage to what was promised for a torn end`,
    )
    this.#everOpened = true
    if (before !== null && endOf(before) === 'lone comma') marks.hit('lone comma repaired')
    if (before !== null && endOf(before) === 'torn') marks.hit('torn tail cut')
    if (!this.#accept(opened.value)) return 'the last batch, which nothing later calls durable, was damaged'
    this.#storage = opened.value
    this.#isDamaged = false
    return null
  }

  /**
   * What was found is what was durable and the first `kept` records that were on their way. Less is a bug, unless
   * a bit turned over in the very last batch, which cannot be told from a torn one.
   */
  #accept(storage: RunningStorage): boolean {
    const { durable, roster, node, marks } = this.#parts
    const found = new Map(storage.replicas.map((replica) => [replica.record.replica, replica]))
    const fits = (kept: number): boolean =>
      [...durable.replicas].every(([group, replica]) => {
        const id = this.#placed(group)?.replica
        if (id === undefined) return true
        return isSame(found.get(id), withRecords(replica, this.#inFlight.slice(0, kept), group))
      })
    const kept = this.#inFlight.findIndex((_, at) => fits(at))
    const count = kept === -1 ? this.#inFlight.length : kept
    if (this.#isDamaged && !fits(count)) return false
    check(fits(count), 'Recovery', () => `node ${node} finds other records than it wrote`)
    if (count < this.#inFlight.length) marks.hit('unsynced records lost')
    if (storage.replicas.some(({ margin }) => margin.length > 0)) marks.hit('margin recovered')
    durable.apply(this.#inFlight.slice(0, count))
    this.#inFlight = []
    // Closed, but the tombstone had not become durable.
    for (const { record } of storage.replicas)
      if (roster.isClosed(record.replica)) storage.removeReplica(record.group, record.replica, () => {})
    return true
  }

  #fault(op: FsOp, count: number): DiskFault {
    if (this.#crashAt > 0 && count >= this.#crashAt) return 'crash'
    if (this.#storage === null || op.op !== 'sync') return null
    if (this.#fails) return this.#failOnce()
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
    return { kind: 'sectors', random, sectorBytes: random.pick(SECTOR_BYTES) }
  }

  #failOnce(): DiskFault {
    this.#fails = false
    return 'EIO'
  }

  #logs(): readonly string[] {
    const paths = this.#files.paths()
    return paths.filter((path) => path.startsWith(`${FOLDER}/wal/`) && path.endsWith('.json')).toSorted()
  }

  #newestBytes(): Buffer | null {
    const newest = this.#logs().at(-1)
    return newest === undefined ? null : this.#files.bytesOf(newest)
  }
}
