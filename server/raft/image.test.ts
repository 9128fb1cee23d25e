// An image that forgets something merges states that behave differently, and a search then never sees one of them.

import { describe, expect, it } from 'vitest'
import type { ImagedCore } from './image.ts'
import { acknowledgement, beat, becomeLeader, hand, oneCore, ticks } from './testing/one.ts'

const LEADER = 2
/** No timer is shorter. */
const TIMEOUT = 20
const hear = (core: ImagedCore): void => void hand(core, LEADER, 1, beat())

/** A follower that was asked for a read `age` ticks ago and has just heard its leader. */
function asked(age: number, isConfirmed: boolean): ImagedCore {
  const core = oneCore({ options: { electionTicks: TIMEOUT } })
  hear(core)
  ticks(core, 5 - age)
  core.step({ t: 'readIndex', req: 1 })
  if (isConfirmed) hand(core, LEADER, 1, { t: 'readIndexResp', req: 1, index: 9 })
  ticks(core, age)
  hear(core)
  return core
}

/** Reads that are dropped within these many ticks. */
const dropped = (core: ImagedCore, count: number): readonly number[] =>
  ticks(core, count).flatMap(({ refused }) => refused.map(({ req }) => req))

describe('the image of a core', () => {
  it.each([false, true])(
    'tells how long a read has waited, since it is dropped after a timeout (its index is known: %s)',
    (isConfirmed) => {
      const [early, late] = [asked(3, isConfirmed), asked(0, isConfirmed)]
      expect(early.image()).not.toBe(late.image())
      expect(dropped(early, TIMEOUT - 3)).toEqual([1])
      expect(dropped(late, TIMEOUT - 3)).toEqual([])
    },
  )

  it('is the same after another way to the same place, whatever the time and the timers', () => {
    const [short, long] = [asked(2, true), oneCore({ options: { electionTicks: TIMEOUT, seed: 7 } })]
    for (let beats = 0; beats < 10; beats += 1) {
      hear(long)
      ticks(long, 3)
    }
    hear(long)
    expect(long.view().timeoutTicks).not.toBe(short.view().timeoutTicks)
    long.step({ t: 'readIndex', req: 1 })
    hand(long, LEADER, 1, { t: 'readIndexResp', req: 1, index: 9 })
    ticks(long, 2)
    hear(long)
    expect(long.image()).toBe(short.image())
  })

  it('tells a leader that hands over from one that does not', () => {
    const [giving, staying] = [oneCore(), oneCore()]
    for (const core of [giving, staying]) {
      becomeLeader(core)
      hand(core, 2, 1, acknowledgement(1))
    }
    expect(giving.image()).toBe(staying.image())
    giving.step({ t: 'transfer', req: 1, to: 3 })
    expect(giving.image()).not.toBe(staying.image())
  })
})
