import { expect, test } from 'vitest'
import { ClusterTime } from './cluster-time.ts'
import { Newest } from './newest.ts'
import { VirtualTimers } from './virtual-timers.ts'

test('only a newer life or a newer dial of the same life takes over (B27)', () => {
  const newest = new Newest<string>()
  expect(newest.replace('a', { start: 10, epoch: 3 }, 'first')).toBeNull()
  expect(newest.mayReplace('a', { start: 10, epoch: 3 })).toBe(false)
  expect(newest.mayReplace('a', { start: 9, epoch: 99 })).toBe(false)
  expect(newest.mayReplace('a', { start: 10, epoch: 4 })).toBe(true)
  expect(newest.mayReplace('a', { start: 11, epoch: 1 })).toBe(true)
  expect(newest.mayReplace('b', { start: 1, epoch: 1 })).toBe(true)
  expect(newest.replace('a', { start: 11, epoch: 1 }, 'second')).toBe('first')
  expect(newest.holder('a')).toBe('second')
})

test('an order of the clock that arrives late changes nothing', () => {
  const timers = new VirtualTimers()
  const clock = new ClusterTime(timers)
  expect(clock.set(5, 0.5)).toBe(true)
  expect(clock.set(4, 1)).toBe(false)
  timers.advance(100)
  expect(clock.now()).toBe(50)
  expect(clock.rate).toBe(0.5)
})
