import { describe, expect, it } from 'vitest'
import {
  append,
  beat,
  becomeCandidate,
  becomeLeader,
  bodies,
  finishWrites,
  fireTimer,
  hand,
} from './testing/one.ts'
import { oneCore, snapOf, ticks } from './testing/one.ts'
import { withLog } from './stepped/boot.ts'
import { SteppedCluster } from './stepped/cluster.ts'
import type { Body } from './types.ts'

const grant = { t: 'voteResp', granted: true } as const
const refusal = { t: 'voteResp', granted: false } as const
const preGrant = { t: 'preVoteResp', granted: true } as const
const FIVE = [1, 2, 3, 4, 5]

describe('a fired timer', () => {
  it('asks for pre-votes in the next term and changes neither term nor vote', () => {
    const core = oneCore({ boot: withLog([1, 1], 3) })
    const effects = fireTimer(core)
    expect(effects.persist).toBeNull()
    expect(bodies(effects)).toMatchObject([
      { t: 'preVote', to: 2, term: 4, lastIndex: 2, lastTerm: 1 },
      { t: 'preVote', to: 3, term: 4 },
    ])
    expect(core.view()).toMatchObject({ role: 'preCandidate', term: 3, vote: 0, leader: 0 })
  })

  it('of a learner starts nothing', () => {
    const core = oneCore({ voters: [2, 3], learners: [1] })
    for (const effects of ticks(core, 100)) expect(effects.out).toEqual([])
    expect(core.view().role).toBe('follower')
  })

  it('of a candidate asks for pre-votes again and keeps term and vote', () => {
    const core = oneCore()
    becomeCandidate(core)
    fireTimer(core)
    expect(core.view()).toMatchObject({ role: 'preCandidate', term: 1, vote: 1 })
  })
})

describe('a vote request', () => {
  it('leaves only when the own vote and every record before it are durable (B05)', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, [{ index: 1, term: 1, kind: 'noop' }]))
    fireTimer(core)
    const effects = hand(core, 3, 2, preGrant)
    expect(effects.persist).toMatchObject({ seq: 2, hard: { term: 2, vote: 1 } })
    expect(effects.out).toMatchObject([
      { after: 2, msg: { t: 'vote', to: 2, term: 2, lastIndex: 1, lastTerm: 1 } },
      { after: 2, msg: { t: 'vote', to: 3 } },
    ])
  })

  it('of a group of one is not needed: its own durable vote elects it', () => {
    const core = oneCore({ voters: [1] })
    const asked = fireTimer(core)
    expect(core.view()).toMatchObject({ role: 'candidate', term: 1 })
    const elected = finishWrites(core, asked)
    expect(core.view()).toMatchObject({ role: 'leader', commit: 0 })
    finishWrites(core, elected)
    expect(core.view()).toMatchObject({ commit: 1 })
  })
})

describe('answers to a candidate', () => {
  it('count once, however often they arrive (B08)', () => {
    const core = oneCore({ voters: FIVE })
    fireTimer(core)
    for (let times = 0; times < 5; times += 1) hand(core, 2, 1, preGrant)
    expect(core.view().role).toBe('preCandidate')
    finishWrites(core, hand(core, 3, 1, preGrant))
    for (let times = 0; times < 5; times += 1) hand(core, 2, 1, grant)
    expect(core.view()).toMatchObject({ role: 'candidate', votes: [{ from: 1 }, { from: 2 }] })
    hand(core, 4, 1, grant)
    expect(core.view().role).toBe('leader')
  })

  it('of strangers count for nothing', () => {
    const core = oneCore({ voters: FIVE })
    fireTimer(core)
    for (const stranger of [6, 7, 8]) hand(core, stranger, 1, preGrant)
    expect(core.view().role).toBe('preCandidate')
  })

  it('of an older candidacy are ignored (B09)', () => {
    const core = oneCore({ voters: FIVE })
    fireTimer(core)
    hand(core, 2, 1, preGrant)
    finishWrites(core, hand(core, 3, 1, preGrant))
    fireTimer(core)
    hand(core, 2, 2, preGrant)
    finishWrites(core, hand(core, 3, 2, preGrant))
    hand(core, 2, 1, grant)
    hand(core, 3, 1, grant)
    expect(core.view()).toMatchObject({ role: 'candidate', term: 2, votes: [{ from: 1, granted: true }] })
  })

  it('to an earlier round of pre-votes do not count for a later term (B09)', () => {
    const core = oneCore()
    becomeCandidate(core)
    fireTimer(core)
    hand(core, 3, 1, preGrant)
    expect(core.view()).toMatchObject({ role: 'preCandidate', term: 1, votes: [{ from: 1 }] })
  })

  it('that make a majority impossible end the candidacy and keep the vote', () => {
    const core = oneCore()
    becomeCandidate(core)
    hand(core, 2, 1, refusal)
    expect(core.view().role).toBe('candidate')
    hand(core, 3, 1, refusal)
    expect(core.view()).toMatchObject({ role: 'follower', term: 1, vote: 1, leader: 0 })
  })

  it('with a higher term end it at once', () => {
    const core = oneCore()
    becomeCandidate(core)
    hand(core, 2, 4, refusal)
    expect(core.view()).toMatchObject({ role: 'follower', term: 4, vote: 0 })
  })

  it('never take a grant back: a late refusal of the same voter changes nothing', () => {
    const core = oneCore({ voters: FIVE })
    fireTimer(core)
    hand(core, 2, 1, preGrant)
    hand(core, 2, 0, { t: 'preVoteResp', granted: false })
    expect(core.view().votes).toEqual([
      { from: 1, granted: true },
      { from: 2, granted: true },
    ])
  })
})

describe('a refused pre-vote', () => {
  it('with a higher term makes the asker a follower in that term (B11)', () => {
    const core = oneCore({ boot: withLog([1, 1, 1, 1], 2) })
    fireTimer(core)
    const effects = hand(core, 2, 9, { t: 'preVoteResp', granted: false })
    expect(effects.persist?.hard).toEqual({ term: 9, vote: 0 })
    expect(core.view()).toMatchObject({ role: 'follower', term: 9 })
  })

  it('lets a replica with the longest log and the lowest term win in the end (B11)', () => {
    const long = withLog([1, 1, 1], 1)
    const short = withLog([1], 6)
    const cluster = new SteppedCluster(3, { boot: { 1: long, 2: short, 3: short } })
    cluster.crash(3)
    for (let tick = 0; tick < 200 && cluster.view(1).role !== 'leader'; tick += 1) {
      for (const id of [1, 2]) cluster.tick(id)
      cluster.settle()
    }
    expect(cluster.view(1)).toMatchObject({ role: 'leader', commit: 4 })
  })
})

describe('a replica that nobody hears', () => {
  it('keeps its term however long it ticks, and disturbs nobody when it returns (B15)', () => {
    const cluster = new SteppedCluster(3)
    cluster.elect(1)
    for (const other of [1, 2]) cluster.cutBoth(3, other)
    for (let tick = 0; tick < 400; tick += 1) {
      for (const id of cluster.ids) cluster.tick(id)
      cluster.settle()
    }
    expect(cluster.view(3)).toMatchObject({ role: 'preCandidate', term: 1 })
    cluster.heal()
    for (let tick = 0; tick < 60; tick += 1) {
      for (const id of [3, 1, 2]) cluster.tick(id)
      cluster.settle()
    }
    for (const id of cluster.ids) expect(cluster.view(id)).toMatchObject({ term: 1, leader: 1 })
  })
})

describe('check-quorum', () => {
  it('takes the office from a leader that hears no majority for an election timeout', () => {
    const core = oneCore()
    becomeLeader(core)
    ticks(core, 19)
    expect(core.view()).toMatchObject({ role: 'leader', heard: 3 })
    const [last] = ticks(core, 1)
    expect(last?.events[0]).toMatchObject({ k: 'quorumLost', heard: 1, needed: 2 })
    expect(core.view()).toMatchObject({ role: 'follower', leader: 0, term: 1, elapsedTicks: 0 })
  })

  it('counts any answer of the current term, and none of an older one', () => {
    const core = oneCore()
    becomeLeader(core)
    ticks(core, 15)
    hand(core, 3, 0, { t: 'hbResp', readSeq: 0 })
    hand(core, 2, 1, { t: 'hbResp', readSeq: 0 })
    ticks(core, 19)
    expect(core.view()).toMatchObject({ role: 'leader', heard: 2 })
    ticks(core, 1)
    expect(core.view().role).toBe('follower')
  })
})

describe('the timer', () => {
  it.each<[string, Body]>([
    ['a beat', beat()],
    ['an append that fits', append(0, 0, [])],
    ['an append that is refused', append(5, 1, [])],
    ['the offer of a snapshot', { t: 'snap', meta: snapOf(9, 1), session: 1 }],
  ])('starts again on %s of the current leader (B13)', (_, body) => {
    const core = oneCore({ boot: { hard: { term: 1, vote: 0 } } })
    ticks(core, 12)
    hand(core, 2, 1, body)
    expect(core.view()).toMatchObject({ elapsedTicks: 0, leader: 2 })
  })

  it('does not start again on messages of an old leader', () => {
    const core = oneCore({ boot: { hard: { term: 4, vote: 0 } } })
    ticks(core, 12)
    hand(core, 2, 3, beat())
    expect(core.view()).toMatchObject({ elapsedTicks: 12, leader: 0 })
  })
})
