// A map that forgets its oldest entries: checks look at a window, so that a lesson of hours needs no more
// memory than one of minutes.

import type { GroupId } from '../ids.ts'

export class Recent<K, V> {
  readonly #limit: number
  readonly #values = new Map<K, V>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    return this.#values.get(key)
  }

  set(key: K, value: V): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size <= this.#limit) return
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest)
      return
    }
  }

  /** What stands there already; otherwise `value` stands there from now on. */
  settle(key: K, value: V): V {
    const before = this.#values.get(key)
    if (before !== undefined) return before
    this.set(key, value)
    return value
  }

  entries(): IterableIterator<[K, V]> {
    return this.#values.entries()
  }

  /** Forgets every key of which `gone` says so. */
  forget(gone: (key: K) => boolean): void {
    for (const key of this.#values.keys()) if (gone(key)) this.#values.delete(key)
  }
}

/** One window per group, so that a busy group does not push out what is known of a quiet one. */
export class PerGroup<V> {
  readonly #make: () => V
  readonly #groups = new Map<GroupId, V>()

  constructor(make: () => V) {
    this.#make = make
  }

  of(group: GroupId): V {
    const known = this.#groups.get(group)
    if (known !== undefined) return known
    const made = this.#make()
    this.#groups.set(group, made)
    return made
  }
}
