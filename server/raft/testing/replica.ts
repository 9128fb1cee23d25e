// One replica with a disk that is told when to finish. What the host of a real node does with effects, in its
// simplest form: messages wait for their record, entries are applied at once, a crash loses what is not written.

import { assert } from '../../../shared/assert.ts'
import { createRaft } from '../core.ts'
import { raftOptions } from '../limits.ts'
import type { Boot, Config, Effects, Entry, Input, Message, Options, Out, Persist } from '../types.ts'

export const GROUP = 7

export const configOf = (voters: readonly number[], learners: readonly number[] = []): Config => ({
  voters,
  outgoing: [],
  learners,
})

export const bootOf = (conf: Config, boot: Partial<Boot> = {}): Boot => ({
  hard: { term: 0, vote: 0 },
  conf,
  commit: 0,
  snap: null,
  log: [],
  ...boot,
})

export const optionsOf = (self: number, more: Partial<Options> = {}): Options => ({
  ...raftOptions(GROUP, self, 1),
  ...more,
})

export type OnStep = (id: number, input: Input, effects: Effects) => void

export class TestReplica {
  readonly id: number
  readonly #options: Options
  readonly #onStep: OnStep | undefined
  /** What the files hold: a crash keeps exactly this. */
  #boot: Boot
  #core: ReturnType<typeof createRaft>
  /** Written in this order; confirmed by `finishWrites`. */
  #inFlight: Persist[] = []
  #waiting: Out[] = []
  #durable = 0
  /** Of this life, in the order of the effects. */
  applied: Entry[] = []
  reads: { req: number; index: number }[] = []

  constructor(options: Options, boot: Boot, onStep?: OnStep) {
    this.#onStep = onStep
    this.id = options.self
    this.#options = options
    this.#boot = boot
    this.#core = createRaft(options, boot)
  }

  view = () => this.#core.view()

  entries = (): readonly Entry[] => this.#core.entries(1, this.view().lastIndex)

  /** Terms of the log, oldest first: what most tests compare. */
  terms = (): number[] => this.entries().map(({ term }) => term)

  get writesInFlight(): number {
    return this.#inFlight.length
  }

  step(input: Input): Message[] {
    const effects = this.#core.step(input)
    this.#onStep?.(this.id, input, effects)
    if (effects.persist !== null) this.#inFlight.push(effects.persist)
    this.reads.push(...effects.reads)
    this.#waiting.push(...effects.out)
    this.applied.push(...effects.apply)
    const sent = this.#release()
    const last = effects.apply.at(-1)
    if (last !== undefined) sent.push(...this.step({ t: 'applied', index: last.index }))
    return sent
  }

  /** Makes the oldest records durable, releases what waited, tells the core. */
  finishWrites(count = this.#inFlight.length): Message[] | null {
    const written = this.#inFlight.splice(0, count)
    const newest = written.at(-1)
    if (newest === undefined) return null
    for (const record of written) this.#boot = replayed(this.#boot, record)
    this.#durable = newest.seq
    const released = this.#release()
    return [...released, ...this.step({ t: 'persisted', seq: newest.seq })]
  }

  /** A new life from the files. Nothing in memory survives. */
  restart(): void {
    this.#inFlight = []
    this.#waiting = []
    this.#durable = 0
    this.applied = []
    this.reads = []
    this.#core = createRaft(this.#options, this.#boot)
  }

  #release(): Message[] {
    const free = this.#waiting.filter(({ after }) => after <= this.#durable)
    this.#waiting = this.#waiting.filter(({ after }) => after > this.#durable)
    return free.map(({ msg }) => msg)
  }
}

/** Replays one record in the order hard, truncate, append. */
function replayed(boot: Boot, record: Persist): Boot {
  const kept = record.truncateFrom === null ? boot.log : boot.log.slice(0, record.truncateFrom - 1)
  const first = record.append[0]
  assert(first === undefined || first.index === kept.length + 1, 'records connect')
  return { ...boot, hard: record.hard ?? boot.hard, log: [...kept, ...record.append] }
}
