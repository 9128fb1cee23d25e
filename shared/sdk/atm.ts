// A customer's side of the ATM network: stands at one ATM and asks it until the outcome is known. The
// request id comes from the caller, who stores it before anything is sent.

import type { AccountId, LogIndex, RequestId } from '../ids.ts'
import type { Attempt, Fetch, Fields } from './attempt.ts'
import { askClock, attempt } from './attempt.ts'
import { unreachable } from '../assert.ts'
import { DEFAULT_RETRY_FOR_MS } from '../protocol/limits.ts'
import type { Outcome } from './ask.ts'
import { ask } from './ask.ts'
import type { Patience } from './patience.ts'
import { createPatience } from './patience.ts'

export type BankChange =
  | { readonly op: 'create'; readonly account: AccountId }
  | { readonly op: 'deposit' | 'withdraw'; readonly account: AccountId; readonly amount: number }
  | { readonly op: 'transfer'; readonly from: AccountId; readonly to: AccountId; readonly amount: number }

/** A change under its id. `after`: the highest index seen when the id was made (see request-forgotten). */
export interface OpenRequest {
  readonly id: RequestId
  readonly after: LogIndex
  readonly change: BankChange
}

export interface AtmOptions {
  /** `http://127.0.0.1:8431`, no slash behind it. */
  readonly base: string
  readonly fetch?: Fetch
  readonly patience?: Patience
  readonly random?: () => number
  /** Cluster milliseconds one call is asked again; default 10 000. */
  readonly retryFor?: number
}

export class Atm {
  readonly base: string
  readonly #fetch: Fetch
  readonly #patience: Patience
  readonly #random: () => number
  readonly #retryFor: number

  constructor(options: AtmOptions) {
    this.base = options.base
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init))
    this.#patience = options.patience ?? this.#createPatience()
    this.#random = options.random ?? Math.random
    this.#retryFor = options.retryFor ?? DEFAULT_RETRY_FOR_MS
  }

  #createPatience(): Patience {
    const patience = createPatience(undefined, () => void askClock(this.#fetch, patience, this.base))
    return patience
  }

  /** Facts about the node itself, answered without a leader. Null when it does not answer. */
  async status(): Promise<AtmStatus | null> {
    const answer = await this.#once('GET', '/status', {})
    return answer.kind === 'answer' ? readStatus(answer.body) : null
  }

  /** Sends a change, again and again under its id, until the outcome is known or patience ends. */
  async send(request: OpenRequest): Promise<Outcome> {
    // Where a failed connection cannot be told from a lost answer (browsers), this probe can.
    if ((await this.status()) === null) return gone
    const { path, fields } = wire(request.change)
    return this.#ask('POST', path, { ...fields, request_id: request.id, request_after: request.after })
  }

  async balance(account: AccountId, local = false): Promise<Outcome> {
    return this.#read('/balance', { account, ...(local ? { consistency: 'local' } : {}) })
  }

  async accounts(): Promise<Outcome> {
    return this.#read('/accounts', {})
  }

  async history(account: AccountId, limit?: number): Promise<Outcome> {
    return this.#read('/history', { account, limit })
  }

  /** Calls back after this many cluster milliseconds; returns the cancel function. */
  after(clusterMs: number, fn: () => void): () => void {
    return this.#patience.after(clusterMs, fn)
  }

  /** A read changes nothing, so a lost answer is a refusal, never unknown. */
  async #read(path: string, fields: Fields): Promise<Outcome> {
    const outcome = await this.#ask('GET', path, fields)
    return outcome.outcome === 'unknown' ? gone : outcome
  }

  #ask(method: 'GET' | 'POST', path: string, fields: Fields): Promise<Outcome> {
    return ask({
      patience: this.#patience,
      random: this.#random,
      retryFor: this.#retryFor,
      attempt: () => this.#once(method, path, fields),
    })
  }

  #once(method: 'GET' | 'POST', path: string, fields: Fields): Promise<Attempt> {
    return attempt(this.#fetch, this.#patience, this.base, method, path, fields)
  }
}

const gone: Outcome = { outcome: 'refused', code: 'no-connection', message: 'does not answer', body: {} }

function wire(change: BankChange): { path: string; fields: Fields } {
  switch (change.op) {
    case 'create':
      return { path: '/accounts', fields: { account: change.account } }
    case 'deposit':
    case 'withdraw':
      return { path: `/${change.op}`, fields: { account: change.account, amount: change.amount } }
    case 'transfer':
      return { path: '/transfer', fields: { from: change.from, to: change.to, amount: change.amount } }
    default:
      return unreachable(change)
  }
}

export interface AtmStatus {
  readonly node: string
  readonly ready: boolean
  readonly role: string
  readonly term: number
  readonly leader: string | null
  readonly applied: LogIndex
  readonly last: LogIndex
  readonly heard: number
  readonly voters: number
}

function readStatus(body: Readonly<Record<string, unknown>>): AtmStatus {
  const groups: unknown = body['groups']
  const group: unknown = Array.isArray(groups) ? groups[0] : undefined
  const facts = typeof group === 'object' && group !== null ? Object.fromEntries(Object.entries(group)) : {}
  const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
  return {
    node: typeof body['node'] === 'string' ? body['node'] : '',
    ready: body['ready'] === true,
    role: typeof facts['role'] === 'string' ? facts['role'] : 'starting',
    term: number(facts['term']),
    leader: typeof facts['leader'] === 'string' ? facts['leader'] : null,
    applied: number(facts['applied']),
    last: number(facts['last']),
    heard: number(facts['heard']),
    voters: number(facts['voters']),
  }
}
