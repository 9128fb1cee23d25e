// The last look: every broker that holds a partition gives all its messages, from its own copy, from the first
// to the last. All copies are the same, message by message.

import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { GroupName, NodeId } from '../../../shared/ids.ts'
import { partitionName } from '../../../shared/ids.ts'
import { PARTITIONS, TOPIC } from '../clients/crowd.ts'
import type { Session } from '../session.ts'

/** As many as one answer holds. */
const PAGE = 1_000
const ANSWER_LIMIT_MS = 10_000

const pageSchema = z.object({
  messages: z.array(z.object({ offset: z.number(), message: z.string() })),
  last: z.number(),
  next: z.number(),
})

export async function compareMessages({ cluster, control, scores }: Session): Promise<void> {
  const { groups } = await control.cluster()
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const group = partitionName(TOPIC, partition)
    const members = groups.find(({ name }) => name === group)?.replicas ?? []
    const copies = await Promise.all(members.map(({ node }) => copyAt(node, cluster.base(node), partition)))
    scores.checked('replicas are equal', findingsIn(group, copies))
  }
}

type Copy =
  | { readonly node: NodeId; readonly digest: string; readonly why: null }
  /** It does not show what it holds. */
  | { readonly node: NodeId; readonly digest: null; readonly why: string }

const copyAt = (node: NodeId, base: string, partition: number): Promise<Copy> =>
  digestAt(base, partition).then(
    (digest) => ({ node, digest, why: null }),
    (error: unknown) => ({ node, digest: null, why: String(error) }),
  )

/** Two nodes that fail alike are not equal: of neither anything is known. */
export function findingsIn(group: GroupName, copies: readonly Copy[]): readonly string[] {
  const [first, ...others] = copies.filter(({ digest }) => digest !== null)
  const silent = copies.flatMap(({ node, why }) =>
    why === null ? [] : [`${group}: ${node} does not show its copy: ${why}`],
  )
  if (first === undefined) return silent.length === 0 ? [`nobody holds ${group}`] : silent
  const different = others
    .filter(({ digest }) => digest !== first.digest)
    .map(({ node, digest }) => `${group}: ${digest} at ${node}, ${first.digest} at ${first.node}`)
  return [...silent, ...different]
}

/** How many, and a checksum over all of them in their order. */
async function digestAt(base: string, partition: number): Promise<string> {
  const hash = createHash('sha1')
  let after = 0
  for (;;) {
    const url = `${base}/retrieve_messages?topic=${TOPIC}&partition=${partition}&offset=${after}&max=${PAGE}&consistency=local`
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    const { messages, last, next } = pageSchema.parse(await response.json())
    for (const { offset, message } of messages) hash.update(`${offset}:${message}\n`)
    if (next >= last || messages.length === 0) return `${next} messages ${hash.digest('hex').slice(0, 8)}`
    after = next
  }
}
