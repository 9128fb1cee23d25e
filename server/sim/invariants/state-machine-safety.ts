import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'
import { isSameEntry } from './log-matching.ts'

const NAME = 'StateMachineSafety'

/**
 * No two replicas apply different entries at an index (paper figure 3), each applies in order and once per life,
 * and none applies what is not committed or what a crash could take from it (B39).
 */
export const stateMachineSafety: Invariant = {
  name: NAME,
  source: 'paper figure 3, State Machine Safety; bug B39',
  applied({ group, replica, entry }) {
    const who = (): string => `${replica.replica} applies ${entry.index}`
    check(entry.index === replica.applied + 1, NAME, () => `${who()} behind ${replica.applied}`)
    const committed = group.committed[entry.index - 1]
    check(committed !== undefined, NAME, () => `${who()}, which nobody knows as committed`)
    check(
      isSameEntry(committed.entry, entry),
      NAME,
      () => `${who()} with another entry than the committed one`,
    )
    const isDurable = replica.durable.holds(entry.index, entry.term)
    check(isDurable, NAME, () => `${who()} before it is durable there`)
    replica.applied = entry.index
  },
  snapped({ replica, what, meta }) {
    if (what === 'taken') return
    const { applied } = replica
    check(meta.index > applied, NAME, () => `${replica.replica} goes back from ${applied} to ${meta.index}`)
    replica.applied = meta.index
  },
}
