import { describe, expect, test } from 'vitest'
import type { Beat, BeatAnswer } from './beat-codec.ts'
import { beatAnswerFrame, beatFrame, decodeBeatAnswers, decodeBeats } from './beat-codec.ts'

const bodyOf = (frame: { readonly body: readonly Uint8Array[] }): Buffer => Buffer.concat(frame.body)
const beat = (g: number): Beat => ({
  t: 'hb',
  g,
  from: g * 10,
  to: g * 10 + 1,
  term: g,
  commit: 5,
  readSeq: 2,
})

describe('folded heartbeats', () => {
  test('the heartbeats of all groups for one peer are one frame of group 0', () => {
    const beats = [beat(1), beat(3), beat(4)]
    const frame = beatFrame(beats)
    expect(frame).toMatchObject({ kind: 'beat', group: 0, from: 0, to: 0, info: { count: 3 } })
    expect(decodeBeats(bodyOf(frame))).toEqual({ ok: true, value: beats })
  })

  test('each group answers for itself, and an unknown replica is told gone by name (B78)', () => {
    const answers: BeatAnswer[] = [
      { t: 'hbResp', g: 1, from: 11, to: 10, term: 6, readSeq: 2 },
      { t: 'gone', g: 3, from: 31, to: 30 },
    ]
    const frame = beatAnswerFrame(answers)
    expect(JSON.parse(bodyOf(frame).toString())).toEqual([
      { g: 1, from: 11, to: 10, term: 6, readSeq: 2 },
      { g: 3, from: 31, to: 30, gone: true },
    ])
    expect(decodeBeatAnswers(bodyOf(frame))).toEqual({ ok: true, value: answers })
  })

  test('one wrong group spoils the frame: half a beat is never taken', () => {
    const good = { g: 1, from: 1, to: 2, term: 1, commit: 0, readSeq: 0 }
    for (const bad of [{ ...good, term: 'x' }, { ...good, commit: undefined }, null, 7]) {
      expect(decodeBeats(Buffer.from(JSON.stringify([good, bad]))).ok).toBe(false)
    }
    expect(decodeBeats(Buffer.from('{}')).ok).toBe(false)
    expect(decodeBeatAnswers(Buffer.from('[{"g":1,"from":1,"to":2,"gone":false}]')).ok).toBe(false)
    expect(decodeBeatAnswers(Buffer.from('[')).ok).toBe(false)
  })
})
