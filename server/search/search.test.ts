// The quick share of the search: every order of everything within the smaller bounds. Two voters are searched to the
// end, three as deep as this many states go.

import { describe, expect, it } from 'vitest'
import { QUICK } from './bounds.ts'
import { search } from './search.ts'

/** A second for each; votes that are asked for before the own one is durable (B05) are found long before. */
const STATES = 200_000
/** More than two voters have within any of these bounds. */
const ALL = 1_200_000
/** Moves from the start that are looked at in every order, whatever the bounds. */
const LEAST_DEPTH = 9

describe('every order of deliveries, writes, timeouts and crashes', () => {
  for (const bounds of QUICK) {
    const { name, voters } = bounds
    const isSmall = voters === 2
    it(`keeps the safety properties of figure 3: ${name}${isSmall ? ', to the end: nothing is left out' : ''}`, () => {
      const { found, depth, complete } = search(bounds, isSmall ? ALL : STATES)
      expect(found).toBeNull()
      expect(depth).toBeGreaterThanOrEqual(LEAST_DEPTH)
      if (isSmall) expect(complete).toBe(true)
    }, 120_000)
  }
})
