// The quick share of the search: every order of everything within the smaller bounds, or as deep as this many
// states go.

import { describe, expect, it } from 'vitest'
import { QUICK } from './bounds.ts'
import { search } from './search.ts'

/** Some seconds for each; votes that are asked for before the own one is durable (B05) are found at 22,000. */
const STATES = 24_000
/** Moves from the start that are looked at in every order, whatever the bounds. */
const LEAST_DEPTH = 7

describe('every order of deliveries, writes, timeouts and crashes', () => {
  for (const bounds of QUICK) {
    const { name, voters, disk } = bounds
    const isSmall = voters === 2 && disk === 'instant'
    it(`keeps the safety properties of figure 3: ${name}${isSmall ? ', to the end: nothing is left out' : ''}`, () => {
      const { found, depth, complete } = search(bounds, STATES)
      expect(found).toBeNull()
      expect(depth).toBeGreaterThanOrEqual(LEAST_DEPTH)
      if (isSmall) expect(complete).toBe(true)
    }, 120_000)
  }
})
