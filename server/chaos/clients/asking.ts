// One operation of one client, asked until its outcome is known or its patience ends. What ended unknown is
// kept as a doubt: at the next quiet point it is asked again under its id until somebody knows.

import type { Json, NodeId } from '../../../shared/ids.ts'
import type { Body, Fetch, Fields } from '../../../shared/sdk/attempt.ts'
import type { Outcome } from '../../../shared/sdk/ask.ts'
import type { Patience } from '../../../shared/sdk/patience.ts'
import type { Begun, Recorder, Service } from '../recorder.ts'
import { ask } from '../../../shared/sdk/ask.ts'
import { attempt } from '../../../shared/sdk/attempt.ts'

export interface Call {
  readonly service: Service
  /** Whose log the answer's index belongs to. */
  readonly group: string
  readonly f: string
  /** As the history has it. */
  readonly input: Json
  readonly node: NodeId
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly fields: Fields
  /** Null: a read, which may be asked and forgotten. */
  readonly requestId: string | null
  /** From the body to the answer as the history has it. */
  readonly read: (body: Body) => Json
  /** Cluster milliseconds it is asked again, if not as long as all others. */
  readonly retryFor?: number
}

export type Told =
  | { readonly kind: 'done'; readonly body: Body }
  /** By the service or by a node. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'doubt' }

export interface Doubt {
  readonly begun: Begun
  readonly call: Call
}

export interface AskerOptions {
  readonly base: (node: NodeId) => string
  readonly recorder: Recorder
  readonly patience: Patience
  readonly random: () => number
  /** Cluster milliseconds a call is asked again; default 2 000. */
  readonly retryFor?: number
  readonly fetch?: Fetch
  /** A failure that is somebody's fault: never part of a healthy answer. */
  readonly onInternal: (node: NodeId, text: string) => void
}

/** Short enough to leave doubts behind when something is broken. */
const RETRY_FOR_MS = 2_000
/** Every node of the role is asked this long in turn, cluster milliseconds. */
const SETTLE_FOR_MS = 5_000
/** Rounds over all nodes before a doubt stays one: everything is healed by then. */
const SETTLE_ROUNDS = 4

export class Asker {
  readonly #options: AskerOptions
  readonly #fetch: Fetch
  readonly #doubts: Doubt[] = []
  /** Highest index seen of each group: what a request is asked after. */
  readonly #seen = new Map<string, number>()
  #requests = 0

  constructor(options: AskerOptions) {
    this.#options = options
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init))
  }

  get doubts(): readonly Doubt[] {
    return this.#doubts
  }

  newRequestId(client: string): string {
    this.#requests += 1
    return `${client}:${this.#requests}`
  }

  async run(call: Call): Promise<Told> {
    const after = call.requestId === null ? {} : { request_after: this.#seen.get(call.group) ?? 0 }
    const once = { ...call, fields: { ...call.fields, ...after } }
    const begun = this.#options.recorder.begin(call.service, call.f, call.input, call.node)
    const outcome = await this.#ask(once, call.node, call.retryFor ?? this.#options.retryFor ?? RETRY_FOR_MS)
    if (this.#settle(begun, once, outcome))
      return outcome.outcome === 'ok' ? { kind: 'done', body: outcome.body } : { kind: 'refused' }
    if (call.requestId !== null) {
      this.#doubts.push({ begun, call: once })
      return { kind: 'doubt' }
    }
    this.#options.recorder.fail(begun, 'a read that was not answered')
    return { kind: 'refused' }
  }

  /** The body of a success; null otherwise. */
  async bodyOf(call: Call): Promise<Body | null> {
    const told = await this.run(call)
    return told.kind === 'done' ? told.body : null
  }

  /** Asks every doubt again until it is one no more; answers how many stay. */
  async settleDoubts(nodes: (call: Call) => readonly NodeId[]): Promise<number> {
    const all = this.#doubts.splice(0)
    const settled = await Promise.all(all.map((doubt) => this.#settleOne(doubt, nodes(doubt.call))))
    return settled.filter((done) => !done).length
  }

  async #settleOne({ begun, call }: Doubt, nodes: readonly NodeId[]): Promise<boolean> {
    for (let round = 0; round < SETTLE_ROUNDS; round += 1)
      for (const node of nodes) {
        const outcome = await this.#ask(call, node, SETTLE_FOR_MS)
        // Refused by this node only: an earlier attempt may still have been carried out.
        if (outcome.outcome === 'refused' && !('index' in outcome.body) && outcome.code !== 'empty') continue
        if (this.#settle(begun, call, outcome)) return true
      }
    this.#options.recorder.info(begun, 'still unknown at a quiet point')
    return false
  }

  #ask(call: Call, node: NodeId, retryFor: number): Promise<Outcome> {
    const { patience, random, base, onInternal } = this.#options
    const fields = call.requestId === null ? call.fields : { ...call.fields, request_id: call.requestId }
    return ask({
      patience,
      random,
      retryFor,
      attempt: async () => {
        const answer = await attempt(this.#fetch, patience, base(node), call.method, call.path, fields)
        if (answer.kind === 'answer' && answer.body['code'] === 'internal')
          onInternal(node, `${call.f}: ${JSON.stringify(answer.body['message'])}`)
        return answer
      },
    })
  }

  /** False: nobody knows. */
  #settle(begun: Begun, call: Call, outcome: Outcome): boolean {
    const { recorder } = this.#options
    if (outcome.outcome === 'unknown') return false
    if (outcome.outcome === 'ok') {
      recorder.ok(begun, { ok: call.read(outcome.body), ...this.#facts(call, outcome.body) })
      return true
    }
    if (decidedByService(outcome.code)) {
      // An empty queue is found by reading: there is no entry of the log behind it.
      const facts = outcome.code === 'empty' ? {} : this.#facts(call, outcome.body)
      recorder.ok(begun, { refused: outcome.code, ...facts })
    } else recorder.fail(begun, outcome.code)
    return true
  }

  #facts({ group, requestId }: Call, body: Body): { readonly [name: string]: Json } {
    const index = indexIn(body, group)
    if (index === null) return {}
    this.#seen.set(group, Math.max(this.#seen.get(group) ?? 0, index))
    return requestId === null
      ? { index }
      : { index, request: requestId, duplicate: body['duplicate'] === true }
  }
}

/** Of a change, of a read, or of a read of one partition of several. */
function indexIn(body: Body, group: string): number | null {
  const { index, as_of: asOf } = body
  if (typeof index === 'number') return index
  if (typeof asOf === 'number') return asOf
  const partition = group.split('/')[1]
  if (typeof asOf !== 'object' || asOf === null || partition === undefined) return null
  const of = Object.entries(asOf).find(([name]) => name === partition)?.[1]
  return typeof of === 'number' ? of : null
}

/** What a state machine says; everything else comes from a node and says nothing about the state. */
const SERVICE_CODES = new Set([
  'insufficient-funds',
  'no-such-account',
  'account-exists',
  'same-account',
  'topic-exists',
  'no-such-topic',
  'empty',
])
const decidedByService = (code: string): boolean => SERVICE_CODES.has(code)
