// Waits until a broker holds nothing any more. The managers do the work (they place nothing more on it and move its
// replicas away, one at a time) and remember it: whoever asks again after a failure goes on where it stood.

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { REPLICAS_PER_PARTITION } from '../../shared/protocol/limits.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { AskManagers } from './ask-managers.ts'
import type { Refusal } from './refusal.ts'
import { refusal } from './refusal.ts'

const brokersSchema = z.object({
  brokers: z.array(
    z.object({ broker_id: z.number(), node: z.string(), state: z.string(), alive: z.boolean() }),
  ),
})
const begunSchema = z.object({ partitions: z.array(z.string()) })

export interface Emptying {
  readonly ask: AskManagers
  readonly pause: (ms: number) => Promise<void>
  /** True when the cluster is being stopped. */
  readonly isOver: () => boolean
}

/** As often as brokers report: nothing changes faster. */
const LOOK_AGAIN_MS = 500

/** Answers the partitions it held when it was asked to leave. */
export async function emptyBroker(
  node: NodeId,
  parts: Emptying,
): Promise<Result<readonly string[], Refusal>> {
  const held = new Set<string>()
  const begun = new Set<number>()
  let left: readonly number[] | null = null
  for (;;) {
    left = await presentAs(node, parts.ask)
    if (left?.length === 0) return ok([...held])
    for (const id of left ?? []) {
      if (begun.has(id)) continue
      const told = await begin(node, id, parts.ask)
      if (!told.ok) return told
      if (told.value === null) continue
      begun.add(id)
      for (const partition of told.value) held.add(partition)
    }
    if (parts.isOver()) return err(interrupted(node))
    await parts.pause(LOOK_AGAIN_MS)
  }
}

/** A broker that lost its folder is there under two numbers; null: no manager answers. */
async function presentAs(node: NodeId, ask: AskManagers): Promise<readonly number[] | null> {
  const all = await brokersBy(ask)
  return all === null ? null : idsOf(node, all)
}

type Brokers = z.infer<typeof brokersSchema>['brokers']

async function brokersBy(ask: AskManagers): Promise<Brokers | null> {
  const answer = brokersSchema.safeParse(await ask('GET', '/brokers?all=true'))
  return answer.success ? answer.data.brokers : null
}

const idsOf = (node: NodeId, all: Brokers): readonly number[] =>
  all.filter((broker) => broker.node === node && broker.state !== 'removed').map(({ broker_id: id }) => id)

/** Null: nobody knows yet whether it has begun. */
async function begin(
  node: NodeId,
  id: number,
  ask: AskManagers,
): Promise<Result<readonly string[] | null, Refusal>> {
  const answer = await ask('POST', '/brokers/remove', { broker_id: id })
  if (answer?.status === 'failure') return err(refused(node, answer.code, answer.message))
  const begun = begunSchema.safeParse(answer)
  return ok(begun.success ? begun.data.partitions : null)
}

function refused(node: NodeId, code = 'refused', message = 'no reason given'): Refusal {
  if (code !== 'would-lose-replicas') return refusal(409, code, `${node} stays: ${message}`)
  return refusal(409, code, `${node} stays: ${message}. Add a broker first, or start one that is down`)
}

const interrupted = (node: NodeId): Refusal =>
  refusal(
    503,
    'not-finished',
    `${node} stays for now: the cluster is being stopped. It goes on with the next start`,
  )

/** For whoever does not wait any longer: how far it is, and what would help. */
export async function notFinished(node: NodeId, ask: AskManagers): Promise<Refusal> {
  const all = await brokersBy(ask)
  if (all === null)
    return refusal(
      503,
      'not-finished',
      `${node} stays for now: no manager answers. Ask again to wait for the end`,
    )
  const held: string[] = []
  for (const id of idsOf(node, all)) {
    const told = await begin(node, id, ask)
    if (told.ok && told.value !== null) held.push(...told.value)
  }
  const what = held.length === 0 ? 'what it holds is not known' : `it still holds ${held.join(', ')}`
  const message = `${node} stays for now: ${what}. ${whatNext(all)}; ask again to wait for the end`
  return { ...refusal(503, 'not-finished', message), replicas: held.length }
}

/** Those that leave as well take nothing over. */
function whatNext(all: Brokers): string {
  const heirs = all.filter(({ alive, state }) => alive && state === 'active').length
  if (heirs >= REPLICAS_PER_PARTITION) return 'Its replicas go on moving away'
  return `Only ${heirs} other brokers are alive and stay, and a partition needs ${REPLICAS_PER_PARTITION}: add one, or start one that is down`
}
