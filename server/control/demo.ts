// The demo set: something to look at and to try. Made through the same HTTP endpoints that everybody uses,
// under fixed request ids, so that a start which was cut short simply does it again.

import { pause } from './patience.ts'

export const DEMO_TOPIC = { topic: 'orders', partitions: 3 } as const
const DEMO_ACCOUNTS = ['alice', 'bob', 'carol'] as const
const DEMO_BALANCE = 100

export interface DemoPlaces {
  /** Base URLs. */
  readonly managers: readonly string[]
  readonly atms: readonly string[]
  /** Three brokers hold the three copies of a message. */
  readonly brokers: number
}

export interface Outside {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly pause: (ms: number) => Promise<void>
}

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
  outside: Outside = { fetch: globalThis.fetch, pause },
): Promise<boolean> {
  const ask = createAsk(signal, outside)
  const topic = async (): Promise<boolean> =>
    places.managers.length === 0 ||
    places.brokers < MIN_BROKERS ||
    // Asked for only when it can be made: a refusal would be one more entry in the managers' log.
    ((await ask(places.managers, 'GET', '/brokers', null, enoughBrokers)) &&
      (await ask(places.managers, 'POST', '/topics', request('demo-topic', DEMO_TOPIC), isDone)))
  const account = async (name: string): Promise<boolean> => {
    const open = request(`demo-create-${name}`, { account: name })
    const money = request(`demo-deposit-${name}`, { account: name, amount: DEMO_BALANCE })
    return (
      (await ask(places.atms, 'POST', '/accounts', open, isDone)) &&
      ask(places.atms, 'POST', '/deposit', money, isDone)
    )
  }
  const accounts = places.atms.length > 0 ? DEMO_ACCOUNTS.map(account) : []
  return (await Promise.all([topic(), ...accounts])).every(Boolean)
}

const request = (id: string, fields: object): object => ({
  ...fields,
  request_id: id,
  deadline_ms: DEADLINE_MS,
})

type Body = Readonly<Record<string, unknown>>
type Judge = (answer: Body) => boolean

/** Done, or certainly there from before. */
const DONE_CODES: ReadonlySet<unknown> = new Set(['topic-exists', 'account-exists'])
const isDone: Judge = (answer) => answer['status'] === 'success' || DONE_CODES.has(answer['code'])

const enoughBrokers: Judge = ({ brokers }) => Array.isArray(brokers) && brokers.length >= MIN_BROKERS

type Ask = (
  bases: readonly string[],
  method: 'GET' | 'POST',
  path: string,
  body: object | null,
  good: Judge,
) => Promise<boolean>

/** Goes round the nodes until one of them gives a good answer. */
function createAsk(signal: AbortSignal, { fetch, pause: rest }: Outside): Ask {
  async function once(url: string, method: string, body: object | null, good: Judge): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      })
      const answer: unknown = await response.json()
      return typeof answer === 'object' && answer !== null && good(Object.fromEntries(Object.entries(answer)))
    } catch {
      return false
    }
  }
  return async (bases, method, path, body, good) => {
    for (let turn = 0; !signal.aborted; turn += 1) {
      if (await once(`${bases[turn % bases.length]}${path}`, method, body, good)) return true
      await rest(ASK_AGAIN_MS)
    }
    return false
  }
}
