import { describe, expect, it } from 'vitest'
import { append, beat, becomeLeader, finishWrites, fireTimer, hand, oneCore } from './testing/one.ts'
import { logOf } from './stepped/boot.ts'
import { voteRequest } from './testing/one.ts'
import type { Body, Entry } from './types.ts'

const entry = (index: number, term: number): Entry => ({ index, term, kind: 'noop' })

describe('an acknowledgement', () => {
  it('waits for the record of its entries and of the term', () => {
    const effects = hand(oneCore(), 2, 1, append(0, 0, logOf(1, 1)))
    expect(effects.persist).toMatchObject({
      seq: 1,
      hard: { term: 1, vote: 0 },
      append: [{ index: 1 }, { index: 2 }],
    })
    expect(effects.out).toMatchObject([{ after: 1, msg: { ok: true, match: 2 } }])
  })

  it('of an empty append waits for the entries that it vouches for (B38)', () => {
    const core = oneCore()
    const first = hand(core, 2, 1, append(0, 0, logOf(1, 1)))
    const empty = hand(core, 2, 1, append(2, 1, []))
    expect(empty).toMatchObject({ persist: null, out: [{ after: 1, msg: { ok: true, match: 2 } }] })
    finishWrites(core, first)
    expect(hand(core, 2, 1, append(2, 1, [])).out[0]?.after).toBe(0)
  })

  it('of a doubled append waits for the first one’s record', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, logOf(1)))
    expect(hand(core, 2, 1, append(0, 0, logOf(1)))).toMatchObject({ persist: null, out: [{ after: 1 }] })
  })
})

describe('applying', () => {
  it('waits for the own disk, however long the entry is committed (B39)', () => {
    const core = oneCore()
    const first = hand(core, 2, 1, append(0, 0, logOf(1, 1), 2))
    expect(core.view()).toMatchObject({ commit: 2, durableIndex: 0 })
    expect(first.apply).toEqual([])
    expect(finishWrites(core, first).apply.map(({ index }) => index)).toEqual([1, 2])
  })

  it('gives each entry once per life, in order, from the first one on', () => {
    const boot = { hard: { term: 1, vote: 0 }, log: logOf(1, 1), commit: 2 }
    const core = oneCore({ boot })
    expect(core.step({ t: 'tick' }).apply.map(({ index }) => index)).toEqual([1, 2])
    expect(core.step({ t: 'tick' }).apply).toEqual([])
  })

  it('of what was never given out ends the process', () => {
    expect(() => oneCore().step({ t: 'applied', index: 1 })).toThrow(/before it was given out/)
  })
})

describe('a write in flight', () => {
  it('that is cut does not make the log durable again when it completes (B36)', () => {
    const core = oneCore()
    const old = hand(core, 2, 1, append(0, 0, logOf(1, 1, 1)))
    hand(core, 3, 2, append(1, 1, [entry(2, 2)]))
    expect(core.view()).toMatchObject({ lastIndex: 2, durableIndex: 0 })
    finishWrites(core, old)
    expect(core.view()).toMatchObject({ durableIndex: 1 })
  })

  it('that was replaced at the same index does not confirm the new entry (B37)', () => {
    const core = oneCore()
    const old = hand(core, 2, 1, append(0, 0, logOf(1, 1)))
    const replacing = hand(core, 3, 2, append(1, 1, [entry(2, 2)], 2))
    expect(finishWrites(core, old).apply.map(({ term }) => term)).toEqual([1])
    expect(finishWrites(core, replacing).apply.map(({ term }) => term)).toEqual([2])
  })
})

describe('messages without a promise', () => {
  it('leave at once, unless a term or a vote is still on its way to the disk', () => {
    const core = oneCore()
    const adopted = hand(core, 2, 1, beat())
    expect(adopted.out).toMatchObject([{ after: 1, msg: { t: 'hbResp' } }])
    expect(fireTimer(core).out.map(({ after }) => after)).toEqual([1, 1])
    finishWrites(core, adopted)
    expect(fireTimer(core).out.map(({ after }) => after)).toEqual([0, 0])
    hand(core, 2, 1, append(0, 0, logOf(1)))
    expect(hand(core, 2, 1, beat()).out[0]?.after).toBe(0)
    expect(hand(core, 3, 1, voteRequest('preVote', 0, 0)).out[0]?.after).toBe(0)
  })

  it('are all that a leader sends: its term and vote are durable since its election', () => {
    const core = oneCore()
    const elected = becomeLeader(core, false)
    expect(elected.out.map(({ after }) => after)).toEqual([0, 0])
    core.step({ t: 'tick' })
    expect(core.step({ t: 'tick' }).out.map(({ after }) => after)).toEqual([0, 0])
  })
})

describe('a step', () => {
  it('writes at most one record, holding all that changed', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, logOf(1, 1)))
    expect(hand(core, 3, 4, append(1, 1, [entry(2, 4)])).persist).toEqual({
      seq: 2,
      hard: { term: 4, vote: 0 },
      truncateFrom: 2,
      append: [entry(2, 4)],
      snap: null,
    })
  })

  it('numbers its records without a gap', () => {
    const core = oneCore()
    const steps: readonly [number, Body][] = [
      [1, beat()],
      [1, beat()],
      [2, beat()],
      [2, append(0, 0, logOf(2))],
    ]
    const seqs = steps.map(([term, body]) => hand(core, 2, term, body).persist?.seq)
    expect(seqs).toEqual([1, undefined, 2, 3])
  })
})
