import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'Order'

/** applied <= commit <= last, applied <= durable, and durable as the files say, not as the core believes (B36). */
export const order: Invariant = {
  name: NAME,
  source: 'SPEC.md, assertions; bugs B36, B37, B39',
  seen({ replica, now, entries }) {
    const { applied, commit, lastIndex, durableIndex, self } = now
    const says = (): string =>
      `${self}: applied ${applied}, commit ${commit}, durable ${durableIndex}, last ${lastIndex}`
    check(applied <= commit && commit <= lastIndex && durableIndex <= lastIndex, NAME, says)
    check(applied <= durableIndex, NAME, says)
    const [newest] = entries(durableIndex, durableIndex)
    const onDisk = replica.durable.termAt(durableIndex)
    if (durableIndex > 0)
      check(newest?.term === onDisk, NAME, () => `${says()}, but the files hold term ${onDisk} there`)
  },
}
