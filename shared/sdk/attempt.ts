// One HTTP attempt at one node. Only what certainly never left is `notSent`; a connection that broke
// later may have carried the request, so it is `lost`.

import type { Json } from '../ids.ts'
import type { Patience } from './patience.ts'

export type Fields = Readonly<Record<string, string | number | undefined>>
export type Body = Readonly<Record<string, Json>>

export type Attempt =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Body }
  | { readonly kind: 'notSent' }
  | { readonly kind: 'lost' }

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** A node that has not answered after this many cluster milliseconds will not: its own deadline is 3 000. */
export const ANSWER_MS = 3_500

/** Answered locally, without a leader; in real time, since it is the clock that is asked about. */
const CLOCK_ANSWER_REAL_MS = 500

export async function attempt(
  fetch: Fetch,
  patience: Patience,
  base: string,
  method: 'GET' | 'POST',
  path: string,
  fields: Fields,
): Promise<Attempt> {
  const abort = new AbortController()
  const stop = overdue(fetch, patience, base, () => abort.abort())
  try {
    const response = await fetch(urlOf(base, method, path, fields), {
      method,
      signal: abort.signal,
      ...(method === 'POST'
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
        : {}),
    })
    patience.heard(response.headers.get('raftroom-clock'))
    const body: unknown = await response.json()
    return isBody(body) ? { kind: 'answer', status: response.status, body } : { kind: 'lost' }
  } catch (error) {
    return neverLeft(error) ? { kind: 'notSent' } : { kind: 'lost' }
  } finally {
    stop()
  }
}

/** Gives up at the limit, unless the node's clock was slowed or stopped meanwhile: then it waits anew. */
function overdue(fetch: Fetch, patience: Patience, base: string, giveUp: () => void): () => void {
  let stopped = false
  let stop = patience.after(ANSWER_MS, look)
  function look(): void {
    void askClock(fetch, patience, base).then((news) => {
      if (stopped) return
      if (news) stop = patience.after(ANSWER_MS, look)
      else giveUp()
    })
  }
  return () => {
    stopped = true
    stop()
  }
}

/** Asks a node for its clock. True: it goes otherwise than was known. */
export async function askClock(fetch: Fetch, patience: Patience, base: string): Promise<boolean> {
  try {
    const response = await fetch(`${base}/clock`, { signal: AbortSignal.timeout(CLOCK_ANSWER_REAL_MS) })
    return patience.heard(response.headers.get('raftroom-clock'))
  } catch {
    return false
  }
}

function urlOf(base: string, method: 'GET' | 'POST', path: string, fields: Fields): string {
  if (method === 'POST') return `${base}${path}`
  const query = Object.entries(fields)
    .filter((field): field is [string, string | number] => field[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return query === '' ? `${base}${path}` : `${base}${path}?${query}`
}

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Node names the cause; browsers do not, so there every failure counts as lost. */
function neverLeft(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'code' in cause &&
    (cause.code === 'ECONNREFUSED' || cause.code === 'EHOSTUNREACH')
  )
}
