import { describe, expect, it } from 'vitest'
import { LONGEST_WAIT_MS } from '../../shared/real-wait.ts'
import { createClock } from './clock.ts'
import type { ClusterClock } from './clock.ts'
import { LIVE, TestTimers } from './virtual.ts'

function clockAt(rate: number): { clock: ClusterClock; timers: TestTimers } {
  const timers = new TestTimers()
  return { clock: createClock(timers, { ...LIVE, rate }), timers }
}

describe('cluster clock', () => {
  it('runs at the rate of the newest frame, from where that frame says', () => {
    const { clock, timers } = clockAt(1)
    timers.advance(1_000)
    expect(clock.now()).toBe(1_000)
    clock.apply({ epoch: 2, rate: 0.1, clusterBase: 1_000, wallBase: 1_000, origin: 0 })
    timers.advance(1_000)
    expect(clock.now()).toBeCloseTo(1_100)
    expect(clock.monotonic()).toBe(2_000)
  })

  it('ignores a frame that is not newer', () => {
    const { clock, timers } = clockAt(1)
    expect(clock.apply({ ...LIVE, rate: 0 })).toBe(false)
    timers.advance(10)
    expect(clock.now()).toBe(10)
  })

  it('at rate 0 nothing rings, and what was set rings when time goes on', () => {
    const { clock, timers } = clockAt(1)
    const rung: number[] = []
    clock.after(100, () => rung.push(clock.now()))
    timers.advance(50)
    clock.apply({ epoch: 2, rate: 0, clusterBase: 50, wallBase: 50, origin: 0 })
    timers.advance(10_000)
    expect(rung).toEqual([])
    clock.apply({ epoch: 3, rate: 0.5, clusterBase: 50, wallBase: 10_050, origin: 0 })
    timers.advance(99)
    expect(rung).toEqual([])
    timers.advance(1)
    expect(rung).toEqual([100])
  })

  it('real alarms ring in a pause too', () => {
    const { clock, timers } = clockAt(0)
    let rung = 0
    clock.afterReal(40, () => (rung += 1))
    timers.advance(40)
    expect(rung).toBe(1)
  })

  it('rings in order of time, then in the order of setting, and a cancelled one never', () => {
    const { clock, timers } = clockAt(1)
    const rung: string[] = []
    clock.after(20, () => rung.push('late'))
    clock.after(10, () => rung.push('first'))
    const cancel = clock.after(10, () => rung.push('cancelled'))
    clock.after(10, () => rung.push('second'))
    cancel()
    timers.advance(20)
    expect(rung).toEqual(['first', 'second', 'late'])
  })

  it('every rings on a grid, does not pay back what a stall swallowed, and ends when cancelled', () => {
    const { clock, timers } = clockAt(1)
    const rung: number[] = []
    const cancel = clock.every(10, () => rung.push(clock.now()))
    timers.advance(30)
    expect(rung).toEqual([10, 20, 30])
    clock.apply({ epoch: 2, rate: 1, clusterBase: 500, wallBase: 30, origin: 0 })
    timers.advance(1)
    expect(rung).toHaveLength(4)
    cancel()
    timers.advance(100)
    expect(rung).toHaveLength(4)
  })

  it('waits in steps that a timer can count when the clock hardly moves, and rings when its time has come', () => {
    const timers = new TestTimers()
    let armed = 0
    const overflowing = {
      now: () => timers.now(),
      soon: (fn: () => void) => timers.soon(fn),
      // What Node does: a wait that it cannot count is none.
      setTimer(ms: number, fn: () => void): () => void {
        armed += 1
        return timers.setTimer(ms > LONGEST_WAIT_MS ? 1 : ms, fn)
      },
    }
    const clock = createClock(overflowing, { ...LIVE, rate: 1e-8 })
    const rung: number[] = []
    clock.after(100, () => rung.push(timers.now()))
    timers.advance(9_999_999_999)
    expect(rung).toEqual([])
    expect(armed).toBe(Math.ceil(1e10 / LONGEST_WAIT_MS))
    timers.advance(1)
    expect(rung).toEqual([1e10])
  })

  it('keeps one timer of the operating system, however many alarms are set', () => {
    const timers = new TestTimers()
    let armed = 0
    const counting = {
      now: () => timers.now(),
      soon: (fn: () => void) => timers.soon(fn),
      setTimer(ms: number, fn: () => void): () => void {
        armed += 1
        return timers.setTimer(ms, fn)
      },
    }
    const clock = createClock(counting, LIVE)
    for (let alarm = 0; alarm < 100; alarm += 1) clock.after(1_000 + alarm, () => undefined)
    expect(armed).toBe(1)
  })
})
