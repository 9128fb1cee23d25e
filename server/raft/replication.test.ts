import { describe, expect, it } from 'vitest'
import { acknowledgement, append, becomeLeader, bodies, finishWrites, hand } from './testing/one.ts'
import { logOf, withLog } from './stepped/boot.ts'
import { oneCore, ticks } from './testing/one.ts'
import type { Effects, Entry, Message, RaftCore } from './types.ts'

const propose = (core: RaftCore, req: number, data = '"x"', bytes = data.length): Effects =>
  core.step({ t: 'propose', req, data, bytes })

const refusal = (rejectPrev: number, hintIndex: number, hintTerm: number) =>
  ({ t: 'appResp', session: 1, ok: false, rejectPrev, hintIndex, hintTerm }) as const

const alive = { t: 'hbResp', readSeq: 0 } as const

const to = (id: number, effects: Effects): readonly Message[] =>
  bodies(effects).filter((msg) => msg.to === id)

/** Leader of term 1 whose follower 2 has acknowledged the no-op. */
function pipelining(options = {}): RaftCore {
  const core = oneCore({ options })
  becomeLeader(core)
  hand(core, 2, 1, acknowledgement(1))
  return core
}

describe('a commit', () => {
  it('needs an entry of the own term; older ones come along and are never counted (B18)', () => {
    const core = oneCore({ boot: withLog([1, 2], 3) })
    becomeLeader(core)
    expect(core.view().term).toBe(4)
    hand(core, 2, 4, acknowledgement(2))
    hand(core, 3, 4, acknowledgement(2))
    expect(core.view().commit).toBe(0)
    hand(core, 2, 4, acknowledgement(3))
    expect(core.view().commit).toBe(3)
  })

  it('counts the leader itself only up to its own disk (B36)', () => {
    const core = oneCore()
    const elected = becomeLeader(core, false)
    hand(core, 2, 1, acknowledgement(1))
    expect(core.view()).toMatchObject({ commit: 0, durableIndex: 0 })
    finishWrites(core, elected)
    expect(core.view().commit).toBe(1)
  })

  it('does not need the leader: two durable followers are a majority, yet nothing is applied here (B39)', () => {
    const core = oneCore()
    const elected = becomeLeader(core, false)
    hand(core, 2, 1, acknowledgement(1))
    const committed = hand(core, 3, 1, acknowledgement(1))
    expect(core.view()).toMatchObject({ commit: 1, durableIndex: 0 })
    expect(committed.apply).toEqual([])
    expect(finishWrites(core, elected).apply).toMatchObject([{ index: 1 }])
  })

  it('is told at once to those who have the entries', () => {
    const core = pipelining()
    const proposed = propose(core, 1)
    finishWrites(core, proposed)
    const committed = hand(core, 2, 1, acknowledgement(2))
    expect(to(2, committed)).toMatchObject([{ t: 'app', prevIndex: 2, entries: [], commit: 2 }])
  })
})

describe('an append', () => {
  it('leaves before the leader’s own disk is done', () => {
    const core = pipelining()
    const effects = propose(core, 9, '"a"')
    expect(effects.persist).toMatchObject({ append: [{ index: 2, data: '"a"' }] })
    expect(effects.out).toMatchObject([
      { after: 0, msg: { t: 'app', to: 2, prevIndex: 1, entries: [{ index: 2 }] } },
    ])
    expect(effects.placed).toEqual([{ req: 9, index: 2, term: 1 }])
  })

  it('holds contiguous entries from prev + 1, cut by bytes but never empty (B22)', () => {
    const core = oneCore({ options: { maxAppendBytes: 300 } })
    becomeLeader(core)
    for (const [at, bytes] of [10, 10, 900, 10].entries()) propose(core, at + 1, '"x"', bytes)
    const sent = to(2, hand(core, 2, 1, acknowledgement(1)))
    const entries = sent.map((msg) => (msg.t === 'app' ? msg.entries.map(({ index }) => index) : []))
    expect(entries).toEqual([[2, 3], [4], [5]])
    expect(sent).toMatchObject([{ prevIndex: 1 }, { prevIndex: 3 }, { prevIndex: 4 }])
  })

  it('is one at a time to a follower whose log is not known', () => {
    const core = oneCore()
    becomeLeader(core)
    expect(propose(core, 1).out).toEqual([])
    expect(core.view().progress[0]).toMatchObject({ state: 'probe', next: 1 })
  })

  it('stops at the limit in flight and goes on with each answer', () => {
    const core = pipelining({ maxInflight: 2 })
    for (const req of [1, 2, 3]) propose(core, req)
    expect(core.view().progress[0]).toMatchObject({ inflight: 2, next: 4 })
    expect(to(2, hand(core, 2, 1, acknowledgement(2)))).toMatchObject([
      { prevIndex: 3, entries: [{ index: 4 }] },
    ])
  })

  it('after `unreachable` becomes a probe again, from what is certain', () => {
    const core = pipelining()
    propose(core, 1)
    expect(core.step({ t: 'unreachable', to: 2 }).out).toEqual([])
    expect(core.view().progress[0]).toMatchObject({ state: 'probe', match: 1, next: 2, inflight: 0 })
  })
})

describe('a lost append', () => {
  it('of a probe is sent again when a beat is answered (B35)', () => {
    const core = oneCore()
    becomeLeader(core)
    expect(to(2, hand(core, 2, 1, alive))).toMatchObject([
      { t: 'app', prevIndex: 0, entries: [{ index: 1 }] },
    ])
  })

  it('at the end of a pipeline is found by asking about the end when a beat is answered (B35)', () => {
    const core = pipelining({ maxInflight: 2 })
    for (const req of [1, 2, 3]) propose(core, req)
    expect(to(2, hand(core, 2, 1, alive))).toMatchObject([{ t: 'app', prevIndex: 3, entries: [] }])
    const again = to(2, hand(core, 2, 1, refusal(3, 1, 1)))
    expect(again).toMatchObject([{ prevIndex: 1, entries: [{ index: 2 }, { index: 3 }, { index: 4 }] }])
  })

  it('is not looked for when nothing is missing', () => {
    expect(hand(pipelining(), 2, 1, alive).out).toEqual([])
  })
})

describe('an answer', () => {
  it('of another session counts for nothing, not even as a sign of life (B27)', () => {
    const core = oneCore()
    becomeLeader(core)
    ticks(core, 19)
    hand(core, 2, 1, { t: 'appResp', session: 2, ok: true, match: 1 })
    expect(core.view()).toMatchObject({ commit: 0, progress: [{ to: 2, match: 0 }, { to: 3 }] })
    ticks(core, 1)
    expect(core.view().role).toBe('follower')
  })

  it('that comes twice, or late, changes nothing (B25)', () => {
    const core = oneCore({ boot: withLog([1, 1, 1]) })
    becomeLeader(core)
    hand(core, 2, 2, refusal(3, 1, 1))
    hand(core, 2, 2, acknowledgement(4))
    const before = core.view()
    for (const old of [refusal(3, 1, 1), acknowledgement(2), acknowledgement(4)]) hand(core, 2, 2, old)
    expect(core.view()).toEqual(before)
  })

  it('of a replica outside the group is ignored', () => {
    const core = oneCore()
    becomeLeader(core)
    expect(hand(core, 9, 1, acknowledgement(1))).toMatchObject({ out: [], persist: null })
  })

  it('for entries that were never sent ends the process', () => {
    const core = oneCore()
    becomeLeader(core)
    expect(() => hand(core, 2, 1, acknowledgement(2))).toThrow(/never sent/)
  })
})

describe('a beat of the leader', () => {
  it('carries no previous index, and a commit never above what the follower is known to hold (B19, B31)', () => {
    const core = pipelining()
    const [, second] = ticks(core, 2)
    const beats = second === undefined ? [] : bodies(second)
    expect(beats).toMatchObject([
      { t: 'hb', to: 2, commit: 1 },
      { t: 'hb', to: 3, commit: 0 },
    ])
    expect(beats.map((msg) => Object.keys(msg).sort())[0]).toEqual([
      'commit',
      'from',
      'g',
      'readSeq',
      't',
      'term',
      'to',
    ])
  })
})

describe('proposals', () => {
  it('above the limit of uncommitted bytes are refused until a commit makes room', () => {
    const core = pipelining({ maxUncommittedBytes: 100 })
    expect(propose(core, 1, '"x"', 500).placed).toHaveLength(1)
    expect(propose(core, 2, '"x"', 1).refused).toEqual([{ req: 2, why: 'uncommittedFull', leader: 1 }])
    core.step({ t: 'persisted', seq: 3 })
    hand(core, 2, 1, acknowledgement(2))
    expect(core.view().commit).toBe(2)
    expect(propose(core, 3, '"x"', 60).placed).toHaveLength(1)
    expect(propose(core, 4, '"x"', 60).refused).toHaveLength(1)
    expect(propose(core, 5, '"x"', 40).placed).toHaveLength(1)
  })

  it('count what the leader found uncommitted in its log when it took office', () => {
    const log: readonly Entry[] = [{ index: 1, term: 1, kind: 'cmd', data: '"x"', bytes: 90 }]
    const core = oneCore({ boot: { hard: { term: 1, vote: 0 }, log }, options: { maxUncommittedBytes: 100 } })
    becomeLeader(core)
    expect(propose(core, 1, '"x"', 20).refused).toEqual([{ req: 1, why: 'uncommittedFull', leader: 1 }])
    hand(core, 2, 2, acknowledgement(2))
    expect(core.view().commit).toBe(2)
    expect(propose(core, 2, '"x"', 100).placed).toHaveLength(1)
    expect(propose(core, 3, '"x"', 1).refused).toHaveLength(1)
  })

  it('at a follower are refused with the name of the leader', () => {
    const core = oneCore()
    expect(propose(core, 1).refused).toEqual([{ req: 1, why: 'notLeader', leader: 0 }])
    hand(core, 2, 1, append(0, 0, logOf(1)))
    expect(propose(core, 2).refused).toEqual([{ req: 2, why: 'notLeader', leader: 2 }])
  })
})
