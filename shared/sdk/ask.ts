// Asking until the outcome is known. Always with the same request id, so that however often a request
// arrives it is done once. Three outcomes and no fourth: ok, refused (certainly not done), unknown.

import type { Body, Attempt } from './attempt.ts'
import type { Patience } from './patience.ts'

export type Outcome =
  | { readonly outcome: 'ok'; readonly body: Body }
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string; readonly body: Body }
  | { readonly outcome: 'unknown'; readonly message: string }

/** Refusals that pass by themselves: an election, a start, a full queue. */
const PASSING = new Set([
  'no-leader',
  'no-quorum',
  'overloaded',
  'not-ready',
  'not-enough-brokers',
  'not-leader',
])

/** Nobody will ever know again: asking on is of no use. */
const FORGOTTEN = 'request-forgotten'

/** Not remembered under the request's id: an attempt that was lost before it may still take messages. */
const NOT_REMEMBERED = 'empty'

const UNKNOWN: Outcome = { outcome: 'unknown', message: 'may or may not be done' }

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

export interface AskOptions {
  readonly patience: Patience
  readonly random: () => number
  /** How long one call is asked again, cluster milliseconds. */
  readonly retryFor: number
  /** One attempt; `again` counts from 0, so that a caller with several nodes can go round. */
  readonly attempt: (again: number) => Promise<Attempt>
}

export async function ask(options: AskOptions): Promise<Outcome> {
  const until = options.patience.now() + options.retryFor
  let maybeDone = false
  let refusal: Outcome = { outcome: 'refused', code: 'no-connection', message: 'does not answer', body: {} }
  for (let again = 0; ; again += 1) {
    const answer = await options.attempt(again)
    if (answer.kind === 'lost') maybeDone = true
    if (answer.kind === 'answer') {
      const outcome = read(answer.body)
      if (answer.body['code'] === FORGOTTEN) return outcome
      if (answer.body['code'] === NOT_REMEMBERED && maybeDone) return UNKNOWN
      if (outcome.outcome === 'ok' || (outcome.outcome === 'refused' && !PASSING.has(outcome.code)))
        return outcome
      if (outcome.outcome === 'refused') refusal = outcome
      else maybeDone = true
    } else if (answer.kind === 'notSent') {
      refusal = { outcome: 'refused', code: 'no-connection', message: 'does not answer', body: {} }
    }
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** again, LONGEST_PAUSE_MS) * (0.5 + options.random() / 2)
    if (options.patience.now() + pause > until) break
    await options.patience.wait(pause)
  }
  return maybeDone ? UNKNOWN : refusal
}

function read(body: Body): Outcome {
  if (body['status'] === 'success') return { outcome: 'ok', body }
  const code = typeof body['code'] === 'string' ? body['code'] : 'internal'
  const message = typeof body['message'] === 'string' ? body['message'] : code
  return body['outcome'] === 'refused'
    ? { outcome: 'refused', code, message, body }
    : { outcome: 'unknown', message }
}
