import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry, MessageOf } from '../raft/types.ts'
import type { Frame } from './frame.ts'
import type { OutgoingFrame } from './port.ts'
import { appends, singleMessages } from './messages.arbitrary.ts'
import { createRaftCodec, isSingleMessage, noSuchReplica } from './raft-codec.ts'

const codec = createRaftCodec()

function carried({ kind, group, from, to, body }: OutgoingFrame): Frame {
  const joined = Buffer.concat(body)
  return { kind, group, from, to, epoch: 1, number: 1, sentAt: 0, body: joined, bytes: joined.length }
}
const withBody = (kind: Frame['kind'], body: string | Buffer): Frame => ({
  ...carried({ kind, group: 3, from: 1, to: 2, body: [] }),
  body: Buffer.from(body),
})

const ENTRY: Entry = { index: 5, term: 2, kind: 'cmd', data: '{"op":"deposit","to":"zoë"}', bytes: 28 }
const APP: MessageOf<'app'> = {
  t: 'app',
  g: 3,
  from: 1,
  to: 2,
  term: 2,
  prevIndex: 4,
  prevTerm: 1,
  commit: 4,
  session: 9,
  entries: [ENTRY, { index: 6, term: 2, kind: 'noop' }],
}

describe('Raft messages on the wire', () => {
  test('every message survives encode and decode', () => {
    fc.assert(
      fc.property(singleMessages, (message) => {
        expect(codec.decode(carried(codec.encode(message)))).toEqual({ ok: true, value: message })
      }),
    )
  })

  test('an append reads as a head of JSON, a newline, and the commands as they are', () => {
    expect(Buffer.concat(codec.encode(APP).body).toString()).toBe(
      '{"prevIndex":4,"prevTerm":1,"commit":4,"session":9,"term":2,"e":[[2,"cmd",28],[2,"noop",0]]}\n' +
        '{"op":"deposit","to":"zoë"}',
    )
  })

  test('the bytes of an entry are made once and go to every peer', () => {
    const [, first] = codec.encode(APP).body
    const [, second] = codec.encode({ ...APP, to: 4, prevIndex: 4, session: 1 }).body
    expect(second).toBe(first)
  })

  test('a command is passed on, never parsed: text that is no JSON arrives as it was', () => {
    const entry: Entry = { index: 5, term: 2, kind: 'cmd', data: '{"op": }', bytes: 8 }
    const decoded = codec.decode(carried(codec.encode({ ...APP, entries: [entry] })))
    expect(decoded).toMatchObject({ ok: true, value: { entries: [entry] } })
  })

  test('the record of a message says term, count and outcome', () => {
    const place = { g: 3, from: 1, to: 2, term: 4 }
    expect(codec.encode(APP).info).toEqual({ term: 2, count: 2 })
    expect(codec.encode({ ...place, t: 'voteResp', granted: false }).info).toEqual({ term: 4, ok: false })
    expect(codec.encode({ ...place, t: 'appResp', session: 1, ok: true, match: 3 }).info).toEqual({
      term: 4,
      ok: true,
    })
  })

  test('an append cut short or made longer anywhere is an error value, never entries', () => {
    fc.assert(
      fc.property(appends, fc.nat(), fc.boolean(), (message, random, longer) => {
        const whole = Buffer.concat(codec.encode(message).body)
        const body = longer
          ? Buffer.concat([whole, Buffer.from('x')])
          : whole.subarray(0, random % whole.length)
        expect(codec.decode(withBody('app', body)).ok).toBe(false)
      }),
    )
  })

  test.each([
    ['vote', '{"term":1,"lastIndex":1,"lastTerm":1}', 'force'],
    ['vote', '{"term":-1,"lastIndex":1,"lastTerm":1,"force":false}', 'term'],
    ['appResp', '{"term":1,"session":1,"ok":true}', 'match'],
    ['appResp', '{"term":1,"session":1,"match":1}', 'ok'],
    ['readIndexResp', '{"term":1,"req":1,"index":1.5}', 'index'],
    ['voteResp', '[]', 'not an object'],
    ['voteResp', 'granted', 'not JSON'],
    ['app', '{"term":1}', 'does not end'],
    ['app', '{"prevIndex":1,"prevTerm":1,"commit":1,"session":1,"term":1}\n', 'no list'],
    ['app', '{"prevIndex":1,"prevTerm":1,"commit":1,"session":1,"term":1,"e":[[1,"odd",0]]}\n', 'head'],
    ['app', '{"prevIndex":1,"prevTerm":1,"commit":1,"session":1,"term":1,"e":[[1,"conf",2]]}\n{}', 'whole'],
    ['call', '{}', 'not a Raft message'],
  ] as const)('a %s of %s is refused: %s', (kind, body, why) => {
    const decoded = codec.decode(withBody(kind, body))
    expect(decoded.ok ? '' : decoded.error).toContain(why)
  })

  test('bytes that are no text are refused, or they would grow on the way to the next peer', () => {
    const head = '{"prevIndex":1,"prevTerm":1,"commit":1,"session":1,"term":1,"e":[[1,"cmd",1]]}\n'
    const decoded = codec.decode(withBody('app', Buffer.concat([Buffer.from(head), Buffer.from([0xff])])))
    expect(decoded).toEqual({ ok: false, error: 'the append is not UTF-8' })
  })

  test('an append with a hole is a broken invariant of the core', () => {
    expect(() => codec.encode({ ...APP, prevIndex: 3 })).toThrow('contiguous')
  })

  test('heartbeats and snapshots have no frame of their own', () => {
    expect(isSingleMessage(APP)).toBe(true)
    expect(isSingleMessage({ t: 'hb', g: 3, from: 1, to: 2, term: 1, commit: 0, readSeq: 0 })).toBe(false)
  })

  test('a frame for a replica that is not here is answered by the name of the missing one (B61)', () => {
    const answer = noSuchReplica(carried(codec.encode(APP)))
    expect(answer).toMatchObject({ kind: 'noSuchReplica', group: 3, from: 2, to: 1 })
  })
})
