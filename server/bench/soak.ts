// `raftroom bench --soak MINUTES`: deposits and messages at full rate, and every few seconds what the cluster
// holds in memory and on disk. A table, not a test: what has no bound is seen to grow from row to row. The
// messages themselves stay on disk for ever, by design, in sealed files; memory keeps the names of one index for 256.

import type { ClusterAnswer } from '../../shared/protocol/cluster-answer.ts'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'
import { launchCluster } from '../launch/launched-cluster.ts'
import type { Memory } from './cluster-facts.ts'
import { clusterFacts, controlMemory } from './cluster-facts.ts'
import type { DiskUse } from './disk-use.ts'
import { diskUse } from './disk-use.ts'
import { runLoad } from './load.ts'
import { depositing, PARTITIONS, producing } from './workloads.ts'

export interface SoakOptions {
  /** The script behind `npm start`. */
  readonly startScript: string
  readonly minutes: number
  readonly say: (line: string) => void
}

export interface SoakRow {
  readonly seconds: number
  /** Committed entries of all groups. */
  readonly entries: number
  readonly messages: number
  /** The node that holds most. */
  readonly largest: { readonly node: string; readonly memory: Memory }
  readonly control: Memory
  readonly disk: DiskUse
}

/** A screen of rows for any length, but no more often than makes a difference. */
const ROWS = 20
const SHORTEST_MS = 10_000

const DEPOSITS_IN_FLIGHT = 64
const BATCHES_IN_FLIGHT = 4

export async function benchSoak(options: SoakOptions): Promise<readonly SoakRow[]> {
  const { startScript, minutes, say } = options
  say('starting a cluster ...')
  const cluster = await launchCluster({ startScript, name: 'soak' })
  try {
    const forMs = minutes * 60_000
    const everyMs = Math.max(SHORTEST_MS, forMs / ROWS)
    say(`loading it for ${minutes} min, a row every ${Math.round(everyMs / 1000)} s ...`)
    // Together, so that an error of either ends the cluster too.
    const [failed, rows] = await Promise.all([loadFully(cluster, forMs), watch(cluster, forMs, everyMs, say)])
    say(`requests that failed: ${failed}`)
    return rows
  } finally {
    await cluster.stop()
    cluster.remove()
  }
}

/** Answers how many requests failed. */
async function loadFully(cluster: LaunchedCluster, forMs: number): Promise<number> {
  const produced = await Promise.all(Array.from({ length: PARTITIONS }, (_, at) => producing(cluster, at)))
  const results = await Promise.all([
    runLoad({ ...(await depositing(cluster)), inFlight: DEPOSITS_IN_FLIGHT, forMs }),
    ...produced.map((work) => runLoad({ ...work, inFlight: BATCHES_IN_FLIGHT, forMs })),
  ])
  return results.reduce((sum, { failed }) => sum + failed, 0)
}

async function watch(
  cluster: LaunchedCluster,
  forMs: number,
  everyMs: number,
  say: (line: string) => void,
): Promise<readonly SoakRow[]> {
  const begun = performance.now()
  const rows: SoakRow[] = []
  for (let due = 0; due <= forMs; due += everyMs) {
    await new Promise((resolve) => void setTimeout(resolve, Math.max(0, begun + due - performance.now())))
    const facts = await clusterFacts(cluster)
    const seconds = (performance.now() - begun) / 1000
    const row = rowOf(seconds, facts, await controlMemory(cluster), diskUse(cluster.data))
    rows.push(row)
    say(cellsOf(row).join('  '))
  }
  return rows
}

/** What a row is made of. */
interface SoakFacts {
  readonly nodes: readonly Pick<ClusterAnswer['nodes'][number], 'id' | 'memory'>[]
  readonly groups: readonly Pick<ClusterAnswer['groups'][number], 'commitIndex'>[]
  readonly topics: readonly Pick<ClusterAnswer['topics'][number], 'messages'>[]
}

export function rowOf(seconds: number, facts: SoakFacts, control: Memory, disk: DiskUse): SoakRow {
  const known = facts.nodes.flatMap(({ id, memory }) => (memory === null ? [] : [{ node: id, memory }]))
  const nobody = { node: '-', memory: { rssBytes: 0, heapBytes: 0 } }
  return {
    seconds,
    entries: facts.groups.reduce((sum, { commitIndex }) => sum + commitIndex, 0),
    messages: facts.topics.reduce((sum, { messages }) => sum + messages, 0),
    largest: known.reduce((most, one) => (one.memory.rssBytes > most.memory.rssBytes ? one : most), nobody),
    control,
    disk,
  }
}

export const SOAK_HEADINGS = [
  'time',
  'entries',
  'messages',
  'largest node',
  'rss',
  'heap',
  'control rss',
  'heap',
  'log files of a node',
  'logs',
  'all on disk',
] as const

export const cellsOf = ({ seconds, entries, messages, largest, control, disk }: SoakRow): string[] => [
  `${Math.round(seconds)} s`,
  String(entries),
  String(messages),
  largest.node,
  megabytes(largest.memory.rssBytes),
  megabytes(largest.memory.heapBytes),
  megabytes(control.rssBytes),
  megabytes(control.heapBytes),
  String(disk.logFiles),
  megabytes(disk.logBytes),
  megabytes(disk.allBytes),
]

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`
