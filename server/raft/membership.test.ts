import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import {
  acknowledgement,
  append,
  becomeLeader,
  bodies,
  fireTimer,
  hand,
  oneCore,
  only,
} from './testing/one.ts'
import { voteRequest } from './testing/one.ts'
import { configOf } from './stepped/boot.ts'
import type { Config, Effects, Entry, RaftCore } from './types.ts'

/** Proposed, and durable here if it was accepted. */
function change(core: RaftCore, conf: Config, req = 7): Effects {
  const effects = core.step({ t: 'proposeConf', req, conf })
  if (effects.persist !== null) core.step({ t: 'persisted', seq: effects.persist.seq })
  return effects
}

/** Leader of three whose no-op is committed. */
function inOffice(): RaftCore {
  const core = oneCore()
  becomeLeader(core)
  hand(core, 2, 1, acknowledgement(1))
  return core
}

const placed = (index: number, term: number, conf: Config): Entry => ({ index, term, kind: 'conf', conf })

describe('a change of the configuration', () => {
  it('is active from append, and told as proposed and as committed', () => {
    const core = inOffice()
    const conf = configOf([1, 2, 3], [4])
    const effects = change(core, conf)
    expect(effects).toMatchObject({
      placed: [{ req: 7, index: 2, term: 1 }],
      persist: { append: [{ conf }] },
    })
    expect(effects.events).toContainEqual(expect.objectContaining({ k: 'conf', index: 2, what: 'proposed' }))
    expect(core.view()).toMatchObject({ conf, confIndex: 2, commit: 1, appliedConf: configOf([1, 2, 3]) })
    const { events } = hand(core, 2, 1, acknowledgement(2))
    expect(events).toContainEqual(expect.objectContaining({ k: 'conf', index: 2, conf, what: 'committed' }))
  })

  it('is refused before an entry of the own term is committed (B58)', () => {
    const core = oneCore()
    becomeLeader(core)
    const refused = [{ req: 7, why: 'noOwnTermCommit', leader: 1 }]
    expect(change(core, configOf([1, 2, 3, 4]))).toMatchObject({ persist: null, refused })
    hand(core, 2, 1, acknowledgement(1))
    expect(change(core, configOf([1, 2, 3, 4])).refused).toEqual([])
  })

  it('is refused while another is not committed', () => {
    const core = inOffice()
    change(core, configOf([1, 2, 3, 4]))
    const refused = [{ req: 8, why: 'confInFlight', leader: 1 }]
    expect(change(core, configOf([1, 2, 3]), 8)).toMatchObject({ persist: null, refused })
    for (const id of [2, 3]) hand(core, id, 1, acknowledgement(2))
    expect(core.view().commit).toBe(2)
    expect(change(core, configOf([1, 2, 3]), 8).refused).toEqual([])
  })

  it.each([
    ['of two voters at once', configOf([1, 2, 3, 4, 5])],
    ['of one voter for another', configOf([1, 2, 4])],
    ['that leaves no voter', configOf([])],
    ['with a replica that is voter and learner', configOf([1, 2, 3], [3])],
    ['with a replica twice', configOf([1, 2, 3, 3])],
    ['with an id that is none', configOf([1, 2, 3], [0])],
    ['to two halves', { voters: [1, 2, 3], outgoing: [1, 2], learners: [] }],
  ])('%s is refused', (_, conf) => {
    const core = inOffice()
    expect(change(core, conf)).toMatchObject({ persist: null, refused: [{ req: 7, why: 'dropped' }] })
  })

  it('carries the addresses of the members and does not look at them', () => {
    const core = inOffice()
    const conf = { ...configOf([1, 2, 3], [4]), nodes: [{ replica: 4, node: 'broker-4' }] }
    const sent = bodies(change(core, conf)).flatMap((msg) => (msg.t === 'app' ? msg.entries : []))
    expect(sent.map((entry) => entry.kind === 'conf' && entry.conf.nodes)).toContainEqual(conf.nodes)
    expect(core.view().conf).toEqual(conf)
  })
})

describe('a configuration that is cut off', () => {
  it('gives way to the one before it, and is told as rolled back (B60)', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, [placed(1, 1, configOf([1, 2, 3, 4]))]))
    const { events } = hand(core, 3, 2, append(0, 0, [{ index: 1, term: 2, kind: 'noop' }]))
    expect(core.view()).toMatchObject({ conf: configOf([1, 2, 3]), confIndex: 0 })
    const rolledBack = { k: 'conf', index: 0, conf: configOf([1, 2, 3]), what: 'rolledBack' }
    expect(events).toContainEqual(expect.objectContaining(rolledBack))
  })

  it('and replaced in the same append leaves the new one in force (B60)', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, [placed(1, 1, configOf([1, 2, 3, 4]))]))
    hand(core, 3, 2, append(0, 0, [placed(1, 2, configOf([1, 2]))]))
    expect(core.view()).toMatchObject({ conf: configOf([1, 2]), confIndex: 1 })
  })
})

describe('a learner', () => {
  it('gets the log and counts for nothing', () => {
    const core = inOffice()
    change(core, configOf([1, 2, 3], [4]))
    expect(core.view().progress.map(({ to }) => to)).toEqual([2, 3, 4])
    hand(core, 4, 1, { t: 'appResp', session: 2, ok: true, match: 2 })
    expect(core.view()).toMatchObject({ commit: 1, heard: 3 })
    hand(core, 2, 1, acknowledgement(2))
    expect(core.view().commit).toBe(2)
  })

  it('that was promoted and does not know it grants votes (B59)', () => {
    const core = oneCore({ voters: [2, 3], learners: [1] })
    expect(only(hand(core, 2, 5, voteRequest('vote', 3, 4)))).toMatchObject({ t: 'voteResp', granted: true })
    expect(only(hand(core, 2, 6, voteRequest('preVote', 3, 4)))).toMatchObject({ granted: true })
  })

  it('starts no election, also as one that a demotion made so', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, [placed(1, 1, configOf([2, 3], [1]))], 1))
    fireTimer(core)
    expect(core.view()).toMatchObject({ role: 'follower', term: 1 })
  })
})

describe('a replica that is added again in the same term', () => {
  it('gets nothing counted that its former incarnation said (B27)', () => {
    const core = inOffice()
    for (const id of [2, 3]) hand(core, id, 1, acknowledgement(1))
    change(core, configOf([1, 2]))
    hand(core, 2, 1, acknowledgement(2))
    change(core, configOf([1, 2, 3]))
    hand(core, 3, 1, acknowledgement(3))
    expect(core.view()).toMatchObject({
      commit: 2,
      progress: [{ to: 2 }, { to: 3, state: 'probe', match: 0 }],
    })
    hand(core, 3, 1, { t: 'appResp', session: 3, ok: true, match: 3 })
    expect(core.view()).toMatchObject({ commit: 3, progress: [{ to: 2 }, { to: 3, match: 3 }] })
  })
})

describe('a removed replica', () => {
  it('still hears that it is, for an election timeout, and is forgotten then', () => {
    const cluster = new SteppedCluster(3)
    cluster.elect(1)
    cluster.configure(1, configOf([1, 2]))
    cluster.settle()
    expect(cluster.view(3)).toMatchObject({ conf: configOf([1, 2]), confIndex: 2, commit: 2 })
    for (let tick = 0; tick < 20; tick += 1) {
      for (const id of [1, 2]) cluster.tick(id)
      cluster.settle()
    }
    expect(cluster.view(1).progress.map(({ to }) => to)).toEqual([2])
  })

  it('that was never told ticks on and moves nobody’s term (B15)', () => {
    const cluster = new SteppedCluster(3)
    cluster.elect(1)
    for (const id of [1, 2]) cluster.cutBoth(id, 3)
    cluster.configure(1, configOf([1, 2]))
    cluster.settle()
    cluster.heal()
    for (let tick = 0; tick < 200; tick += 1) {
      for (const id of cluster.ids) cluster.tick(id)
      cluster.settle()
    }
    for (const id of [1, 2]) expect(cluster.view(id)).toMatchObject({ term: 1, leader: 1 })
  })

  it('counts for nothing when it answers late, and a message creates no progress for it (B61)', () => {
    const core = inOffice()
    change(core, configOf([1, 2]))
    hand(core, 2, 1, acknowledgement(2))
    for (let tick = 0; tick < 20; tick += 1) {
      core.step({ t: 'tick' })
      hand(core, 2, 1, { t: 'hbResp', readSeq: 0 })
    }
    hand(core, 3, 1, acknowledgement(2))
    hand(core, 3, 1, { t: 'hbResp', readSeq: 0 })
    expect(core.view().progress.map(({ to }) => to)).toEqual([2])
  })
})

describe('a leader that removes itself', () => {
  it('does not count itself, and steps down when that is committed', () => {
    const core = inOffice()
    change(core, configOf([2, 3]))
    hand(core, 2, 1, acknowledgement(2))
    expect(core.view()).toMatchObject({ role: 'leader', commit: 1, durableIndex: 2 })
    const last = hand(core, 3, 1, acknowledgement(2))
    expect(core.view()).toMatchObject({ role: 'follower', leader: 0, commit: 2 })
    // Its last word: the others learn that it is committed.
    expect(bodies(last)).toMatchObject([
      { t: 'app', to: 2, commit: 2 },
      { t: 'app', to: 3, commit: 2 },
    ])
    fireTimer(core)
    expect(core.view()).toMatchObject({ role: 'follower', term: 1 })
  })

  it('and loses the office before it is committed may win it again, by the votes of the others', () => {
    const cluster = new SteppedCluster(2)
    cluster.elect(1)
    cluster.cutBoth(1, 2)
    cluster.configure(1, configOf([2]))
    cluster.settle()
    cluster.crash(1)
    cluster.restart(1)
    cluster.heal()
    // The log of 2 is shorter, and it needs the vote of 1, who has the longer one.
    cluster.campaign(2)
    cluster.settle()
    expect(cluster.view(2)).toMatchObject({ role: 'follower', term: 1 })
    cluster.campaign(1)
    cluster.settle()
    expect(cluster.view(1)).toMatchObject({ role: 'follower', conf: configOf([2]), commit: 3 })
    cluster.elect(2)
    expect(cluster.view(2)).toMatchObject({ role: 'leader', conf: configOf([2]), commit: 4 })
  })
})
