// The extended Raft paper, sections 5.1, 5.2 and 5.4.1, sentence by sentence where a test can hold one.

import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import {
  acknowledgement,
  append,
  beat,
  becomeCandidate,
  becomeLeader,
  bodies,
  fireTimer,
} from './testing/one.ts'
import { hand, oneCore, only, ticks, voteRequest } from './testing/one.ts'
import { logOf, withLog } from './stepped/boot.ts'
import type { Body, RaftCore } from './types.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

const made: readonly [string, () => RaftCore][] = [
  ['follower', () => oneCore({ boot: { hard: { term: 1, vote: 0 } } })],
  ['candidate', () => after(becomeCandidate)],
  ['leader', () => after(becomeLeader)],
]

function after(change: (core: RaftCore) => unknown): RaftCore {
  const core = oneCore()
  change(core)
  return core
}

describe('§5.1 terms', () => {
  it.each(made)('a %s that sees a higher term takes it and is a follower at once', (role, make) => {
    const core = make()
    expect(core.view()).toMatchObject({ role, term: 1 })
    hand(core, 2, 2, append(0, 0, []))
    expect(core.view()).toMatchObject({ role: 'follower', term: 2, vote: 0, leader: 2 })
  })

  it('a request with a stale term is refused and changes nothing', () => {
    const core = oneCore({ boot: withLog([1], 4) })
    const before = core.view()
    expect(only(hand(core, 2, 3, append(1, 1, [{ index: 2, term: 3, kind: 'noop' }])))).toMatchObject({
      term: 4,
    })
    expect(hand(core, 2, 3, voteRequest('vote', 9, 9)).out).toEqual([])
    expect(core.view()).toEqual(before)
  })
})

describe('§5.2 elections', () => {
  it('a server starts as a follower, whatever it was before', () => {
    expect(oneCore().view().role).toBe('follower')
    expect(oneCore({ boot: { hard: { term: 9, vote: 1 } } }).view().role).toBe('follower')
  })

  it('a leader beats to everyone at every heartbeat interval', () => {
    const core = after(becomeLeader)
    const beats = ticks(core, 6).map((effects) =>
      bodies(effects)
        .filter(({ t }) => t === 'hb')
        .map(({ to }) => to),
    )
    expect(beats).toEqual([[], [2, 3], [], [2, 3], [], [2, 3]])
  })

  it('a follower that hears nothing for an election timeout starts an election', () => {
    const core = oneCore()
    const { timeoutTicks } = core.view()
    ticks(core, timeoutTicks - 1)
    expect(core.view().role).toBe('follower')
    ticks(core, 1)
    expect(core.view().role).toBe('preCandidate')
    hand(core, 2, 1, { t: 'preVoteResp', granted: true })
    expect(core.view()).toMatchObject({ role: 'candidate', term: 1, vote: 1 })
  })

  it('a follower that hears its leader starts none', () => {
    const core = oneCore()
    for (let beats = 0; beats < 50; beats += 1) {
      hand(core, 2, 1, beat())
      ticks(core, 19)
    }
    expect(core.view()).toMatchObject({ role: 'follower', leader: 2, term: 1 })
  })

  it('a candidate without a result starts a new election in a higher term', () => {
    const core = after(becomeCandidate)
    becomeCandidate(core)
    expect(core.view()).toMatchObject({ role: 'candidate', term: 2, vote: 1 })
  })

  it.each([
    [1, 0, 'leader'],
    [3, 1, 'leader'],
    [3, 0, 'candidate'],
    [5, 4, 'leader'],
    [5, 2, 'leader'],
    [5, 1, 'candidate'],
    [6, 2, 'candidate'],
    [6, 3, 'leader'],
  ])('a candidate of %i with %i other votes is %s after one round', (size, votes, role) => {
    const cluster = new SteppedCluster(size)
    cluster.campaign(1)
    const isPre = ({ t }: { readonly t: string }): boolean => t.startsWith('preVote')
    cluster.deliverAll(isPre)
    cluster.finishWrites(1)
    for (const id of upTo(size).slice(1 + votes)) cluster.crash(id)
    cluster.settle()
    expect(cluster.view(1)).toMatchObject({ role, term: 1 })
  })

  it('a server votes for at most one candidate in a term, first come first served, also after a restart', () => {
    const cluster = new SteppedCluster(3)
    const ask = (from: number): void =>
      cluster.step(3, { t: 'msg', msg: { g: 7, from, to: 3, term: 1, ...voteRequest('vote', 0, 0) } })
    ask(2)
    cluster.finishWrites(3)
    cluster.crash(3)
    cluster.restart(3)
    ask(1)
    cluster.finishWrites(3)
    expect(cluster.view(3)).toMatchObject({ term: 1, vote: 2 })
    expect(cluster.wire).toMatchObject([
      { to: 2, granted: true },
      { to: 1, granted: false },
    ])
  })

  it.each<[string, Body]>([
    ['append', append(0, 0, [])],
    ['beat', beat()],
  ])('a candidate that gets the %s of a leader of its term recognizes it', (_, body) => {
    const core = after(becomeCandidate)
    hand(core, 3, 1, body)
    expect(core.view()).toMatchObject({ role: 'follower', term: 1, leader: 3 })
  })

  it.each<[string, (core: RaftCore) => unknown]>([
    ['follower', (core) => hand(core, 2, core.view().term + 1, beat())],
    ['candidate', (core) => fireTimer(core)],
  ])('the timeout of a %s is drawn anew each time, over the whole range', (_, restart) => {
    const core = oneCore()
    const drawn = new Set<number>()
    for (let times = 0; times < 1_000; times += 1) {
      restart(core)
      drawn.add(core.view().timeoutTicks)
    }
    expect([...drawn].sort((a, b) => a - b)).toEqual(upTo(39).slice(19))
  })

  it.each<[string, (cluster: SteppedCluster) => void]>([
    ['followers', () => undefined],
    ['candidates', (cluster) => cluster.ids.forEach((id) => cluster.campaign(id))],
  ])('the timers of two %s of a group seldom fire on the same tick', (_, prepare) => {
    let conflicts = 0
    for (let seed = 0; seed < 1_000; seed += 1) {
      const cluster = new SteppedCluster(3, { options: { seed } })
      prepare(cluster)
      const timeouts = cluster.ids.map((id) => cluster.view(id).timeoutTicks).sort((a, b) => a - b)
      if (timeouts[0] === timeouts[1]) conflicts += 1
    }
    // Three draws of twenty: about one in thirteen times the two shortest are equal.
    expect(conflicts).toBeGreaterThan(30)
    expect(conflicts).toBeLessThan(150)
  })
})

describe('§5.4.1 who may lead', () => {
  it('a vote request carries the last index and term of the candidate', () => {
    const core = oneCore({ boot: withLog([1, 2, 2]) })
    expect(bodies(becomeCandidate(core))).toMatchObject([
      { t: 'vote', term: 3, to: 2, lastIndex: 3, lastTerm: 2 },
      { t: 'vote', term: 3, to: 3, lastIndex: 3, lastTerm: 2 },
    ])
  })

  it.each([
    [[1], 1, 1, true],
    [[1], 2, 1, true],
    [[1, 1], 1, 1, false],
    [[1], 1, 2, true],
    [[1], 2, 2, true],
    [[1, 1], 1, 2, true],
    [[2], 1, 1, false],
    [[2], 2, 1, false],
    [[1, 2], 1, 1, false],
  ])(
    'a voter with the log %j asked by one that ends at index %i, term %i: %s',
    (log, index, term, granted) => {
      const core = oneCore({ boot: withLog(log, 2) })
      expect(only(hand(core, 2, 3, voteRequest('vote', index, term)))).toMatchObject({ granted })
    },
  )

  it('a leader holds all committed entries: one without them cannot win', () => {
    const cluster = new SteppedCluster(3, {
      boot: { 1: withLog([1, 1]), 2: withLog([1, 1]), 3: withLog([1]) },
    })
    cluster.campaign(3)
    cluster.settle()
    expect(cluster.view(3)).toMatchObject({ role: 'follower', term: 1 })
    cluster.elect(2)
    expect(cluster.at(3).terms()).toEqual([1, 1, 2])
  })
})

describe('§5.2 a leader', () => {
  it('never overwrites or deletes entries of its own log', () => {
    const core = oneCore({ boot: { ...withLog([1, 1]), commit: 0 } })
    becomeLeader(core)
    hand(core, 2, 2, { t: 'appResp', session: 1, ok: false, rejectPrev: 2, hintIndex: 0, hintTerm: 0 })
    hand(core, 2, 2, acknowledgement(3))
    expect(core.entries(1, 9)).toEqual([...logOf(1, 1), { index: 3, term: 2, kind: 'noop' }])
  })
})
