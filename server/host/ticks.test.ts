import { describe, expect, it } from 'vitest'
import { createRandom, seedOf } from '../../shared/random.ts'
import { createClock } from './clock.ts'
import { createTicks } from './ticks.ts'
import type { Ticks } from './ticks.ts'
import { LIVE, TestTimers } from './virtual.ts'

function ticksAt(rate: number, phase = 5): { ticks: Ticks; timers: TestTimers } {
  const timers = new TestTimers()
  const clock = createClock(timers, { ...LIVE, rate })
  return { ticks: createTicks({ clock, tickMs: 25, phase, cap: 2, stall: 4 }), timers }
}

describe('ticks', () => {
  it('B75: come from a fixed origin: late wakes neither add up nor bunch', () => {
    const { ticks, timers } = ticksAt(1)
    let fed = 0
    for (let wake = 0; wake < 400; wake += 1) {
      // Each wake is late by a different part of a tick.
      timers.advance(25)
      timers.advance(wake % 2 === 0 ? 9 : 0)
      fed += ticks.take() ?? 0
      timers.advance(wake % 2 === 0 ? 16 : 25)
      fed += ticks.take() ?? 0
    }
    expect(timers.now()).toBe(20_000)
    expect(fed).toBe(20_000 / 25)
  })

  it('B75: nodes tick at different moments of a tick', () => {
    const phases = ['atm-1', 'atm-2', 'atm-3'].map((node) => createRandom(seedOf(1, node)).next() * 25)
    expect(new Set(phases.map(Math.floor)).size).toBe(3)
  })

  it('wake the node once per two ticks, as many as are fed at once, and not at all while time stands still', () => {
    const { ticks, timers } = ticksAt(1)
    let wakes = 0
    ticks.start(() => (wakes += 1))
    timers.advance(1_000)
    expect(wakes).toBe(20)
    const paused = ticksAt(0)
    paused.ticks.start(() => (wakes += 1))
    paused.timers.advance(10_000)
    expect(wakes).toBe(20)
  })

  it('B76: after a stall the sockets get one more turn, then at most two ticks are fed', () => {
    const { ticks, timers } = ticksAt(1)
    timers.advance(2_000)
    expect(ticks.take()).toBeNull()
    expect(ticks.take()).toBe(2)
    expect(ticks.take()).toBe(0)
    timers.advance(25)
    expect(ticks.take()).toBe(1)
  })

  it('B76: a short delay is no stall, and is capped all the same', () => {
    const { ticks, timers } = ticksAt(1)
    timers.advance(100)
    expect(ticks.take()).toBe(2)
    expect(ticks.take()).toBe(0)
  })

  it('follow the rate: a tenth of it, a tenth of the ticks', () => {
    const { ticks, timers } = ticksAt(0.1)
    let wakes = 0
    ticks.start(() => (wakes += 1))
    timers.advance(1_000)
    expect(wakes).toBe(2)
  })
})
