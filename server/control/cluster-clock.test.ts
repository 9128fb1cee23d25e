import { describe, expect, it } from 'vitest'
import { ClusterClock } from './cluster-clock.ts'

function clockAt(start: number) {
  const time = { now: start }
  return { time, clock: new ClusterClock({ epoch: 4, clusterTime: 1_000 }, () => time.now) }
}

describe('the cluster clock', () => {
  it('goes on from the time of an earlier life', () => {
    const { time, clock } = clockAt(500)
    time.now = 700
    expect(clock.now()).toBe(1_200)
    expect(clock.wallNow()).toBe(200)
  })

  it('never jumps when the rate changes, and stands still at rate 0', () => {
    const { time, clock } = clockAt(0)
    time.now = 100
    clock.setRate(0.1)
    expect(clock.now()).toBe(1_100)
    time.now = 200
    expect(clock.now()).toBe(1_110)
    clock.setRate(0)
    time.now = 9_000
    expect(clock.now()).toBe(1_110)
    expect(clock.wallNow()).toBe(9_000)
  })

  it('counts a change as a new epoch, so that the newest frame wins everywhere', () => {
    const { clock } = clockAt(0)
    expect([clock.setRate(0).epoch, clock.setRate(1).epoch]).toEqual([5, 6])
  })
})
