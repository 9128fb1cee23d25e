// A node as the SDK's tests see it: answers in the order given, in virtual time. Time moves in `run`.

import type { Json } from '../ids.ts'
import type { Fetch } from './attempt.ts'
import type { RealTimers } from './patience.ts'

export type Reaction =
  | { readonly body: Readonly<Record<string, Json>>; readonly clock?: string; readonly afterMs?: number }
  /** The connection was refused, or broke, or nothing ever comes. */
  | 'refused'
  | 'broken'
  | 'silent'

export class FakeNode {
  /** Answers to requests, in turn; the last is given again and again. */
  reactions: Reaction[] = []
  /** Of `/clock` and `/status`; null: the node does not answer. */
  clock: string | null = '1 1'
  status: Readonly<Record<string, Json>> | null = { status: 'success', node: 'atm-1', ready: true }
  readonly asked: { readonly url: string; readonly body: Readonly<Record<string, unknown>> }[] = []
  #now = 0
  readonly #due: { at: number; fn: () => void }[] = []

  readonly timers: RealTimers = {
    now: () => this.#now,
    set: (ms, fn) => {
      const timer = { at: this.#now + ms, fn }
      this.#due.push(timer)
      return () => this.#drop(timer)
    },
  }

  readonly fetch: Fetch = async (url, init) => {
    if (url.endsWith('/clock')) return this.#answer({ body: {} })
    if (url.endsWith('/status'))
      return this.status === null ? refusedConnection() : this.#answer({ body: this.status })
    const body: unknown = JSON.parse(typeof init.body === 'string' ? init.body : '{}')
    this.asked.push({ url, body: Object.fromEntries(Object.entries(body ?? {})) })
    const reaction = this.reactions[Math.min(this.asked.length, this.reactions.length) - 1] ?? 'silent'
    if (reaction === 'refused') return refusedConnection()
    if (reaction === 'broken') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
    if (reaction === 'silent') return new Promise((_, reject) => onAbort(init, reject))
    if (reaction.afterMs === undefined) return this.#answer(reaction)
    const { afterMs } = reaction
    return new Promise((resolve, reject) => {
      this.timers.set(afterMs, () => resolve(this.#answer(reaction)))
      onAbort(init, reject)
    })
  }

  async run(ms: number): Promise<void> {
    const end = this.#now + ms
    for (; this.#now < end; this.#now += 10) {
      for (const timer of this.#due.filter(({ at }) => at <= this.#now)) {
        this.#drop(timer)
        timer.fn()
      }
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    }
  }

  /** Runs until the promise is settled; how long that took is `after`. */
  async settled<T>(
    promise: Promise<T>,
    limitMs = 60_000,
  ): Promise<{ readonly value: T; readonly after: number }> {
    const state = { open: true }
    const begun = this.#now
    void promise.finally(() => (state.open = false))
    while (state.open && this.#now - begun < limitMs) await this.run(10)
    if (state.open) throw new Error(`not settled within ${limitMs} ms`)
    return { value: await promise, after: this.#now - begun }
  }

  #answer({
    body,
    clock,
  }: {
    readonly body: Readonly<Record<string, Json>>
    readonly clock?: string
  }): Response {
    const header = clock ?? this.clock
    if (header === null) throw new TypeError('fetch failed')
    return new Response(JSON.stringify(body), { headers: { 'raftroom-clock': header } })
  }

  #drop(timer: { at: number; fn: () => void }): void {
    const place = this.#due.indexOf(timer)
    if (place !== -1) this.#due.splice(place, 1)
  }
}

function refusedConnection(): never {
  throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })
}

function onAbort(init: RequestInit, reject: (error: Error) => void): void {
  init.signal?.addEventListener('abort', () => reject(new Error('aborted')))
}
