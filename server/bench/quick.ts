// `raftroom bench --quick`: the figures a classroom laptop must reach, measured on a cluster of its own and
// printed beside their targets. A table, not a test: machines are noisy.

import { Agent } from 'node:http'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'
import { launchCluster } from '../launch/launched-cluster.ts'
import { leaderOf } from './cluster-facts.ts'
import type { LoadResult } from './load.ts'
import { benchLogEngines } from './log-engines.ts'
import { post, runLoad } from './load.ts'
import { cpuSeconds, residentMegabytes } from './process-cost.ts'
import { benchSealedSegments } from './sealed-segments.ts'
import { depositing, MESSAGES_AT_ONCE, producing } from './workloads.ts'

export interface BenchRow {
  readonly what: string
  readonly result: string
  readonly target: string
}

export interface BenchOptions {
  /** The script behind `npm start`. */
  readonly startScript: string
  readonly say: (line: string) => void
}

/** After this the start's garbage is collected and the first elections are over. */
const SETTLE_MS = 10_000
const IDLE_MS = 10_000
const LOAD_MS = 3_000
const FAILOVERS = 3

export async function benchQuick({ startScript, say }: BenchOptions): Promise<readonly BenchRow[]> {
  say('writing logs, and reading them again ...')
  const logs = await benchLogEngines()
  say('taking snapshots of partitions with many messages ...')
  const snapshots = benchSealedSegments()
  say('starting a cluster ...')
  const cluster = await launchCluster({ startScript, name: 'bench' })
  const rows: BenchRow[] = [row('ready after npm start', ms(cluster.readyMs), '5 s')]
  try {
    await sleep(SETTLE_MS)
    say(`watching it idle for ${IDLE_MS / 1000} s ...`)
    rows.push(...(await idle(cluster)))
    say('loading it ...')
    rows.push(...(await loads(cluster)))
    say(`killing the ATM leader ${FAILOVERS} times ...`)
    rows.push(await failovers(cluster))
  } finally {
    rows.push(row('Ctrl-C to the last process gone', ms(await cluster.stop()), '5 s'))
    cluster.remove()
  }
  return [...rows, ...logs, ...snapshots]
}

async function idle({ pid, nodePids }: LaunchedCluster): Promise<BenchRow[]> {
  const pids = [pid, ...nodePids]
  const before = cpuSeconds(pids)
  const begun = performance.now()
  await sleep(IDLE_MS)
  const after = cpuSeconds(pids)
  const seconds = (performance.now() - begun) / 1000
  const share = before === null || after === null ? null : ((after - before) / seconds) * 100
  const memory = residentMegabytes(pids)
  return [
    row(
      'idle, all processes: processor',
      share === null ? 'only on Linux' : `${share.toFixed(1)} % of one core`,
      '25 %',
    ),
    row(
      'idle, all processes: memory',
      memory === null ? 'only on Linux' : `${Math.round(memory)} MB`,
      '900 MB',
    ),
  ]
}

async function loads(cluster: LaunchedCluster): Promise<BenchRow[]> {
  const deposits = await depositing(cluster)
  const one = await runLoad({ ...deposits, inFlight: 1, forMs: LOAD_MS })
  const many = await runLoad({ ...deposits, inFlight: 64, forMs: LOAD_MS })
  return [
    row('deposits at the leader, 1 in flight', rate(one), 'shown'),
    row('deposits at the leader, 64 in flight', rate(many), 'shown'),
    row('messages at the leader, 8 x 100 in flight', await produce(cluster), 'shown'),
  ]
}

async function produce(cluster: LaunchedCluster): Promise<string> {
  const load = await producing(cluster, 0)
  const result = await runLoad({ ...load, inFlight: 8, forMs: LOAD_MS })
  return rate({ ...result, perSecond: result.perSecond * MESSAGES_AT_ONCE })
}

/** From the kill to the next deposit that succeeds, asked at another ATM. */
async function failovers(cluster: LaunchedCluster): Promise<BenchRow> {
  const took: number[] = []
  for (let round = 0; round < FAILOVERS; round += 1) {
    const leader = await leaderOf(cluster, 'atm')
    const other = cluster.nodes('atm').find((node) => node !== leader) ?? leader
    await fault(cluster, { kind: 'kill', node: leader })
    const killed = performance.now()
    const agent = new Agent()
    while (!(await post(agent, `${cluster.base(other)}/deposit`, { account: 'bob', amount: 1 })))
      await sleep(10)
    took.push(performance.now() - killed)
    agent.destroy()
    await fault(cluster, { kind: 'start', node: leader })
  }
  return row('kill of the ATM leader to the next deposit', took.map(ms).join(', '), '2 s')
}

async function fault(cluster: LaunchedCluster, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${cluster.url}/api/faults`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${JSON.stringify(body)}: ${await answer.text()}`)
}

const row = (what: string, result: string, target: string): BenchRow => ({ what, result, target })
const ms = (value: number): string =>
  value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`
const rate = ({ perSecond, p50, p99, failed }: LoadResult): string =>
  `${Math.round(perSecond)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${failed > 0 ? `, ${failed} failed` : ''}`
const sleep = (time: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, time))
