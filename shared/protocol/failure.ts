// The closed list of what can go wrong for a client. One code is one HTTP status and one outcome:
// `refused` is certainly not done, `unknown` may be done or may still happen. There is no third way.

import * as z from 'zod'
import type { Json } from '../ids.ts'

interface FailureRule {
  readonly http: number
  readonly outcome: 'refused' | 'unknown'
}

const refused = (http: number): FailureRule => ({ http, outcome: 'refused' })
const unknown = (http: number): FailureRule => ({ http, outcome: 'unknown' })

export const FAILURE_CODES = [
  'bad-request',
  'bad-name',
  'bad-amount',
  'same-account',
  'name-a-partition',
  'no-such-endpoint',
  'no-such-topic',
  'no-such-partition',
  'no-such-producer',
  'no-such-consumer',
  'no-such-broker',
  'no-such-account',
  'topic-exists',
  'partition-exists',
  'account-exists',
  'node-exists',
  'wrong-topic',
  'wrong-partition',
  'partition-gap',
  'out-of-sequence',
  'producer-fenced',
  'insufficient-funds',
  'balance-limit',
  'offset-out-of-range',
  'limit-reached',
  'broker-not-alive',
  'would-lose-replicas',
  'busy',
  'wrong-cluster',
  'request-reused',
  'request-forgotten',
  'too-large',
  'not-leader',
  'no-leader',
  'no-quorum',
  'not-enough-brokers',
  'not-ready',
  'overloaded',
  'unknown',
  'internal',
  'empty',
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

export const FAILURES: Readonly<Record<FailureCode, FailureRule>> = {
  'bad-request': refused(400),
  'bad-name': refused(400),
  'bad-amount': refused(400),
  'same-account': refused(400),
  'name-a-partition': refused(400),
  'no-such-endpoint': refused(404),
  'no-such-topic': refused(404),
  'no-such-partition': refused(404),
  'no-such-producer': refused(404),
  'no-such-consumer': refused(404),
  'no-such-broker': refused(404),
  'no-such-account': refused(404),
  'topic-exists': refused(409),
  'partition-exists': refused(409),
  'account-exists': refused(409),
  'node-exists': refused(409),
  'wrong-topic': refused(409),
  'wrong-partition': refused(409),
  'partition-gap': refused(409),
  'out-of-sequence': refused(409),
  'producer-fenced': refused(409),
  'insufficient-funds': refused(409),
  'balance-limit': refused(409),
  'offset-out-of-range': refused(409),
  'limit-reached': refused(409),
  'broker-not-alive': refused(409),
  'would-lose-replicas': refused(409),
  busy: refused(409),
  'wrong-cluster': refused(409),
  'request-reused': refused(409),
  // The id may have been carried out long ago: nobody remembers.
  'request-forgotten': unknown(409),
  'too-large': refused(413),
  'not-leader': refused(503),
  'no-leader': refused(503),
  'no-quorum': refused(503),
  'not-enough-brokers': refused(503),
  'not-ready': refused(503),
  overloaded: refused(503),
  unknown: unknown(503),
  internal: unknown(500),
  // Clients of the first assignment read an empty queue as an answer, not as an error.
  empty: refused(200),
}

/** The code, one sentence for people, and the extra fields of that code. */
export const failureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() }).catchall(z.json())

export type Failure = { readonly code: FailureCode; readonly message: string; readonly [field: string]: Json }

/** Builds a failure; those with status 503 begin with the words clients of the assignment look for. */
export function failure(
  code: FailureCode,
  message: string,
  fields: Readonly<Record<string, Json>> = {},
): Failure {
  const prefix = FAILURES[code].http === 503 ? 'service currently unavailable: ' : ''
  return { code, message: prefix + message, ...fields }
}
