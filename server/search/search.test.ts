// The quick share of the search: every order of everything within the smaller bounds, or as deep as this many
// states go.

import { describe, expect, it } from 'vitest'
import { QUICK } from './bounds.ts'
import { search } from './search.ts'

/** Two to four seconds for each of the bounds with three voters; a vote given twice in a term is found at 19,000. */
const STATES = 20_000
/** Moves from the start that are looked at in every order, whatever the bounds. */
const LEAST_DEPTH = 7

describe('every order of deliveries, writes, timeouts and crashes', () => {
  for (const bounds of QUICK) {
    it(`keeps the safety properties of figure 3: ${bounds.name}`, () => {
      const { found, states, depth, complete } = search(bounds, STATES)
      expect(found).toBeNull()
      expect(complete || states === STATES).toBe(true)
      expect(depth).toBeGreaterThanOrEqual(LEAST_DEPTH)
    }, 120_000)
  }

  it('comes to an end with two voters on an instant disk: nothing is left out', () => {
    const small = QUICK.filter(({ voters, disk }) => voters === 2 && disk === 'instant')
    expect(small.map((bounds) => search(bounds, STATES).complete)).toEqual(small.map(() => true))
  })
})
