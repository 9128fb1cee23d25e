import { expect, it } from 'vitest'
import { LONGEST_WAIT_MS } from '../../shared/real-wait.ts'
import { ClusterTime } from './cluster-time.ts'
import { VirtualTimers } from './virtual-timers.ts'

it('a delay in a cluster that hardly moves asks for no longer timer than there is', () => {
  const timers = new VirtualTimers()
  const clock = new ClusterTime(timers)
  clock.set(1, 1e-9)
  clock.at(100, () => undefined)
  expect(timers.untilNext()).toBe(LONGEST_WAIT_MS)
})
