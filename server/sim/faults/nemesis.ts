// Strikes at random moments. When it strikes and with what comes from one stream; what a single strike does comes
// from a stream of its own. One of them does harm, and undoes it after a while; another one is the operator.

import type { Random } from '../../../shared/random.ts'
import { seedOf, createRandom } from '../../../shared/random.ts'
import type { FaultChoice, OperatorChoice, StrikeOptions } from '../options.ts'
import type { World } from '../world.ts'
import { Moment } from './moment.ts'
import { STRIKES } from './strikes.ts'

type Choice = FaultChoice | OperatorChoice

export class Nemesis {
  readonly #world: World
  readonly #name: string
  readonly #options: StrikeOptions<Choice>
  readonly #random: Random
  readonly #omit: ReadonlySet<number>
  readonly #without: ReadonlySet<Choice>
  #active = true
  /** Strikes so far, those left out included. */
  count = 0

  constructor(world: World, name = 'faults', options: StrikeOptions<Choice> = world.options.faults) {
    this.#world = world
    this.#name = name
    this.#options = options
    this.#random = world.stream(name)
    this.#omit = new Set(options.omit)
    this.#without = new Set(options.without)
    if (options.every > 0) this.#plan()
  }

  /** What it has begun is undone by whoever heals. */
  stop(): void {
    this.#active = false
  }

  #plan(): void {
    const { every, choices } = this.#options
    this.#world.timeline.schedule(this.#random.int(1, 2 * every), 'fault', 0, () => {
      if (!this.#active) return
      const [first, ...others] = choices
      if (first !== undefined) this.#strike(this.#random.pick([first, ...others]))
      this.#plan()
    })
  }

  #strike(choice: Choice): void {
    this.count += 1
    if (this.#omit.has(this.count) || this.#without.has(choice)) return
    const random = createRandom(seedOf(this.#world.seed, this.#name, this.count))
    STRIKES[choice](new Moment(this.#world, random, () => this.#active))
  }
}
