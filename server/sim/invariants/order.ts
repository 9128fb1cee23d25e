import { check } from '../violation.ts'
import { committedTerm } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'Order'

/** applied <= commit <= last, applied <= durable, and durable as the files say, not as the core believes (B36). */
export const order: Invariant = {
  name: NAME,
  source: 'SPEC.md, Always; bugs B36, B37, B39',
  seen({ group, replica, now, entries }) {
    const { applied, commit, lastIndex, durableIndex, self } = now
    const says = (): string =>
      `${self}: applied ${applied}, commit ${commit}, durable ${durableIndex}, last ${lastIndex}`
    check(applied <= commit && commit <= lastIndex && durableIndex <= lastIndex, NAME, says)
    check(applied <= durableIndex, NAME, says)
    // Below a snapshot that is on its way to the disk nothing is left to compare.
    if (durableIndex < now.snapIndex) return
    const [newest] = entries(durableIndex, durableIndex)
    const term = newest?.term ?? committedTerm(group, durableIndex)
    const { durable } = replica
    const isHeld = durableIndex === 0 || durable.holds(durableIndex, term)
    check(isHeld, NAME, () => `${says()}, but the files hold term ${durable.termAt(durableIndex)} there`)
  },
}
