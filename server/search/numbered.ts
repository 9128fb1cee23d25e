// Gives equal things one small number, so that a state of the search is a few numbers and comparing two of them is
// comparing those.

import { assert } from '../../shared/assert.ts'

export class Numbered<T> {
  readonly #numbers = new Map<string, number>()
  readonly #all: T[] = []

  /** Things are equal if their keys are; the first of them stands for all. */
  numberOf(key: string, thing: T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#all.length)
    return this.#all.push(thing) - 1
  }

  at(number: number): T {
    const thing = this.#all[number]
    assert(thing !== undefined, () => `nothing has the number ${number}`)
    return thing
  }

  get size(): number {
    return this.#all.length
  }
}
