// What a run ends with when something is wrong. Thrown at the event that broke it, so that the last event of
// the run is the one to look at.

import { InvariantError } from '../../shared/assert.ts'

export class Violation extends Error {
  override readonly name = 'Violation'
  readonly invariant: string

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`)
    this.invariant = invariant
  }
}

export function check(holds: boolean, invariant: string, message: () => string): asserts holds {
  if (!holds) throw new Violation(invariant, message())
}

/** A process that ends itself with a broken invariant is a finding too; any other error is a bug of the simulator. */
export function asViolation(error: unknown): Violation {
  if (error instanceof Violation) return error
  if (error instanceof InvariantError) return new Violation('NodeAssertion', error.message)
  throw error
}
