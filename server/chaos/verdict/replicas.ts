// At a quiet point every replica comes to the same state. Each node is asked for its own copy, and given the
// moment a follower needs to hear of the last commit.

import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import type { GroupName, NodeId } from '../../../shared/ids.ts'
import type { AccountList } from '../../../shared/protocol/bank.ts'
import type { Session } from '../session.ts'
import type { PartitionEnd } from './judge.ts'

/** Many heartbeats: a follower that is not there by then was forgotten. */
const LIMIT_MS = 10_000
const LOOK_AGAIN_MS = 50
const ANSWER_LIMIT_MS = 5_000

export async function compareReplicas(
  session: Session,
  bank: AccountList,
  ends: ReadonlyMap<GroupName, PartitionEnd>,
): Promise<void> {
  const { cluster, control, scores } = session
  const { groups } = await control.cluster()
  const expected = JSON.stringify(bank)
  const atms = cluster
    .nodes('atm')
    .map((node) => sameAt(node, 'the bank', expected, () => bankAt(cluster.base(node))))
  const replicas = [...ends].flatMap(([group, { consumers }]) => {
    const last = String(Math.max(...consumers.values()))
    const members = groups.find(({ name }) => name === group)?.replicas ?? []
    return members.map(({ node }) => sameAt(node, group, last, () => lastAt(cluster.base(node), group)))
  })
  const findings = await Promise.all([...atms, ...replicas])
  scores.checked(
    'replicas are equal',
    findings.filter((text) => text !== null),
  )
}

async function sameAt(
  node: NodeId,
  what: string,
  expected: string,
  look: () => Promise<string>,
): Promise<string | null> {
  const until = performance.now() + LIMIT_MS
  for (;;) {
    const seen = await look().catch((error: unknown) => `no answer (${String(error)})`)
    if (seen === expected) return null
    if (performance.now() > until) return `${what} at ${node}: ${seen}, elsewhere ${expected}`
    await wait(LOOK_AGAIN_MS)
  }
}

const bankSchema = z.object({ accounts: z.json(), totals: z.json() })

async function bankAt(base: string): Promise<string> {
  const { accounts, totals } = bankSchema.parse(await get(`${base}/accounts?consistency=local`))
  return JSON.stringify({ accounts, totals })
}

const sizeSchema = z.object({ size: z.number() })

async function lastAt(base: string, group: GroupName): Promise<string> {
  const [topic = '', partition = ''] = group.split('/')
  const url = `${base}/size?topic=${topic}&partition=${partition}&consistency=local`
  return String(sizeSchema.parse(await get(url)).size)
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
  return response.json()
}
