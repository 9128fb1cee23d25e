// The extended Raft paper, sections 5.3 and 5.4.2, figures 7 and 8.

import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import { acknowledgement, append, becomeLeader, bodies, finishWrites, hand } from './testing/one.ts'
import { logOf, withLog } from './stepped/boot.ts'
import { oneCore, only } from './testing/one.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

describe('§5.3 log replication', () => {
  it('a leader appends a command and sends it to the others with the place before it', () => {
    const core = oneCore()
    becomeLeader(core)
    for (const id of [2, 3]) hand(core, id, 1, acknowledgement(1))
    const effects = core.step({ t: 'propose', req: 1, data: '"x"', bytes: 3 })
    const entries = [{ index: 2, term: 1, kind: 'cmd', data: '"x"', bytes: 3 }]
    expect(bodies(effects)).toMatchObject([
      { t: 'app', to: 2, prevIndex: 1, prevTerm: 1, entries, commit: 1 },
      { t: 'app', to: 3, prevIndex: 1, prevTerm: 1, entries, commit: 1 },
    ])
    expect(core.view()).toMatchObject({ lastIndex: 2, commit: 1 })
  })

  it('a leader that commits applies the entry and tells the followers, who apply it too', () => {
    const cluster = new SteppedCluster(3)
    cluster.elect(1)
    cluster.propose(1, '"x"')
    cluster.finishWrites(1)
    for (const id of [2, 3]) {
      cluster.deliverAll((msg) => msg.to === id)
      cluster.finishWrites(id)
    }
    expect(cluster.ids.map((id) => cluster.view(id).commit)).toEqual([1, 1, 1])
    cluster.deliverOne((msg) => msg.t === 'appResp')
    expect(cluster.view(1)).toMatchObject({ commit: 2, applied: 2 })
    const told = cluster.wire.filter((msg) => msg.t === 'app' && msg.commit === 2)
    expect(told.map(({ to }) => to)).toEqual([2, 3])
    cluster.settle()
    for (const id of cluster.ids)
      expect(cluster.at(id).applied.at(-1)).toMatchObject({ index: 2, data: '"x"' })
  })

  it.each([
    [1, 0, true],
    [3, 0, false],
    [3, 1, true],
    [3, 2, true],
    [5, 1, false],
    [5, 2, true],
    [5, 4, true],
    [6, 2, false],
    [6, 3, true],
  ])('of %i servers, with %i others that store it: committed %s', (size, others, committed) => {
    const cluster = new SteppedCluster(size)
    cluster.elect(1)
    cluster.propose(1, '"x"')
    for (const id of upTo(size).slice(1 + others)) cluster.crash(id)
    cluster.settle()
    expect(cluster.view(1).commit).toBe(committed ? 2 : 1)
    expect(cluster.at(1).applied.length).toBe(committed ? 2 : 1)
  })

  it.each([[[]], [[2]], [[1]], [[1, 2]]])(
    'with its own entry a leader commits all before it, here %j',
    (terms) => {
      const cluster = new SteppedCluster(3, { boot: { 1: withLog(terms, 2) } })
      cluster.elect(1)
      expect(cluster.view(1)).toMatchObject({ term: 3, commit: terms.length + 1 })
      expect(cluster.at(2).applied.map(({ term }) => term)).toEqual([...terms, 3])
    },
  )

  it.each([
    [logOf(1), 1],
    [logOf(1, 1), 2],
    [logOf(1, 1), 1],
    [logOf(1, 1, 1), 2],
  ])('a follower that learns of a commit applies in log order', (entries, commit) => {
    const core = oneCore()
    const applied = finishWrites(core, hand(core, 2, 1, append(0, 0, entries, commit))).apply
    expect(applied).toEqual(entries.slice(0, commit))
  })

  it.each([
    [0, 0, true],
    [1, 1, true],
    [2, 2, true],
    [1, 2, false],
    [2, 1, false],
    [3, 3, false],
  ])(
    'a follower with terms 1, 2 that is asked to append behind index %i, term %i: %s',
    (index, term, fits) => {
      const core = oneCore({ boot: withLog([1, 2], 3) })
      expect(only(hand(core, 2, 3, append(index, term, [])))).toMatchObject({ t: 'appResp', ok: fits })
    },
  )

  it.each([
    [2, 2, [3], [1, 2, 3]],
    [1, 1, [3, 4], [1, 3, 4]],
    [0, 0, [1], [1, 2]],
    [0, 0, [3], [3]],
  ])(
    'a follower with terms 1, 2 that gets, behind index %i, term %i, %j holds %j',
    (index, term, sent, log) => {
      const core = oneCore({ boot: withLog([1, 2], 4) })
      const entries = sent.map((of, at) => ({ index: index + 1 + at, term: of, kind: 'noop' as const }))
      hand(core, 2, 4, append(index, term, entries))
      expect(core.entries(1, 9).map((entry) => entry.term)).toEqual(log)
    },
  )
})

describe('figure 7', () => {
  const leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
  const followers = [
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ] as const

  it('brings all six followers into line with the leader of term 8', () => {
    const boot = Object.fromEntries(
      [leader, ...followers.map(([, log]) => log)].map((log, at) => [at + 1, withLog(log, 7)]),
    )
    const cluster = new SteppedCluster(7, { boot })
    cluster.elect(1)
    for (const id of cluster.ids) {
      expect(cluster.at(id).terms()).toEqual([...leader, 8])
      expect(cluster.view(id)).toMatchObject({ term: 8, commit: 11, applied: 11 })
    }
  })

  it.each(followers)('brings follower %s into line with at most one refusal per term', (_, log) => {
    const cluster = new SteppedCluster(3, { boot: { 1: withLog(leader, 7), 2: withLog(log, 7) } })
    cluster.elect(1)
    expect(cluster.at(2).terms()).toEqual([...leader, 8])
    expect(cluster.refusals(2)).toBeLessThanOrEqual(2)
  })
})

describe('§5.4.2 figure 8', () => {
  /** (c): replica 1 leads again, in term 4; its entry of term 2 is on a majority, its no-op on nobody else. */
  function figure8(): SteppedCluster {
    const boot = {
      1: withLog([1, 2], 3),
      2: withLog([1, 2], 3),
      3: withLog([1, 2], 3),
      4: withLog([1], 3),
      5: withLog([1, 3], 3),
    }
    const cluster = new SteppedCluster(5, { boot })
    cluster.cutBoth(1, 5)
    cluster.campaign(1)
    while (cluster.view(1).role !== 'leader') {
      if (cluster.deliverOne() === null) for (const id of cluster.ids) cluster.finishWrites(id)
    }
    return cluster
  }

  it('an entry of an old term is never committed by counting, although a majority holds it (B18)', () => {
    const cluster = figure8()
    const { term } = cluster.view(1)
    cluster.wire = []
    for (const from of [2, 3]) {
      const msg = { g: 7, from, to: 1, term, t: 'appResp', session: 1, ok: true, match: 2 } as const
      cluster.step(1, { t: 'msg', msg })
    }
    expect(cluster.view(1)).toMatchObject({ role: 'leader', term: 4, commit: 0 })
  })

  it('(d): so when its leader crashes, the one with the newer term may still overwrite it', () => {
    const cluster = figure8()
    cluster.wire = []
    cluster.crash(1)
    cluster.heal()
    // First it learns of term 4 from a refused pre-vote.
    cluster.campaign(5)
    cluster.settle()
    cluster.elect(5)
    for (const id of [2, 3, 4, 5]) expect(cluster.at(id).terms()).toEqual([1, 3, 5])
    expect(cluster.at(2).applied.map(({ term }) => term)).toEqual([1, 3, 5])
  })

  it('(e): but once an entry of the own term is on a majority, all before it is committed for good', () => {
    const cluster = figure8()
    cluster.settle()
    expect(cluster.view(1)).toMatchObject({ commit: 3 })
    cluster.crash(1)
    for (const id of [2, 3, 4]) {
      // With `force`, so that it is the log that refuses and not the lease.
      const ask = { t: 'vote', lastIndex: 2, lastTerm: 3, force: true } as const
      cluster.step(id, { t: 'msg', msg: { g: 7, from: 5, to: id, term: 5, ...ask } })
      cluster.finishWrites(id)
    }
    cluster.heal()
    expect(cluster.wire.map((msg) => msg.t === 'voteResp' && msg.granted)).toEqual([false, false, false])
    expect(cluster.at(2).terms()).toEqual([1, 2, 4])
  })
})
