import { describe, expect, it } from 'vitest'
import { createChanges } from './changes.ts'
import type { Changes } from './changes.ts'
import { createClock } from './clock.ts'
import { createReqNumbers } from './open-requests.ts'
import type { Proposed } from './port.ts'
import { LIVE, TestTimers } from './virtual.ts'

const GROUP = 3

function table(): { changes: Changes; timers: TestTimers; outcome: (req: number) => Proposed[] } {
  const timers = new TestTimers()
  const changes = createChanges(createClock(timers, LIVE), () => ({ heard: 2, needed: 2 }))
  const outcomes = new Map<number, Proposed[]>()
  const outcome = (req: number): Proposed[] => {
    const known = outcomes.get(req)
    if (known !== undefined) return known
    const list: Proposed[] = []
    outcomes.set(req, list)
    changes.open(req, GROUP, 1_000, (answer) => list.push(answer))
    return list
  }
  return { changes, timers, outcome }
}

describe('changes that wait', () => {
  it('an applied entry of the own term answers with what the machine said', () => {
    const { changes, outcome } = table()
    const one = outcome(1)
    changes.placed(1, 7, 2)
    changes.applied(GROUP, 7, 2, 'done')
    expect(one).toEqual([{ outcome: 'applied', reply: 'done', index: 7 }])
  })

  it('B73: another term at the index means that this attempt is certainly not done', () => {
    const { changes, outcome } = table()
    const one = outcome(1)
    changes.placed(1, 7, 2)
    changes.applied(GROUP, 7, 3, 'somebody else')
    expect(one).toEqual([{ outcome: 'refused', why: 'replaced', heard: 2, needed: 2 }])
  })

  it('B73: the no-op of a new leader at the index means the same', () => {
    const { changes, outcome } = table()
    const one = outcome(1)
    changes.placed(1, 7, 2)
    changes.applied(GROUP, 7, 3, null)
    expect(one).toMatchObject([{ why: 'replaced' }])
  })

  it('the same index in another group answers nobody', () => {
    const { changes, outcome } = table()
    const one = outcome(1)
    changes.placed(1, 7, 2)
    changes.applied(GROUP + 1, 7, 2, 'done')
    expect(one).toEqual([])
  })

  it('a configuration has no reply, and is applied all the same', () => {
    const { changes, outcome } = table()
    const one = outcome(1)
    changes.placed(1, 7, 2)
    changes.applied(GROUP, 7, 2, null)
    expect(one).toEqual([{ outcome: 'applied', reply: null, index: 7 }])
  })

  it('B54: what a leader’s snapshot covers is unknown, what lies above it goes on waiting', () => {
    const { changes, outcome } = table()
    const [below, above, unplaced] = [outcome(1), outcome(2), outcome(3)]
    changes.placed(1, 7, 2)
    changes.placed(2, 9, 2)
    changes.restored(GROUP, 8)
    expect([below, above, unplaced]).toEqual([[{ outcome: 'unknown' }], [], []])
    changes.applied(GROUP, 9, 2, 'done')
    expect(above).toMatchObject([{ outcome: 'applied' }])
  })

  it('B54: a replica that is closed answers everybody, and only those of its own group', () => {
    const { changes, outcome } = table()
    const [one, two] = [outcome(1), outcome(2)]
    changes.placed(1, 7, 2)
    changes.forget(GROUP + 1)
    expect([one, two]).toEqual([[], []])
    changes.forget(GROUP)
    expect([one, two]).toEqual([[{ outcome: 'unknown' }], [{ outcome: 'unknown' }]])
    expect(changes.requests.counts()).toEqual({ opened: 2, answered: 2 })
  })

  it('B70: at step-down what is not committed is unknown, what is committed waits to be applied', () => {
    const { changes, outcome } = table()
    const [committed, open] = [outcome(1), outcome(2)]
    changes.placed(1, 7, 2)
    changes.placed(2, 8, 2)
    changes.steppedDown(GROUP, 7)
    expect(committed).toEqual([])
    expect(open).toEqual([{ outcome: 'unknown' }])
    changes.applied(GROUP, 7, 2, 'done')
    expect(committed).toMatchObject([{ outcome: 'applied' }])
  })

  it('B70: what has no slot yet is not touched by a step-down: its core will refuse it', () => {
    const { changes, outcome } = table()
    const one = outcome(1)
    changes.steppedDown(GROUP, 0)
    expect(one).toEqual([])
    changes.requests.answer(1, { outcome: 'refused', why: 'notLeader', leader: null })
    expect(one).toMatchObject([{ why: 'notLeader' }])
  })

  it('a deadline answers unknown, also before the core gave a slot: it may still get one', () => {
    const { changes, timers, outcome } = table()
    const [placed, asked] = [outcome(1), outcome(2)]
    changes.placed(1, 7, 2)
    timers.advance(1_000)
    expect(placed).toEqual([{ outcome: 'unknown' }])
    expect(asked).toEqual([{ outcome: 'unknown' }])
  })

  it('B54: requests in equals answers out, whatever happens in which order', () => {
    const { changes, timers, outcome } = table()
    const answers = Array.from({ length: 50 }, (_, req) => outcome(req))
    for (let req = 0; req < 40; req += 1) changes.placed(req, 100 + req, 2)
    for (let req = 0; req < 20; req += 1) changes.applied(GROUP, 100 + req, 2, 'done')
    changes.steppedDown(GROUP, 125)
    for (let req = 0; req < 50; req += 1) changes.applied(GROUP, 100 + req, 3, 'other')
    for (let req = 40; req < 45; req += 1)
      changes.requests.answer(req, { outcome: 'refused', why: 'notLeader', leader: null })
    timers.advance(5_000)
    changes.close()
    expect(answers.every((list) => list.length === 1)).toBe(true)
    expect(changes.requests.counts()).toEqual({ opened: 50, answered: 50 })
    expect(changes.requests.size).toBe(0)
  })
})

describe('request numbers', () => {
  it('never repeat, not across lives either', () => {
    const lives = [1, 2, 3].map(createReqNumbers)
    const numbers = lives.flatMap((next) => [next(), next(), next()])
    expect(new Set(numbers).size).toBe(9)
    expect(numbers.every(Number.isSafeInteger)).toBe(true)
  })
})
