// Both engines of the log beside each other, on files of their own: what one record costs until it is durable, and how
// long a node that starts reads 4 MiB of records. The price of rewriting whole documents stands in the table.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StorageKind } from '../../shared/storage-kind.ts'
import { STORAGE_KINDS } from '../../shared/storage-kind.ts'
import { openNodeStorage } from '../storage/open-node.ts'
import type { NodeStorage, PutRecord } from '../storage/port.ts'
import type { BenchRow } from './quick.ts'

/** Four documents of the rewrite engine, from empty to full. */
const SINGLE_RECORDS = 1_000
/** As lines of the log engine they are 4 MiB. */
const RECOVERED_RECORDS = 22_500
const BATCH_RECORDS = 250
const [GROUP, REPLICA] = [2, 1]

export async function benchLogEngines(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = []
  for (const kind of STORAGE_KINDS) {
    rows.push({ what: `one durable record, ${kind} engine`, result: await singles(kind), target: 'p50 5 ms' })
    rows.push({
      what: `4 MiB of records read at a start, ${kind} engine`,
      result: await recovery(kind),
      target: '500 ms',
    })
  }
  return rows
}

const singles = (kind: StorageKind): Promise<string> =>
  inFolder(async (dir) => {
    const storage = await open(dir, kind)
    const took: number[] = []
    for (let index = 1; index <= SINGLE_RECORDS; index += 1) {
      const begun = performance.now()
      await append(storage, [recordAt(index)])
      took.push(performance.now() - begun)
    }
    await storage.log.close()
    took.sort((a, b) => a - b)
    const at = (share: number): string => (took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(2)
    return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
  })

const recovery = (kind: StorageKind): Promise<string> =>
  inFolder(async (dir) => {
    const storage = await open(dir, kind)
    for (let first = 1; first <= RECOVERED_RECORDS; first += BATCH_RECORDS) {
      await append(
        storage,
        Array.from({ length: BATCH_RECORDS }, (_, at) => recordAt(first + at)),
      )
    }
    await storage.log.close()
    const begun = performance.now()
    const again = await open(dir, kind)
    const took = performance.now() - begun
    const entries = again.replicas[0]?.log.length ?? 0
    await again.log.close()
    return `${Math.round(took)} ms, ${entries} entries`
  })

async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'raftroom-bench-log-'))
  try {
    return await work(join(root, 'atm-1'))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function open(dir: string, storage: StorageKind): Promise<NodeStorage> {
  const conf = { voters: [REPLICA], outgoing: [], learners: [] }
  const members = [{ replica: REPLICA, node: 'atm-1' }]
  const replica = { group: GROUP, replica: REPLICA, name: 'atm', epoch: 0, conf, members }
  const options = { dir, cluster: 'bench', node: 'atm-1', role: 'atm', mayCreate: true, storage } as const
  const opened = await openNodeStorage({ ...options, firstReplicas: [replica] })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

/** As long as a deposit. */
function recordAt(index: number): PutRecord {
  const data = JSON.stringify({ op: 'deposit', account: 'alice', amount: index })
  const entry = { index, term: 1, kind: 'cmd', bytes: Buffer.byteLength(data), data } as const
  const persist = { seq: index, hard: null, truncateFrom: null, append: [entry], snap: null }
  return { group: GROUP, replica: REPLICA, commit: index - 1, persist }
}

const append = (storage: NodeStorage, batch: readonly PutRecord[]): Promise<void> =>
  new Promise((resolve, reject) => {
    storage.log.append(batch, (result) => (result.ok ? resolve() : reject(new Error(result.error.message))))
  })
