// Orders to the nodes that run, and what became of them.

import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { NodeEntry } from './node-entry.ts'
import type { NodeProcess, Order } from './node-process.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import { err, ok } from '../../shared/result.ts'
import { notNow } from './refusal.ts'

/** A node that is alive answers within a turn of its loop. */
export const ACK_LIMIT_MS = 1_000

const hears = ({ connected, state }: NodeEntry): boolean => connected && state !== 'frozen'

/** False: not yet. One that cannot hear now reads it when it begins to listen, or is thawed. */
export async function confirms(entry: NodeEntry, process: NodeProcess, order: Order): Promise<boolean> {
  if (hears(entry)) return (await process.ask(order, ACK_LIMIT_MS))?.ok === true
  process.send(order)
  return false
}

/** Nodes that have not confirmed. A node's refusal is the answer for all. */
export async function orderAll(
  supervisor: Supervisor,
  orders: readonly { readonly node: NodeId; readonly order: Order }[],
  limitMs = ACK_LIMIT_MS,
): Promise<Result<NodeId[], Refusal>> {
  const answers = await Promise.all(
    orders.map(async ({ node, order }) => {
      const ack = await supervisor.entries.get(node)?.process?.ask(order, limitMs)
      return { node, ack: ack ?? null }
    }),
  )
  for (const { node, ack } of answers) if (ack?.ok === false) return err(notNow(`${node}: ${ack.message}`))
  return ok(answers.filter(({ ack }) => ack === null).map(({ node }) => node))
}
