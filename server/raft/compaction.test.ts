import { describe, expect, it } from 'vitest'
import { acknowledgement, append, becomeLeader, bodies, hand, oneCore, only } from './testing/one.ts'
import { logOf, withLog } from './stepped/boot.ts'
import { snapOf } from './testing/one.ts'
import type { Boot, Effects, Options, RaftCore } from './types.ts'

const terms = (core: RaftCore): number[] => core.entries(1, core.view().lastIndex).map(({ term }) => term)

/** Six entries of term 1, all applied. */
function full(options: Partial<Options> = {}): RaftCore {
  const core = oneCore({ boot: { ...withLog([1, 1, 1, 1, 1, 1]), commit: 6 }, options })
  core.step({ t: 'tick' })
  core.step({ t: 'applied', index: 6 })
  return core
}

describe('an own snapshot', () => {
  it('shortens the log at once and is told to the disk', () => {
    const core = full({ marginEntries: 0 })
    expect(core.step({ t: 'compact', snap: snapOf(4, 1) })).toMatchObject({
      persist: { seq: 1, hard: null, truncateFrom: null, append: [], snap: snapOf(4, 1) },
      events: [{ k: 'compact', index: 4, snapTerm: 1, source: 'own' }],
    })
    expect(core.view()).toMatchObject({
      firstIndex: 5,
      lastIndex: 6,
      snapIndex: 4,
      snapTerm: 1,
      durableIndex: 6,
    })
    expect(terms(core)).toEqual([1, 1])
  })

  it('of everything leaves an empty log that goes on behind it', () => {
    const core = full({ marginEntries: 0 })
    core.step({ t: 'compact', snap: snapOf(6, 1) })
    expect(core.view()).toMatchObject({ firstIndex: 7, lastIndex: 6, lastTerm: 1 })
    hand(core, 2, 2, append(6, 1, [{ index: 7, term: 2, kind: 'noop' }]))
    expect(core.view()).toMatchObject({ firstIndex: 7, lastIndex: 7, lastTerm: 2 })
  })

  it.each([
    ['of entries', { marginEntries: 2 }, 3],
    ['of bytes', { marginEntries: 10, marginBytes: 3 * 64 }, 2],
    ['that is longer than the log', { marginEntries: 10 }, 1],
  ])('keeps a margin %s in memory', (_, margin, firstIndex) => {
    const core = full(margin)
    core.step({ t: 'compact', snap: snapOf(4, 1) })
    expect(core.view()).toMatchObject({ firstIndex, snapIndex: 4 })
    core.step({ t: 'compact', snap: snapOf(4, 1) })
    expect(core.view().firstIndex).toBe(firstIndex)
  })

  it('that is not newer than the last one changes nothing: the snapshot index never goes down (B52)', () => {
    const core = full({ marginEntries: 0 })
    core.step({ t: 'compact', snap: snapOf(4, 1) })
    const before = core.view()
    for (const index of [3, 4]) {
      expect(core.step({ t: 'compact', snap: snapOf(index, 1) })).toMatchObject({ persist: null, events: [] })
    }
    expect(core.view()).toEqual(before)
  })

  it.each([
    ['what is not applied', snapOf(7, 1), /applied is 6/],
    ['another term', snapOf(4, 2), /not in the log/],
    [
      'another configuration',
      { ...snapOf(4, 1), conf: { voters: [1], outgoing: [], learners: [] } },
      /another/,
    ],
  ])('of %s ends the process', (_, snap, why) => {
    expect(() => full().step({ t: 'compact', snap })).toThrow(why)
  })
})

describe('an append from before the own snapshot', () => {
  it('is answered with commit: all of that is committed, so the leader has it too (B20)', () => {
    const core = full({ marginEntries: 0 })
    core.step({ t: 'compact', snap: snapOf(5, 1) })
    const old = hand(core, 2, 1, append(2, 1, logOf(1, 1, 1, 1).slice(2), 3))
    expect(only(old)).toMatchObject({ t: 'appResp', ok: true, match: 6 })
    expect(core.view()).toMatchObject({ lastIndex: 6, commit: 6 })
  })
})

describe('a life that begins with a snapshot', () => {
  const boot = (log: Boot['log']): Partial<Boot> => ({ hard: { term: 3, vote: 0 }, snap: snapOf(3, 2), log })

  it.each([
    ['nothing', logOf(), 4, []],
    ['only what is behind it', logOf(1, 2, 2, 2, 3).slice(3), 4, [2, 3]],
    ['all from the first entry on', logOf(1, 2, 2, 2), 1, [1, 2, 2, 2]],
    ['some from before it', logOf(1, 2, 2, 2).slice(1), 3, [2, 2]],
    ['a log that ends before it', logOf(1, 2), 4, []],
    ['another history', logOf(1, 1, 1, 1), 4, []],
  ])('and %s in the log (B50, B51)', (_, log, firstIndex, expected) => {
    const core = oneCore({ boot: boot(log) })
    const lastIndex = firstIndex + expected.length - 1
    expect(core.view()).toMatchObject({ firstIndex, lastIndex, snapIndex: 3, durableIndex: lastIndex })
    expect(terms(core)).toEqual(expected)
  })

  it('has its machine from there and commits no less (B23)', () => {
    const core = oneCore({ boot: { ...boot(logOf(1, 2, 2, 2)), commit: 4 } })
    expect(core.view()).toMatchObject({ commit: 4, applied: 3 })
    expect(core.step({ t: 'tick' })).toMatchObject({ restore: null, apply: [{ index: 4 }] })
    expect(oneCore({ boot: boot([]) }).view()).toMatchObject({ commit: 3, applied: 3 })
  })

  it('is refused if entries are missing between the two', () => {
    expect(() => oneCore({ boot: boot(logOf(1, 2, 2, 2, 3).slice(4)) })).toThrow(/no entries from 4/)
  })
})

describe('a leader whose follower needs what is compacted', () => {
  const missing = { t: 'appResp', session: 1, ok: false, rejectPrev: 6, hintIndex: 0, hintTerm: 0 } as const
  const kinds = (effects: Effects): string[] => bodies(effects).map(({ t, to }) => `${t} ${to}`)
  const stateOf2 = (core: RaftCore) => core.view().progress[0]

  function offering(): RaftCore {
    const core = full({ marginEntries: 0 })
    core.step({ t: 'compact', snap: snapOf(5, 1) })
    becomeLeader(core)
    const effects = hand(core, 2, 2, missing)
    expect(bodies(effects)).toMatchObject([{ t: 'snap', to: 2, meta: snapOf(5, 1), session: 1 }])
    expect(stateOf2(core)).toMatchObject({ state: 'snapshot', match: 0, next: 6 })
    return core
  }

  it('offers its newest snapshot once and sends nothing else meanwhile', () => {
    const core = offering()
    const effects = core.step({ t: 'propose', req: 1, data: '"x"', bytes: 3 })
    expect(kinds(effects)).toEqual([])
    expect(kinds(hand(core, 2, 2, { t: 'hbResp', readSeq: 0 }))).toEqual([])
    expect(kinds(hand(core, 2, 2, missing))).toEqual([])
  })

  it('goes on behind the snapshot when that is acknowledged, whichever one it was', () => {
    for (const match of [5, 6]) {
      const core = offering()
      expect(bodies(hand(core, 2, 2, acknowledgement(match)))).toMatchObject([{ t: 'app', prevIndex: match }])
      expect(stateOf2(core)).toMatchObject({ state: 'replicate', match })
    }
  })

  it('stays where it is on an answer that does not reach its log', () => {
    const core = offering()
    expect(kinds(hand(core, 2, 2, acknowledgement(3)))).toEqual([])
    expect(stateOf2(core)).toMatchObject({ state: 'snapshot', match: 3 })
  })

  it('offers again after a failure, but waits for a sign of life first', () => {
    const core = offering()
    expect(kinds(core.step({ t: 'snapStatus', to: 2, ok: false }))).toEqual([])
    expect(stateOf2(core)).toMatchObject({ state: 'probe', next: 1 })
    expect(kinds(core.step({ t: 'propose', req: 1, data: '"x"', bytes: 3 }))).toEqual([])
    expect(kinds(hand(core, 2, 2, { t: 'hbResp', readSeq: 0 }))).toEqual(['snap 2'])
  })

  it('probes behind it after success, if the acknowledgement is lost', () => {
    const core = offering()
    core.step({ t: 'snapStatus', to: 2, ok: true })
    expect(stateOf2(core)).toMatchObject({ state: 'probe', next: 6 })
    expect(bodies(hand(core, 2, 2, { t: 'hbResp', readSeq: 0 }))).toMatchObject([{ t: 'app', prevIndex: 5 }])
  })

  it('ignores a late status, and acknowledgements of another session (B27)', () => {
    const core = offering()
    hand(core, 2, 2, { t: 'appResp', session: 9, ok: true, match: 5 })
    expect(stateOf2(core)).toMatchObject({ state: 'snapshot', match: 0 })
    hand(core, 2, 2, acknowledgement(5))
    const before = core.view()
    core.step({ t: 'snapStatus', to: 2, ok: false })
    expect(core.view()).toEqual(before)
  })
})
