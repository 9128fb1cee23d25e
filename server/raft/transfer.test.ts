import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import { acknowledgement, becomeLeader, bodies, hand, oneCore, only, ticks } from './testing/one.ts'
import type { Effects, RaftCore } from './types.ts'

/** Leader of three; both others hold everything. */
function inOffice(): RaftCore {
  const core = oneCore()
  becomeLeader(core)
  for (const id of [2, 3]) hand(core, id, 1, acknowledgement(1))
  core.step({ t: 'applied', index: 1 })
  return core
}

const order = (core: RaftCore, to = 2, req = 9): Effects => core.step({ t: 'transfer', req, to })
const propose = (core: RaftCore, req = 1): Effects => core.step({ t: 'propose', req, data: '"x"', bytes: 3 })
const timeoutNow = (effects: Effects): number[] =>
  bodies(effects).flatMap((msg) => (msg.t === 'timeoutNow' ? [msg.to] : []))

describe('a transfer', () => {
  it('to a follower with the whole log tells it to campaign at once', () => {
    const core = inOffice()
    const effects = order(core)
    expect(effects).toMatchObject({
      refused: [],
      out: [{ after: 0, msg: { t: 'timeoutNow', to: 2, term: 1 } }],
    })
    expect(effects.events).toMatchObject([{ k: 'transfer', to: 2, state: 'begun' }])
    expect(core.view()).toMatchObject({ role: 'leader', transferTo: 2 })
  })

  it('to one that lacks an entry waits until its match is the last index (B68)', () => {
    const core = inOffice()
    propose(core)
    propose(core)
    expect(timeoutNow(order(core))).toEqual([])
    expect(timeoutNow(hand(core, 2, 1, acknowledgement(2)))).toEqual([])
    expect(timeoutNow(hand(core, 3, 1, acknowledgement(3)))).toEqual([])
    expect(timeoutNow(hand(core, 2, 1, acknowledgement(3)))).toEqual([2])
    expect(timeoutNow(hand(core, 2, 1, acknowledgement(3)))).toEqual([])
  })

  it('lets nothing be proposed meanwhile, neither a command nor a configuration (B68)', () => {
    const core = inOffice()
    order(core)
    expect(propose(core)).toMatchObject({
      persist: null,
      refused: [{ req: 1, why: 'transferring', leader: 1 }],
    })
    const conf = { voters: [1, 2], outgoing: [], learners: [] }
    expect(core.step({ t: 'proposeConf', req: 2, conf }).refused).toMatchObject([{ why: 'transferring' }])
    expect(order(core, 3, 3).refused).toMatchObject([{ req: 3, why: 'transferring' }])
    expect(core.view().lastIndex).toBe(1)
  })

  it.each([
    ['itself', 1],
    ['a learner', 4],
    ['a stranger', 9],
  ])('to %s is refused', (_, to) => {
    const core = oneCore({ learners: [4] })
    becomeLeader(core)
    expect(order(core, to)).toMatchObject({ out: [], refused: [{ req: 9, why: 'dropped' }] })
    expect(core.view().transferTo).toBe(0)
  })

  it('that fails ends after one election timeout, and proposals work again (B67)', () => {
    const core = inOffice()
    order(core)
    const still = ticks(core, 19).flatMap((effects) => {
      for (const id of [2, 3]) hand(core, id, 1, { t: 'hbResp', readSeq: 0 })
      return effects.refused
    })
    expect(still).toEqual([])
    const [last] = ticks(core, 1)
    expect(last).toMatchObject({ refused: [{ req: 9, why: 'dropped', leader: 1 }] })
    expect(last?.events).toMatchObject([{ k: 'transfer', state: 'givenUp' }])
    expect(propose(core)).toMatchObject({ refused: [], placed: [{ req: 1, index: 2 }] })
    expect(core.view()).toMatchObject({ role: 'leader', transferTo: 0 })
  })

  it('keeps reads correct: they are confirmed by a majority, or not at all (B67)', () => {
    const core = inOffice()
    order(core)
    core.step({ t: 'readIndex', req: 5 })
    expect(hand(core, 3, 1, { t: 'hbResp', readSeq: 1 }).reads).toEqual([{ req: 5, index: 1 }])
    core.step({ t: 'readIndex', req: 6 })
    // The target has taken the next term. It does not echo the token; its vote request ends this office.
    const unseated = hand(core, 2, 2, { t: 'vote', lastIndex: 1, lastTerm: 1, force: true })
    expect(unseated).toMatchObject({ reads: [], refused: [{ req: 6, why: 'dropped' }] })
    expect(unseated.events).toContainEqual(expect.objectContaining({ k: 'transfer', state: 'done' }))
    expect(core.view()).toMatchObject({ role: 'follower', term: 2, vote: 2, transferTo: 0 })
  })

  it('is given up when the office ends before the target was told', () => {
    const core = inOffice()
    propose(core)
    order(core)
    const { refused } = hand(core, 3, 5, { t: 'hb', commit: 0, readSeq: 0 })
    expect(refused).toEqual([{ req: 9, why: 'dropped', leader: 3 }])
  })
})

describe('the word to campaign', () => {
  it('starts a vote without pre-vote, and with force', () => {
    const core = oneCore()
    hand(core, 2, 1, { t: 'hb', commit: 0, readSeq: 0 })
    const effects = hand(core, 2, 1, { t: 'timeoutNow' })
    expect(core.view()).toMatchObject({ role: 'candidate', term: 2, vote: 1 })
    expect(bodies(effects)).toMatchObject([
      { t: 'vote', to: 2, term: 2, force: true },
      { t: 'vote', to: 3, term: 2, force: true },
    ])
    for (const { after } of effects.out) expect(after).toBe(effects.persist?.seq)
  })

  it('is believed by those who hear their leader: the lease gives way to force', () => {
    const core = oneCore()
    hand(core, 2, 1, { t: 'hb', commit: 0, readSeq: 0 })
    const ask = { t: 'vote', lastIndex: 0, lastTerm: 0 } as const
    expect(hand(core, 3, 2, { ...ask, force: false }).out).toEqual([])
    expect(only(hand(core, 3, 2, { ...ask, force: true }))).toMatchObject({ t: 'voteResp', granted: true })
  })

  it('is nothing to a learner', () => {
    const core = oneCore({ voters: [2, 3], learners: [1] })
    hand(core, 2, 1, { t: 'timeoutNow' })
    expect(core.view()).toMatchObject({ role: 'follower', term: 1 })
  })
})

describe('a cluster', () => {
  it('has its new leader within one round, and no entry is lost', () => {
    const cluster = new SteppedCluster(3)
    cluster.elect(1)
    for (const data of ['"a"', '"b"']) cluster.propose(1, data)
    cluster.transfer(1, 3)
    cluster.settle()
    expect(cluster.ids.map((id) => cluster.view(id).role)).toEqual(['follower', 'follower', 'leader'])
    for (const id of cluster.ids) expect(cluster.at(id).terms()).toEqual([1, 1, 1, 2])
    cluster.propose(3, '"c"')
    cluster.settle()
    expect(cluster.view(1)).toMatchObject({ leader: 3, applied: 5 })
  })

  it('whose target is gone keeps its leader', () => {
    const cluster = new SteppedCluster(3)
    cluster.elect(1)
    cluster.crash(3)
    cluster.transfer(1, 3)
    for (let tick = 0; tick < 20; tick += 1) {
      cluster.tick(1)
      cluster.settle()
    }
    cluster.propose(1, '"x"')
    cluster.settle()
    expect(cluster.view(1)).toMatchObject({ role: 'leader', term: 1, commit: 2, transferTo: 0 })
  })
})
