// Orders to the nodes that run, and what became of them.

import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { NodeEntry } from './node-entry.ts'
import type { Order } from './node-process.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import { err, ok } from '../../shared/result.ts'
import { notNow } from './refusal.ts'

/** A node that is alive answers within a turn of its loop. */
export const ACK_LIMIT_MS = 1_000

export const hears = ({ connected, state }: NodeEntry): boolean => connected && state !== 'frozen'

/** Nodes that have not confirmed. A node's refusal is the answer for all. */
export async function orderAll(
  supervisor: Supervisor,
  orders: readonly { readonly node: NodeId; readonly order: Order }[],
): Promise<Result<NodeId[], Refusal>> {
  const answers = await Promise.all(
    orders.map(async ({ node, order }) => {
      const ack = await supervisor.entries.get(node)?.process?.ask(order, ACK_LIMIT_MS)
      return { node, ack: ack ?? null }
    }),
  )
  for (const { node, ack } of answers) if (ack?.ok === false) return err(notNow(`${node}: ${ack.message}`))
  return ok(answers.filter(({ ack }) => ack === null).map(({ node }) => node))
}
