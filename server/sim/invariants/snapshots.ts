import { check } from '../violation.ts'
import { committedTerm } from './history.ts'
import type { Invariant } from './invariant.ts'
import { compareState } from './machines.ts'

const NAME = 'Snapshots'

/**
 * A snapshot stands for committed entries only, its index never falls, not over lives either (B52), a log begins
 * right behind it at the latest (B51), and equal indexes mean equal texts on all replicas.
 */
export const snapshots: Invariant = {
  name: NAME,
  source: 'paper section 7; bugs B23, B50, B51, B52',
  seen({ group, replica, before, now }) {
    const { firstIndex, snapIndex, snapTerm, commit, self } = now
    const says = (): string => `${self}: first ${firstIndex}, snapshot ${snapIndex}, commit ${commit}`
    check(firstIndex <= snapIndex + 1 && snapIndex <= commit, NAME, says)
    const least = before?.snapIndex ?? replica.durable.snap?.index ?? 0
    check(snapIndex >= least, NAME, () => `the snapshot of ${self} falls from ${least} to ${snapIndex}`)
    if (snapIndex > 0)
      check(committedTerm(group, snapIndex) === snapTerm, NAME, () => `${says()}, of another history`)
  },
  snapped({ group, replica, meta, state }) {
    check(
      committedTerm(group, meta.index) === meta.term,
      NAME,
      () => `${replica.replica} has a snapshot of another history at ${meta.index}`,
    )
    compareState(group.states, meta.index, replica.replica, state)
  },
}
