// Does harm at random moments, and undoes it after a while. When it strikes and with what comes from one stream;
// what a single strike does comes from a stream of its own.

import type { Random } from '../../../shared/random.ts'
import { seedOf, createRandom } from '../../../shared/random.ts'
import type { FaultChoice } from '../options.ts'
import type { World } from '../world.ts'
import { Moment } from './moment.ts'
import { STRIKES } from './strikes.ts'

export class Nemesis {
  readonly #world: World
  readonly #random: Random
  readonly #omit: ReadonlySet<number>
  readonly #without: ReadonlySet<string>
  #active = true
  /** Strikes so far, those left out included. */
  count = 0

  constructor(world: World) {
    const { every, omit, without } = world.options.faults
    this.#world = world
    this.#random = world.stream('faults')
    this.#omit = new Set(omit)
    this.#without = new Set(without)
    if (every > 0) this.#plan()
  }

  /** What it has begun is undone by whoever heals. */
  stop(): void {
    this.#active = false
  }

  #plan(): void {
    const { every, choices } = this.#world.options.faults
    this.#world.timeline.schedule(this.#random.int(1, 2 * every), 'fault', 0, () => {
      if (!this.#active) return
      const [first = 'crash', ...others] = choices
      const choice = this.#random.pick([first, ...others])
      this.#strike(choice)
      this.#plan()
    })
  }

  #strike(choice: FaultChoice): void {
    this.count += 1
    if (this.#omit.has(this.count) || this.#without.has(choice)) return
    const random = createRandom(seedOf(this.#world.seed, 'strike', this.count))
    STRIKES[choice](new Moment(this.#world, random, () => this.#active))
  }
}
