import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import type { OutgoingFrame } from '../transport/port.ts'
import type { Beat, BeatAnswer } from '../transport/beat-codec.ts'
import { decodeBeatAnswers, decodeBeats } from '../transport/beat-codec.ts'
import { createBeats } from './beats.ts'
import type { Beats } from './beats.ts'

const beat = (g: number, to: number, readSeq = 0, term = 1): Beat => ({
  t: 'hb',
  g,
  from: g * 10 + 1,
  to,
  term,
  commit: 4,
  readSeq,
})
const answer = (g: number, from: number, readSeq = 0, term = 1): Extract<BeatAnswer, { t: 'hbResp' }> => ({
  t: 'hbResp',
  g,
  from,
  to: g * 10 + 1,
  term,
  readSeq,
})

function flushed(beats: Beats): { to: NodeId; frame: OutgoingFrame }[] {
  const sent: { to: NodeId; frame: OutgoingFrame }[] = []
  beats.flush((to, frame) => sent.push({ to, frame }))
  return sent
}
const bodyOf = (frame: OutgoingFrame | undefined): Buffer => Buffer.concat(frame?.body ?? [])

describe('answers that say nothing new', () => {
  const sentAt = (times: readonly number[], next: (at: number) => BeatAnswer & { t: 'hbResp' }): number[] => {
    let now = 0
    const beats = createBeats(() => now)
    return times.filter((at) => {
      now = at
      beats.answer('broker-1', next(at))
      return flushed(beats).length > 0
    })
  }

  it('are left out every second time, so a leader hears five in every ten beats', () => {
    expect(sentAt([0, 50, 100, 150, 200, 250], () => answer(3, 32, 1))).toEqual([0, 100, 200])
  })

  it('are never left out twice in a row, however late the beats come', () => {
    expect(sentAt([0, 74, 149, 220], () => answer(3, 32, 1))).toEqual([0, 149])
    expect(sentAt([0, 80, 160], () => answer(3, 32, 1))).toEqual([0, 80, 160])
  })

  it('leave at once when they confirm a read, speak of a newer term, or go to another leader', () => {
    expect(sentAt([0, 1, 2], (at) => answer(3, 32, at))).toEqual([0, 1, 2])
    expect(sentAt([0, 1, 2], (at) => answer(3, 32, 1, 1 + at))).toEqual([0, 1, 2])
    expect(sentAt([0, 1], (at) => ({ ...answer(3, 32, 1), to: 31 + at }))).toEqual([0, 1])
  })
})

describe('folded beats', () => {
  it('B78: all groups for one peer leave in one frame of group 0', () => {
    const beats = createBeats(() => 0)
    beats.beat('broker-2', beat(3, 32))
    beats.beat('broker-2', beat(4, 42))
    beats.beat('broker-3', beat(3, 33))
    const sent = flushed(beats)
    expect(sent.map(({ to, frame }) => [to, frame.kind, frame.group])).toEqual([
      ['broker-2', 'beat', 0],
      ['broker-3', 'beat', 0],
    ])
    expect(decodeBeats(bodyOf(sent[0]?.frame))).toEqual({ ok: true, value: [beat(3, 32), beat(4, 42)] })
    expect(flushed(beats)).toEqual([])
  })

  it('many reads of one cycle cost one beat: only the newest token leaves', () => {
    const beats = createBeats(() => 0)
    for (let token = 1; token <= 100; token += 1) beats.beat('broker-2', beat(3, 32, token))
    const sent = flushed(beats)
    expect(sent).toHaveLength(1)
    expect(decodeBeats(bodyOf(sent[0]?.frame))).toEqual({ ok: true, value: [beat(3, 32, 100)] })
  })

  it('B78: an answer counts for its group only, and the later token wins whatever the order', () => {
    const beats = createBeats(() => 0)
    beats.answer('broker-1', answer(3, 32, 7))
    beats.answer('broker-1', answer(3, 32, 6))
    beats.answer('broker-1', answer(4, 42, 1))
    const rows = decodeBeatAnswers(bodyOf(flushed(beats)[0]?.frame))
    expect(rows).toEqual({ ok: true, value: [answer(3, 32, 7), answer(4, 42, 1)] })
  })

  it('an answer of a newer term wins over a later token of an older one', () => {
    const beats = createBeats(() => 0)
    beats.answer('broker-1', answer(3, 32, 9, 1))
    beats.answer('broker-1', answer(3, 32, 0, 2))
    expect(decodeBeatAnswers(bodyOf(flushed(beats)[0]?.frame))).toEqual({
      ok: true,
      value: [answer(3, 32, 0, 2)],
    })
  })

  it('B78: a beat for a replica that is not here gets an explicit gone, beside the others', () => {
    const beats = createBeats(() => 0)
    beats.answer('broker-1', answer(3, 32))
    beats.gone('broker-1', beat(4, 42))
    const rows = decodeBeatAnswers(bodyOf(flushed(beats)[0]?.frame))
    expect(rows).toEqual({ ok: true, value: [answer(3, 32), { t: 'gone', g: 4, from: 42, to: 41 }] })
  })
})
