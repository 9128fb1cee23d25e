import { describe, expect, it } from 'vitest'
import { isUpToDate } from './log.ts'
import { append, becomeCandidate, beat, becomeLeader, finishWrites, fireTimer, hand } from './testing/one.ts'
import { logOf, withLog } from './stepped/boot.ts'
import { oneCore, only, ticks, voteRequest } from './testing/one.ts'
import type { RaftCore, RoleName } from './types.ts'

describe('up to date', () => {
  const own = { term: 2, index: 2 }
  it.each([
    [1, 1, false],
    [1, 2, false],
    [1, 3, false],
    [2, 1, false],
    [2, 2, true],
    [2, 3, true],
    [3, 1, true],
    [3, 2, true],
    [3, 3, true],
  ])(
    'compares term %i, index %i with term 2, index 2 in dictionary order: %s (B06)',
    (term, index, wanted) => {
      expect(isUpToDate({ term, index }, own)).toBe(wanted)
      const core = oneCore({ boot: withLog([1, 2], 3) })
      expect(only(hand(core, 2, 4, voteRequest('vote', index, term)))).toMatchObject({ granted: wanted })
      expect(only(hand(core, 2, 5, voteRequest('preVote', index, term)))).toMatchObject({ granted: wanted })
    },
  )
})

/** Every sequence of terms that never falls, up to length 4 and term 3. */
function everyLog(): number[][] {
  const logs: number[][] = [[]]
  for (const log of logs) {
    if (log.length === 4) continue
    for (let term = log.at(-1) ?? 1; term <= 3; term += 1) logs.push([...log, term])
  }
  return logs
}

/** Both numbers have one digit, so the dictionary is that of texts. */
const wordOf = (log: readonly number[]): string => `${log.at(-1) ?? 0}${log.length}`

describe('between all pairs of logs up to length 4 and term 3', () => {
  it('a vote is granted to the later in the dictionary of (term, index), and to an equal one (B06)', () => {
    const wrong: unknown[] = []
    const logs = everyLog()
    for (const own of logs) {
      for (const theirs of logs) {
        const core = oneCore({ boot: withLog(own, 3) })
        const answer = only(hand(core, 2, 4, voteRequest('vote', theirs.length, theirs.at(-1) ?? 0)))
        const granted = answer.t === 'voteResp' && answer.granted
        if (granted !== wordOf(theirs) >= wordOf(own)) wrong.push({ own, theirs, granted })
      }
    }
    expect(wrong).toEqual([])
    expect(logs).toHaveLength(35)
  })
})

describe('a vote', () => {
  it('goes to the first who asks in a term, again if it asks again, and to nobody else', () => {
    const core = oneCore()
    expect(only(hand(core, 2, 1, voteRequest('vote', 0, 0)))).toMatchObject({ granted: true })
    expect(only(hand(core, 2, 1, voteRequest('vote', 0, 0)))).toMatchObject({ granted: true })
    expect(only(hand(core, 3, 1, voteRequest('vote', 0, 0)))).toMatchObject({ granted: false })
    expect(core.view().vote).toBe(2)
  })

  it('is kept when only the role changes: voted for 2, follows 3, then 4 asks: refused (B02)', () => {
    const core = oneCore({ voters: [1, 2, 3, 4, 5] })
    hand(core, 2, 1, voteRequest('vote', 0, 0))
    hand(core, 3, 1, beat())
    ticks(core, 20)
    expect(only(hand(core, 4, 1, voteRequest('vote', 0, 0, true)))).toMatchObject({ granted: false })
    expect(core.view()).toMatchObject({ term: 1, vote: 2, role: 'follower' })
  })

  it('for itself is kept by a candidate that falls back to follower in its term (B02)', () => {
    const core = oneCore()
    becomeCandidate(core)
    hand(core, 3, 1, beat())
    expect(core.view()).toMatchObject({ role: 'follower', term: 1, vote: 1 })
    expect(only(hand(core, 3, 1, voteRequest('vote', 9, 9, true)))).toMatchObject({ granted: false })
  })

  it('for itself is kept by a leader that steps down in its term (B02)', () => {
    const core = oneCore()
    becomeLeader(core)
    ticks(core, 20)
    expect(core.view()).toMatchObject({ role: 'follower', term: 1, vote: 1 })
    expect(only(hand(core, 3, 1, voteRequest('vote', 9, 9)))).toMatchObject({ granted: false })
  })

  it('is free again in a higher term', () => {
    const core = oneCore()
    hand(core, 2, 1, voteRequest('vote', 0, 0))
    expect(only(hand(core, 3, 2, voteRequest('vote', 0, 0)))).toMatchObject({ granted: true, term: 2 })
  })

  it('waits, granted or refused, for the record of term and vote (B03)', () => {
    const core = oneCore()
    const granted = hand(core, 2, 1, voteRequest('vote', 0, 0))
    expect(granted.persist?.hard).toEqual({ term: 1, vote: 2 })
    expect(granted.out[0]?.after).toBe(granted.persist?.seq)
    const refused = hand(core, 3, 1, voteRequest('vote', 0, 0))
    expect(refused).toMatchObject({ persist: null, out: [{ after: granted.persist?.seq }] })
  })

  it('is written together with its term, in one record (B01)', () => {
    const core = oneCore({ boot: { hard: { term: 4, vote: 3 } } })
    const effects = hand(core, 2, 9, voteRequest('vote', 0, 0))
    expect(effects.persist).toMatchObject({ seq: 1, hard: { term: 9, vote: 2 } })
  })

  it('is granted by a replica that does not know itself to be a voter (B59)', () => {
    const core = oneCore({ voters: [2, 3], learners: [1] })
    expect(only(hand(core, 2, 1, voteRequest('vote', 0, 0)))).toMatchObject({ granted: true })
  })

  it('restarts the timer when granted and leaves it when refused', () => {
    const core = oneCore({ boot: withLog([1]) })
    ticks(core, 10)
    hand(core, 2, 2, voteRequest('vote', 0, 0))
    expect(core.view()).toMatchObject({ term: 2, vote: 0, elapsedTicks: 10 })
    hand(core, 2, 2, voteRequest('vote', 1, 1))
    expect(core.view()).toMatchObject({ vote: 2, elapsedTicks: 0 })
  })
})

/** Replica 2 leads, and was heard just now. */
function underLeader(): RaftCore {
  const core = oneCore()
  finishWrites(core, hand(core, 2, 1, append(0, 0, logOf(1))))
  return core
}

describe('the lease', () => {
  it('of a follower that hears a leader refuses a candidate and its term (B15)', () => {
    const core = underLeader()
    ticks(core, 19)
    const before = core.view()
    const effects = hand(core, 3, 8, voteRequest('vote', 5, 5))
    expect(effects).toMatchObject({ persist: null, out: [] })
    expect(effects.events).toMatchObject([{ k: 'vote', granted: false, why: 'has a leader', term: 1 }])
    expect(core.view()).toEqual(before)
  })

  it('ends with the shortest election timeout', () => {
    const core = underLeader()
    ticks(core, 20)
    expect(only(hand(core, 3, 2, voteRequest('preVote', 5, 5)))).toMatchObject({ granted: true })
  })

  it('of a leader in office refuses too', () => {
    const core = oneCore()
    becomeLeader(core)
    expect(hand(core, 3, 8, voteRequest('vote', 5, 5)).out).toEqual([])
    expect(only(hand(core, 3, 8, voteRequest('preVote', 5, 5)))).toMatchObject({ granted: false, term: 1 })
    expect(core.view()).toMatchObject({ role: 'leader', term: 1 })
  })

  it('gives way to a wanted transfer', () => {
    const core = underLeader()
    expect(only(hand(core, 3, 8, voteRequest('vote', 5, 5, true)))).toMatchObject({ granted: true, term: 8 })
  })
})

describe('a pre-vote request', () => {
  const states: readonly [string, RoleName, () => RaftCore][] = [
    ['follower', 'follower', () => oneCore({ boot: withLog([1, 2], 3) })],
    ['follower that hears its leader', 'follower', underLeader],
    ['learner', 'follower', () => oneCore({ voters: [2, 3], learners: [1] })],
    ['preCandidate', 'preCandidate', () => preCandidate()],
    ['candidate', 'candidate', () => candidate()],
    ['leader', 'leader', () => leader()],
  ]
  const preCandidate = (): RaftCore => {
    const core = oneCore()
    fireTimer(core)
    return core
  }
  const candidate = (): RaftCore => {
    const core = oneCore()
    becomeCandidate(core)
    return core
  }
  const leader = (): RaftCore => {
    const core = oneCore()
    becomeLeader(core)
    return core
  }

  it.each(states)(
    'to a %s changes neither term, vote, role nor timer, whatever it asks (B12)',
    (_, role, make) => {
      const core = make()
      // So that a timer that begins anew would be seen.
      ticks(core, 1)
      const before = core.view()
      expect(before).toMatchObject({ role, elapsedTicks: 1 })
      for (const term of [0, before.term, before.term + 1, before.term + 9]) {
        for (const lastTerm of [0, 9]) {
          const effects = hand(core, 2, term, voteRequest('preVote', lastTerm, lastTerm))
          expect(effects.persist).toBeNull()
          expect(core.view()).toEqual(before)
        }
      }
    },
  )

  it('of an old term is refused in ours, so that the asker learns it (B11)', () => {
    const core = oneCore({ boot: withLog([1, 2], 7) })
    expect(only(hand(core, 2, 5, voteRequest('preVote', 9, 4)))).toMatchObject({ granted: false, term: 7 })
  })

  it('is granted in the term that it is about, and only if the vote would be', () => {
    const core = oneCore({ boot: { hard: { term: 5, vote: 3 } } })
    expect(only(hand(core, 2, 6, voteRequest('preVote', 0, 0)))).toMatchObject({ granted: true, term: 6 })
    expect(only(hand(core, 2, 5, voteRequest('preVote', 0, 0)))).toMatchObject({ granted: false, term: 5 })
    expect(only(hand(core, 3, 5, voteRequest('preVote', 0, 0)))).toMatchObject({ granted: true, term: 5 })
  })
})
