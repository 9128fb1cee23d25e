// The demo set: something to look at and to try. Made through the same HTTP endpoints that everybody uses,
// under fixed request ids, so that a start which was cut short simply does it again.

import { pause } from './patience.ts'

export const DEMO_TOPIC = { topic: 'orders', partitions: 3 } as const
export const DEMO_ACCOUNTS = ['alice', 'bob', 'carol'] as const
export const DEMO_BALANCE = 100

export interface DemoPlaces {
  /** Base URLs. */
  readonly managers: readonly string[]
  readonly atms: readonly string[]
  /** Three brokers hold the three copies of a message. */
  readonly brokers: number
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Nodes of a starting cluster become ready within a few hundred milliseconds. */
const ASK_AGAIN_MS = 50
/** Short, so that a node without a leader is left for another one. */
const DEADLINE_MS = 1_000
const ANSWER_LIMIT_MS = 5_000
const MIN_BROKERS = 3

/** Returns when all of it is there, or when told to give up. */
export async function makeDemo(
  places: DemoPlaces,
  signal: AbortSignal,
  fetch: Fetch = globalThis.fetch,
): Promise<boolean> {
  const ask = (bases: readonly string[], path: string, id: string, fields: object): Promise<boolean> =>
    untilDone(bases, path, { ...fields, request_id: id, deadline_ms: DEADLINE_MS }, signal, fetch)
  const topic =
    places.managers.length > 0 && places.brokers >= MIN_BROKERS
      ? [ask(places.managers, '/topics', 'demo-topic', DEMO_TOPIC)]
      : []
  const accounts = places.atms.length > 0 ? DEMO_ACCOUNTS.map((account) => open(account)) : []
  async function open(account: string): Promise<boolean> {
    const made = await ask(places.atms, '/accounts', `demo-create-${account}`, { account })
    return (
      made &&
      (await ask(places.atms, '/deposit', `demo-deposit-${account}`, { account, amount: DEMO_BALANCE }))
    )
  }
  return (await Promise.all([...topic, ...accounts])).every(Boolean)
}

async function untilDone(
  bases: readonly string[],
  path: string,
  body: object,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<boolean> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    if (await attempt(`${bases[turn % bases.length]}${path}`, body, signal, fetch)) return true
    await pause(ASK_AGAIN_MS)
  }
  return false
}

/** Done, or certainly there from before. */
const DONE_CODES: ReadonlySet<unknown> = new Set(['topic-exists', 'account-exists'])

async function attempt(url: string, body: object, signal: AbortSignal, fetch: Fetch): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
    })
    const answer: unknown = await response.json()
    if (typeof answer !== 'object' || answer === null) return false
    return response.ok || ('code' in answer && DONE_CODES.has(answer.code))
  } catch {
    return false
  }
}
