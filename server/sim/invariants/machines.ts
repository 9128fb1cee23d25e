import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'Machines'

/** Whole states are compared at these indexes; the answers to all of them. */
export const STATE_EVERY = 32

/** Replicas that applied the same entries gave the same answers and are in the same state. */
export const machines: Invariant = {
  name: NAME,
  source: 'agreement of replicas; bug B72',
  applied({ group, replica, entry, reply, state }) {
    const { index } = entry
    const known = group.replies[index - 1]
    if (known === undefined) group.replies.push(reply)
    else check(known === reply, NAME, () => `${replica.replica} answers ${index} with ${reply}, not ${known}`)
    if (index % STATE_EVERY === 0) compareState(group.states, index, replica.replica, state())
  },
}

export function compareState(
  states: Map<number, string>,
  index: number,
  replica: number,
  state: string,
): void {
  const known = states.get(index)
  if (known === undefined) states.set(index, state)
  else check(known === state, NAME, () => `${replica} is in another state after ${index} than others were`)
}
