// What a service would do if it were one thing that does one operation at a time. The checker asks nothing
// else of it: every operation must look as if it happened at one moment between its beginning and its end.

import type { Operation } from './operations.ts'

export interface Model<S, C> {
  readonly name: string
  /** Operations with different parts never touch the same state: each part is checked alone. */
  part(operation: Operation): string
  initial(part: string): S
  /** The operation in the model's words; done once per operation. */
  read(operation: Operation): C
  /**
   * The state after it, or null if it cannot have happened in this state with this answer. Where the answer
   * is unknown every answer is possible, and there is always a state after it.
   */
  step(state: S, call: C): S | null
  /** Equal states, and only those, have equal keys. */
  key(state: S): string
}
