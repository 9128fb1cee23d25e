import { describe, expect, it } from 'vitest'
import { MAX_WAITING_READS } from './limits.ts'
import {
  acknowledgement,
  append,
  becomeLeader,
  bodies,
  finishWrites,
  fireTimer,
  hand,
} from './testing/one.ts'
import { logOf } from './stepped/boot.ts'
import { oneCore, only, ticks, beat } from './testing/one.ts'
import type { Body, Effects, RaftCore } from './types.ts'

const read = (core: RaftCore, req: number): Effects => core.step({ t: 'readIndex', req })
const echo = (readSeq: number): Body => ({ t: 'hbResp', readSeq })

/** Leader of term 1 whose no-op is committed and applied. */
function settled(): RaftCore {
  const core = oneCore()
  becomeLeader(core)
  const committed = hand(core, 2, 1, acknowledgement(1))
  core.step({ t: 'applied', index: committed.apply.at(-1)?.index ?? 0 })
  return core
}

describe('a read at the leader', () => {
  it('waits until an entry of the own term is committed (B65)', () => {
    const core = oneCore()
    becomeLeader(core)
    expect(read(core, 1)).toMatchObject({ out: [], reads: [], refused: [] })
    hand(core, 2, 1, echo(0))
    const committed = hand(core, 2, 1, acknowledgement(1))
    expect(bodies(committed)).toMatchObject([{ t: 'app' }, { t: 'hb', readSeq: 1 }, { t: 'hb', readSeq: 1 }])
    core.step({ t: 'applied', index: 1 })
    expect(hand(core, 3, 1, echo(1)).reads).toEqual([{ req: 1, index: 1 }])
  })

  it('is confirmed by a majority that echoes its token or a later one, counting the leader (B66)', () => {
    const core = settled()
    expect(bodies(read(core, 1))).toMatchObject([
      { t: 'hb', to: 2, readSeq: 1 },
      { to: 3, readSeq: 1 },
    ])
    expect(hand(core, 2, 1, echo(1)).reads).toEqual([{ req: 1, index: 1 }])
  })

  it('of five needs three: half is not a majority (B66)', () => {
    const core = inOffice([1, 2, 3, 4, 5])
    read(core, 1)
    expect(hand(core, 2, 1, echo(1)).reads).toEqual([])
    expect(hand(core, 2, 1, echo(1)).reads).toEqual([])
    expect(hand(core, 3, 1, echo(1)).reads).toEqual([{ req: 1, index: 1 }])
  })

  it('of four needs three: the leader and one more are half, not a majority (B66)', () => {
    const core = inOffice([1, 2, 3, 4])
    read(core, 1)
    expect(hand(core, 4, 1, echo(1)).reads).toEqual([])
    expect(hand(core, 2, 1, echo(1)).reads).toEqual([{ req: 1, index: 1 }])
  })

  it('is not confirmed by a late answer to an earlier beat (B64)', () => {
    const core = settled()
    read(core, 1)
    hand(core, 2, 1, echo(1))
    expect(read(core, 2).out).toMatchObject([{ msg: { readSeq: 2 } }, { msg: { readSeq: 2 } }])
    expect(hand(core, 3, 1, echo(1)).reads).toEqual([])
    expect(hand(core, 3, 1, echo(2)).reads).toEqual([{ req: 2, index: 1 }])
  })

  it('shares a token with all that came while a round was under way: one beat per round trip', () => {
    const core = settled()
    read(core, 1)
    expect(read(core, 2).out).toEqual([])
    expect(read(core, 3).out).toEqual([])
    const first = hand(core, 2, 1, echo(1))
    expect(first.reads).toEqual([{ req: 1, index: 1 }])
    expect(bodies(first)).toMatchObject([{ t: 'hb', readSeq: 2 }, { readSeq: 2 }])
    expect(hand(core, 2, 1, echo(2)).reads.map(({ req }) => req)).toEqual([2, 3])
  })

  it('goes out again with each beat if the first was lost', () => {
    const core = settled()
    read(core, 1)
    const [, second] = ticks(core, 2)
    expect(second === undefined ? [] : bodies(second)).toMatchObject([{ readSeq: 1 }, { readSeq: 1 }])
    expect(hand(core, 3, 1, echo(1)).reads).toHaveLength(1)
  })

  it('is ready only when its index is applied here (B72)', () => {
    const core = settled()
    const proposed = core.step({ t: 'propose', req: 1, data: '1', bytes: 1 })
    finishWrites(core, proposed)
    hand(core, 2, 1, acknowledgement(2))
    read(core, 2)
    expect(hand(core, 2, 1, echo(1)).reads).toEqual([])
    expect(core.step({ t: 'applied', index: 2 }).reads).toEqual([{ req: 2, index: 2 }])
  })

  it('does not wait for others that need more to be applied', () => {
    const core = settled()
    read(core, 1)
    finishWrites(core, core.step({ t: 'propose', req: 2, data: '1', bytes: 1 }))
    hand(core, 2, 1, acknowledgement(2))
    read(core, 3)
    expect(hand(core, 2, 1, echo(1)).reads).toEqual([{ req: 1, index: 1 }])
    expect(hand(core, 2, 1, echo(2)).reads).toEqual([])
    expect(core.step({ t: 'applied', index: 2 }).reads).toEqual([{ req: 3, index: 2 }])
  })

  it('is dropped when the leader loses its office', () => {
    const core = settled()
    read(core, 1)
    expect(hand(core, 3, 2, echo(0)).refused).toEqual([{ req: 1, why: 'dropped', leader: 0 }])
    expect(hand(core, 3, 1, echo(1)).reads).toEqual([])
  })

  it('of a group of one is confirmed at once', () => {
    const core = oneCore({ voters: [1] })
    finishWrites(core, finishWrites(core, fireTimer(core)))
    core.step({ t: 'applied', index: 1 })
    expect(read(core, 1)).toMatchObject({ out: [], reads: [{ req: 1, index: 1 }] })
  })
})

/** Elected by 2 and 3, who also hold its no-op. */
function inOffice(voters: readonly number[]): RaftCore {
  const core = oneCore({ voters })
  fireTimer(core)
  hand(core, 2, 1, { t: 'preVoteResp', granted: true })
  finishWrites(core, hand(core, 3, 1, { t: 'preVoteResp', granted: true }))
  hand(core, 2, 1, { t: 'voteResp', granted: true })
  finishWrites(core, hand(core, 3, 1, { t: 'voteResp', granted: true }))
  hand(core, 2, 1, acknowledgement(1))
  hand(core, 3, 1, acknowledgement(1))
  core.step({ t: 'applied', index: 1 })
  return core
}

describe('a read at a follower', () => {
  it('asks the leader and is ready once its index is applied here', () => {
    const core = oneCore()
    const got = hand(core, 2, 1, append(0, 0, logOf(1, 1), 1))
    finishWrites(core, got)
    core.step({ t: 'applied', index: 1 })
    expect(only(read(core, 5))).toMatchObject({ t: 'readIndex', to: 2, req: 5, term: 1 })
    expect(hand(core, 2, 1, { t: 'readIndexResp', req: 5, index: 2 }).reads).toEqual([])
    expect(hand(core, 2, 1, beat(2)).apply).toMatchObject([{ index: 2 }])
    expect(core.step({ t: 'applied', index: 2 }).reads).toEqual([{ req: 5, index: 2 }])
  })

  it('is answered by the leader after a round like its own', () => {
    const core = settled()
    const asked = hand(core, 2, 1, { t: 'readIndex', req: 44 })
    expect(bodies(asked)).toMatchObject([{ t: 'hb', readSeq: 1 }, { t: 'hb' }])
    expect(only(hand(core, 2, 1, echo(1)))).toMatchObject({ t: 'readIndexResp', to: 2, req: 44, index: 1 })
  })

  it('without a known leader is refused', () => {
    expect(read(oneCore(), 1).refused).toEqual([{ req: 1, why: 'notLeader', leader: 0 }])
  })

  it('is dropped when the leader changes, and an answer that comes late finds nothing', () => {
    const core = oneCore()
    hand(core, 2, 1, beat())
    read(core, 1)
    expect(hand(core, 3, 2, beat()).refused).toEqual([{ req: 1, why: 'dropped', leader: 3 }])
    expect(hand(core, 3, 2, { t: 'readIndexResp', req: 1, index: 0 }).reads).toEqual([])
  })

  it('is dropped after an election timeout', () => {
    const core = oneCore()
    hand(core, 2, 1, beat())
    read(core, 1)
    ticks(core, 19)
    hand(core, 2, 1, beat())
    expect(core.step({ t: 'tick' }).refused).toEqual([{ req: 1, why: 'dropped', leader: 2 }])
  })

  it('is never forwarded a second time (B71)', () => {
    const core = oneCore()
    hand(core, 2, 1, beat())
    expect(hand(core, 3, 1, { t: 'readIndex', req: 8 }).out).toEqual([])
  })

  it('above the limit of waiting reads is dropped', () => {
    const core = oneCore()
    hand(core, 2, 1, beat())
    for (let req = 1; req <= MAX_WAITING_READS; req += 1) read(core, req)
    expect(read(core, 9_999).refused).toEqual([{ req: 9_999, why: 'dropped', leader: 2 }])
  })
})
