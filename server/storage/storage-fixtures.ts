// Small words for the tests of storage: replicas, records, a memory bench and hand-fired timers.

import type { Json } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Entry, Persist } from '../raft/types.ts'
import type { Engine } from './engine.ts'
import type { MemoryDiskOptions } from './memory-disk.ts'
import type {
  AppendDone,
  DiskError,
  NodeStorage,
  OpenOptions,
  PutRecord,
  ReplicaRecord,
  SnapshotPart,
  StorageRefusal,
} from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import { assert } from '../../shared/assert.ts'
import { crc32Of } from '../../shared/crc32.ts'
import { MemoryDisk } from './memory-disk.ts'
import { openMemoryStorage } from './memory.ts'

/** Only a limit for machines under load: nothing waits. */
export const SLOW_MACHINE_MS = 120_000

export const CLUSTER = 'c-1'
export const NODE = 'broker-2'
export const DIR = '/data/broker-2'
export const GROUP = 3
export const REPLICA = 12

export const replica = (replicaId = REPLICA, group = GROUP): ReplicaRecord => ({
  group,
  replica: replicaId,
  name: `orders/${group}`,
  epoch: 1,
  conf: { voters: [replicaId], outgoing: [], learners: [] },
  members: [{ replica: replicaId, node: NODE }],
})

export const openOptions = (changes: Partial<OpenOptions> = {}): OpenOptions => ({
  dir: DIR,
  cluster: CLUSTER,
  node: NODE,
  role: 'broker',
  mayCreate: true,
  firstReplicas: [replica()],
  ...changes,
})

export const command = (index: number, term = 1, text = `cmd ${index}`): Entry => {
  const data = JSON.stringify({ text })
  return { index, term, kind: 'cmd', data, bytes: Buffer.byteLength(data) }
}

export function put(persist: Partial<Persist>, changes: Partial<PutRecord> = {}): PutRecord {
  const nothing: Persist = { seq: 1, hard: null, truncateFrom: null, append: [], snap: null }
  return { group: GROUP, replica: REPLICA, commit: 0, ...changes, persist: { ...nothing, ...persist } }
}

/** One record with the commands `from` to `to`. */
export const puts = (from: number, to = from, term = 1): PutRecord =>
  put({ append: Array.from({ length: to - from + 1 }, (_, at) => command(from + at, term)) })

const CONF = { voters: [REPLICA], outgoing: [], learners: [] }
const sumOf = (text: string): { bytes: number; crc: string } => ({
  bytes: Buffer.byteLength(text),
  crc: crc32Of(text),
})

export function partOf(name: string, content: Json): SnapshotPart {
  const text = JSON.stringify(content)
  return { meta: { name, ...sumOf(text) }, text }
}

/** A snapshot of `state` that names `parts`; all of their texts are given with it. */
export function snapshotOf(index: number, term: number, state: Json, parts: readonly SnapshotPart[] = []) {
  const text = JSON.stringify({ parts: parts.map(({ meta }) => meta), state })
  return { meta: { index, term, conf: CONF, ...sumOf(text) }, text, parts }
}

export interface ManualTimers {
  readonly after: Engine['after']
  /** Lets every timer fire that is armed now; answers how many. */
  fire(): number
}

export function manualTimers(): ManualTimers {
  let armed: (() => void)[] = []
  return {
    after(_ms, run) {
      armed.push(run)
      return () => void (armed = armed.filter((each) => each !== run))
    },
    fire() {
      const due = armed
      armed = []
      for (const run of due) run()
      return due.length
    },
  }
}

export function opened<T extends NodeStorage>(result: Result<T, StorageRefusal>): T {
  assert(result.ok, () => (result.ok ? '' : `refused: ${result.error.message}`))
  return result.value
}

export function refused(result: Result<unknown, StorageRefusal>): StorageRefusal {
  assert(!result.ok, 'the storage opened, and should have been refused')
  return result.error
}

export type AppendResult = Result<AppendDone, DiskError>

/** Appends and performs everything that it starts. Null when the machine stopped in between. */
export function appendNow(
  disk: MemoryDisk,
  storage: NodeStorage,
  batch: readonly PutRecord[],
): AppendResult | null {
  let told: AppendResult | null = null
  storage.log.append(batch, (result) => (told = result))
  disk.settle()
  return told
}

export interface MemoryBench {
  readonly disk: MemoryDisk
  readonly timers: ManualTimers
  readonly open: (
    options?: Partial<OpenOptions>,
    more?: Partial<Engine>,
  ) => Result<RunningStorage, StorageRefusal>
}

export function memoryBench(parts: Partial<Engine> = {}, disk: MemoryDiskOptions = {}): MemoryBench {
  const memory = new MemoryDisk(disk)
  const timers = manualTimers()
  return {
    disk: memory,
    timers,
    open: (options = {}, more = {}) =>
      openMemoryStorage(memory, openOptions(options), { after: timers.after, ...parts, ...more }),
  }
}

/** The same over the rewrite engine. */
export function rewriteBench(parts: Partial<Engine> = {}, disk: MemoryDiskOptions = {}): MemoryBench {
  const bench = memoryBench(parts, disk)
  return { ...bench, open: (options, more) => bench.open({ storage: 'rewrite', ...options }, more) }
}

/** The data texts of a replica's recovered log, in order. */
export const textsOf = (storage: NodeStorage, replicaId = REPLICA): readonly string[] =>
  (storage.replicas.find((each) => each.record.replica === replicaId)?.log ?? []).map((entry) =>
    entry.kind === 'cmd' ? String(entry.index) + entry.data : `${entry.index}${entry.kind}`,
  )

interface Envelope {
  readonly crc: string
  readonly kind: string
  readonly v: number
  readonly data: object
}

/** A small document with something else in its envelope. */
export function editEnvelope(bytes: Buffer, change: (envelope: Envelope) => object): Buffer {
  const envelope: Envelope = JSON.parse(bytes.toString())
  return Buffer.from(JSON.stringify(change(envelope)))
}

/** Of a byte. */
export const BITS = 8

/** A copy with one bit turned over. */
export function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(bit / BITS)
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit % BITS)), at)
  return copy
}
