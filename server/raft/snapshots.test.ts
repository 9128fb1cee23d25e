import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import { append, becomeCandidate, fireTimer, finishWrites, hand, oneCore, only } from './testing/one.ts'
import { logOf, withLog, configOf } from './stepped/boot.ts'
import { snapOf, stored, ticks } from './testing/one.ts'
import type { RaftCore } from './types.ts'

const terms = (core: RaftCore): number[] => core.entries(1, core.view().lastIndex).map(({ term }) => term)

/** Terms 1 1 1 2, of which two entries are committed and applied. */
function follower(): RaftCore {
  const core = oneCore({ boot: { ...withLog([1, 1, 1, 2], 3), commit: 2 } })
  core.step({ t: 'tick' })
  core.step({ t: 'applied', index: 2 })
  return core
}

describe('a snapshot of the leader', () => {
  it('keeps what stands behind it if the log holds its last entry (B50)', () => {
    const core = follower()
    core.step(stored(snapOf(3, 1)))
    expect(core.view()).toMatchObject({ snapIndex: 3, snapTerm: 1, commit: 3, lastIndex: 4, lastTerm: 2 })
  })

  it.each([
    ['holds another term there', snapOf(4, 3)],
    ['holds another term there, and more behind it', snapOf(3, 3)],
    ['ends before it', snapOf(9, 3)],
  ])('drops the whole log if that %s (B50)', (_, meta) => {
    const core = follower()
    core.step(stored(meta))
    expect(core.view()).toMatchObject({ firstIndex: meta.index + 1, lastIndex: meta.index, lastTerm: 3 })
    expect(terms(core)).toEqual([])
  })

  it('is restored, and acknowledged, only once its record is durable', () => {
    const core = follower()
    const effects = core.step(stored(snapOf(9, 3), { session: 5 }))
    expect(effects).toMatchObject({ restore: null, apply: [], persist: { seq: 1, snap: { index: 9 } } })
    expect(effects.out).toMatchObject([{ after: 1, msg: { t: 'appResp', session: 5, ok: true, match: 9 } }])
    expect(core.view()).toMatchObject({ applied: 2, durableIndex: 2, commit: 9 })
    expect(finishWrites(core, effects).restore).toEqual(snapOf(9, 3))
    expect(core.view()).toMatchObject({ applied: 9, durableIndex: 9 })
  })

  it('lets nothing behind it be applied before it is restored (B39)', () => {
    const core = follower()
    const installed = core.step(stored(snapOf(9, 3)))
    const behind = [{ index: 10, term: 3, kind: 'noop' as const }]
    const appended = hand(core, 2, 3, append(9, 3, behind, 10))
    expect([...installed.apply, ...appended.apply]).toEqual([])
    expect(finishWrites(core, appended)).toMatchObject({ restore: snapOf(9, 3), apply: behind })
  })

  it('gives way to a newer one that comes before it is restored', () => {
    const core = follower()
    core.step(stored(snapOf(9, 3)))
    const newer = core.step(stored(snapOf(12, 3)))
    expect(finishWrites(core, newer).restore).toEqual(snapOf(12, 3))
    expect(core.view()).toMatchObject({ snapIndex: 12, applied: 12, firstIndex: 13 })
  })

  it.each([
    ['below commit', snapOf(1, 1)],
    ['at commit', snapOf(2, 1)],
  ])('%s changes nothing and is acknowledged with commit, offered or whole (B52)', (_, meta) => {
    const core = follower()
    const before = core.view()
    for (const effects of [core.step(stored(meta)), hand(core, 2, 3, { t: 'snap', meta, session: 1 })]) {
      expect(only(effects)).toMatchObject({ t: 'appResp', ok: true, match: 2 })
      expect(effects).toMatchObject({ persist: null, restore: null })
    }
    expect(core.view()).toEqual({
      ...before,
      leader: 2,
      timeoutTicks: core.view().timeoutTicks,
      elapsedTicks: 0,
    })
  })

  it('twice is installed once, and the copy is acknowledged (B52)', () => {
    const core = follower()
    finishWrites(core, core.step(stored(snapOf(9, 3))))
    expect(core.step(stored(snapOf(9, 3)))).toMatchObject({
      persist: null,
      out: [{ after: 0, msg: { match: 9 } }],
    })
    expect(core.view()).toMatchObject({ snapIndex: 9, lastIndex: 9 })
  })

  it('of a leader whose term is over is ignored', () => {
    const core = follower()
    hand(core, 3, 4, { t: 'hb', commit: 0, readSeq: 0 })
    expect(core.step(stored(snapOf(9, 3)))).toMatchObject({ out: [], persist: null })
    expect(core.view()).toMatchObject({ snapIndex: 0, leader: 3 })
  })

  it('makes a candidate of its term a follower, who takes it (B53)', () => {
    const core = oneCore({ boot: withLog([1], 2) })
    becomeCandidate(core)
    expect(core.view()).toMatchObject({ role: 'candidate', term: 3 })
    hand(core, 2, 3, { t: 'snap', meta: snapOf(9, 2), session: 1 })
    expect(core.view()).toMatchObject({ role: 'follower', leader: 2 })
    core.step(stored(snapOf(9, 2)))
    expect(core.view()).toMatchObject({ snapIndex: 9, commit: 9 })
  })

  it('that takes long keeps its follower from campaigning: each chunk restarts the timer (B57)', () => {
    const core = follower()
    for (let chunk = 0; chunk < 20; chunk += 1) {
      core.step({ t: 'snapChunk', from: 2, term: 3 })
      ticks(core, 19)
    }
    expect(core.view()).toMatchObject({ role: 'follower', leader: 2 })
    fireTimer(core)
    expect(core.view().role).toBe('preCandidate')
  })

  it('brings its configuration, also over one of the log that it drops', () => {
    const conf = configOf([1, 2], [3])
    const log = [...logOf(1, 1), { index: 3, term: 1, kind: 'conf' as const, conf: configOf([1, 2, 3, 4]) }]
    const core = oneCore({ boot: { hard: { term: 3, vote: 0 }, log } })
    expect(core.view()).toMatchObject({ conf: { voters: [1, 2, 3, 4] }, confIndex: 3 })
    const { events } = core.step(stored({ ...snapOf(9, 3), conf }))
    expect(core.view()).toMatchObject({ conf, confIndex: 9 })
    expect(events).toContainEqual(expect.objectContaining({ k: 'conf', index: 9, conf, what: 'active' }))
  })

  it('brings its configuration, and a later one of the kept log stays in force until it is cut (B60)', () => {
    const later = configOf([1, 2, 3, 4])
    const log = [...logOf(1, 1, 1), { index: 4, term: 1, kind: 'conf' as const, conf: later }]
    const core = oneCore({ boot: { hard: { term: 3, vote: 0 }, log } })
    core.step(stored(snapOf(3, 1)))
    expect(core.view()).toMatchObject({ conf: later, confIndex: 4 })
    hand(core, 2, 3, append(3, 1, [{ index: 4, term: 3, kind: 'noop' }]))
    expect(core.view()).toMatchObject({ conf: configOf([1, 2, 3]), confIndex: 3 })
  })
})

describe('a node behind the compaction point', () => {
  function behind(): SteppedCluster {
    const cluster = new SteppedCluster(3, { options: { marginEntries: 0 } })
    cluster.elect(1)
    for (const other of [1, 2]) cluster.cutBoth(other, 3)
    for (const data of ['"a"', '"b"', '"c"']) cluster.propose(1, data)
    cluster.settle()
    cluster.takeSnapshot(1)
    cluster.settle()
    return cluster
  }

  it('whose timer has fired ends as a follower with the snapshot (B16)', () => {
    const cluster = behind()
    cluster.campaign(3)
    cluster.settle()
    expect(cluster.view(3)).toMatchObject({ role: 'preCandidate', term: 1 })
    cluster.heal()
    cluster.tick(1, 2)
    cluster.settle()
    expect(cluster.view(3)).toMatchObject({
      role: 'follower',
      leader: 1,
      snapIndex: 4,
      applied: 4,
      commit: 4,
    })
    expect(cluster.at(3).applied).toEqual(cluster.at(1).applied)
  })

  it('that is blank catches up from a leader compacted to its tip, who restarted (B34)', () => {
    const cluster = behind()
    cluster.heal()
    cluster.crash(1)
    cluster.crash(2)
    cluster.restart(1)
    cluster.start(4, configOf([1, 2, 3]))
    expect(cluster.view(1)).toMatchObject({
      firstIndex: 5,
      lastIndex: 4,
      snapIndex: 4,
      commit: 4,
      applied: 4,
    })
    cluster.restart(2)
    cluster.elect(1)
    cluster.configure(1, configOf([1, 2, 3], [4]))
    cluster.settle()
    expect(cluster.view(4)).toMatchObject({ snapIndex: 4, applied: 6, conf: { learners: [4] } })
    expect(cluster.at(4).applied).toEqual(cluster.at(1).applied)
  })
})
