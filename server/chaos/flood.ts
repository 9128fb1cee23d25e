// Fills the log of one group with entries that change nothing anybody asks about: refusals and claims. They are
// no part of the history; what they do is make the log run over.

import type { NodeId } from '../../shared/ids.ts'
import type { ChaosCluster } from './cluster.ts'
import type { Done } from './control.ts'
import type { Move } from './nemesis/move.ts'
import type { Session } from './session.ts'

type Flood = Extract<Move, { kind: 'flood' }>

/** Together they fill every batch of the leader, and leave room in its mailbox. */
const IN_FLIGHT = 64
/** A group without a majority takes nothing: then there is no flood. */
const LIMIT_MS = 12_000
const ANSWER_LIMIT_MS = 4_000

export async function flood({ cluster, crowd }: Session, move: Flood): Promise<Done> {
  const until = performance.now() + LIMIT_MS
  const nodes = cluster.nodes(move.role)
  const { path, body } = entryFor(move, crowd.ballast)
  let left = move.entries
  const one = async (worker: number): Promise<void> => {
    for (let turn = worker; left > 0 && performance.now() < until; turn += 1)
      if (await post(cluster, nodes[turn % nodes.length] ?? '', path, body)) left -= 1
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, worker) => one(worker)))
  return left <= 0 ? { kind: 'done' } : { kind: 'refused', why: `${left} entries were not taken in time` }
}

function entryFor({ role, group }: Flood, ballast: number): { readonly path: string; readonly body: string } {
  const [topic = '', partition = ''] = group.split('/')
  switch (role) {
    case 'atm':
      return { path: '/withdraw', body: JSON.stringify({ account: 'nobody', amount: 1 }) }
    case 'manager':
      return { path: '/consumer/register', body: JSON.stringify({ topic: 'nowhere' }) }
    case 'broker': {
      const claim = { producer_id: ballast, topic, partition: Number(partition), messages: [] }
      return { path: '/producer/produce', body: JSON.stringify(claim) }
    }
  }
}

/** True: it was answered, so there most likely is an entry. */
async function post(cluster: ChaosCluster, node: NodeId, path: string, body: string): Promise<boolean> {
  try {
    const response = await fetch(`${cluster.base(node)}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    await response.arrayBuffer()
    return response.status < 500
  } catch {
    return false
  }
}
