// What can happen to clocks. Raft's safety knows no time at all, so any of it may only cost time.

import type { Moment } from './moment.ts'

/** A clock at half its speed and one at three times, as a share of the tick. */
const RATES = [0.3, 0.6, 1.5, 2] as const
/** Longest stall, in election timeouts. */
const MAX_STALL_TIMEOUTS = 3

/** The clock of one node runs faster or slower than the others'. */
export function rateClock(at: Moment): void {
  const clock = at.world.node(at.node)
  clock.setRate(at.random.pick(RATES))
  at.after(at.lasting(), () => clock.setRate(1))
}

/** The loop of one node stands still; afterwards its clock has jumped, and it may feed two ticks at once. */
export function jumpClock(at: Moment): void {
  at.world.marks.hit('clock jump')
  at.world.node(at.node).stall(at.random.int(at.timeout / 10, MAX_STALL_TIMEOUTS * at.timeout))
}

/** The cluster's clock is paused: messages and disks go on, no timer does. */
export function stopClocks(at: Moment): void {
  const { nodes } = at.world
  for (const node of nodes) node.setRate(0)
  at.world.marks.hit('clock paused')
  at.after(at.lasting(), () => {
    for (const node of nodes) node.setRate(1)
  })
}
