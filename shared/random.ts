// The only source of chance. Every user has its own stream, so that one more draw in one place
// never shifts what happens in another, and a run is repeated by its seed.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform whole number in [low, high], both included. */
  int(low: number, high: number): number
  /** True with this probability. Draws once whatever the probability. */
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  clone(): Random
}

/** 32-bit FNV-1a over the parts' text: turns any names and numbers into a seed. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of parts.join('\u0000')) {
    hash ^= character.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return hash
}

/** Mulberry32: one 32-bit state word, passes the usual small test batteries, exact in every engine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const random: Random = {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
    },
    int: (low, high) => low + Math.floor(random.next() * (high - low + 1)),
    chance: (probability) => random.next() < probability,
    pick: <T>(items: readonly [T, ...T[]]): T => items[random.int(0, items.length - 1)] ?? items[0],
    clone: () => createRandom(state),
  }
  return random
}
