import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'Order'

/** applied <= commit <= last, applied <= durable, and durable as the files say, not as the core believes (B36). */
export const order: Invariant = {
  name: NAME,
  source: 'raft.md section 4, assertions; bugs B36, B37, B39',
  seen({ replica, now }) {
    const { applied, commit, lastIndex, durableIndex, self } = now
    const says = (): string =>
      `${self}: applied ${applied}, commit ${commit}, durable ${durableIndex}, last ${lastIndex}`
    check(applied <= commit && commit <= lastIndex && durableIndex <= lastIndex, NAME, says)
    check(applied <= durableIndex, NAME, says)
    const onDisk = replica.durable.log.length
    check(durableIndex <= onDisk, NAME, () => `${says()}, but the files end at ${onDisk}`)
  },
}
