import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame } from './frame.ts'
import { FRAME_KINDS, BULK_LANE } from './frame-kinds.ts'
import { MAX_FRAME_BYTES } from './frame.ts'
import { configs } from './messages.arbitrary.ts'
import type { OutgoingFrame } from './port.ts'
import { CHUNK_BYTES, decodeSnapshot, snapshotFrame } from './snapshot-codec.ts'
import type { SnapshotMessage } from './snapshot-codec.ts'

function carried({ kind, group, from, to, body }: OutgoingFrame): Frame {
  const joined = Buffer.concat(body)
  return { kind, group, from, to, epoch: 1, number: 1, sentAt: 0, body: joined, bytes: joined.length }
}
const ends = { g: fc.nat(), from: fc.nat(), to: fc.nat(), id: fc.nat() }
const name = fc.string({ minLength: 1 })
const meta = fc.record({ index: fc.nat(), term: fc.nat(), conf: configs, bytes: fc.nat(), crc: fc.string() })
const messages: fc.Arbitrary<SnapshotMessage> = fc.oneof(
  fc.record({
    t: fc.constant('offer' as const),
    ...ends,
    term: fc.nat(),
    session: fc.nat(),
    meta,
    parts: fc.array(fc.record({ name, bytes: fc.nat(), crc: fc.string() })),
  }),
  fc.record({ t: fc.constant('need' as const), ...ends, missing: fc.array(name), at: fc.nat() }),
  fc.record({ t: fc.constant('chunkAck' as const), ...ends, name, at: fc.nat() }),
  fc.record({ t: fc.constant('done' as const), ...ends, ok: fc.boolean(), why: fc.string() }),
  fc.record({
    t: fc.constant('chunk' as const),
    ...ends,
    term: fc.nat(),
    name,
    at: fc.nat(),
    bytes: fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => Buffer.from(text)),
  }),
)
const chunk = (bytes: Buffer): Frame =>
  carried(snapshotFrame({ t: 'chunk', g: 3, from: 1, to: 2, id: 7, term: 1, name: 'document', at: 0, bytes }))

describe('snapshot frames', () => {
  test('every message survives encode and decode, and travels in the bulk lane', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const frame = carried(snapshotFrame(message))
        expect(FRAME_KINDS[frame.kind].lane).toBe(BULK_LANE)
        expect(decodeSnapshot(message.t, frame)).toEqual({ ok: true, value: message })
      }),
    )
  })

  test('a body of another kind, or of none, is refused', () => {
    const offer = carried(snapshotFrame({ t: 'need', g: 3, from: 1, to: 2, id: 7, missing: [], at: 0 }))
    expect(decodeSnapshot('done', offer).ok).toBe(false)
    for (const body of ['', '{}', '[]', '{"t":"done","id":-1,"ok":true,"why":""}', 'no head ends here'])
      for (const kind of ['offer', 'need', 'chunk', 'chunkAck', 'done'] as const)
        expect(decodeSnapshot(kind, { ...offer, kind, body: Buffer.from(body) }).ok).toBe(false)
  })

  test('B79: a chunk is never above its limit, never empty, and always text', () => {
    expect(decodeSnapshot('chunk', chunk(Buffer.alloc(CHUNK_BYTES, 'x'))).ok).toBe(true)
    expect(decodeSnapshot('chunk', chunk(Buffer.alloc(CHUNK_BYTES + 1, 'x'))).ok).toBe(false)
    expect(decodeSnapshot('chunk', chunk(Buffer.alloc(0))).ok).toBe(false)
    expect(decodeSnapshot('chunk', chunk(Buffer.from([0xc3]))).ok).toBe(false)
    expect(chunk(Buffer.alloc(CHUNK_BYTES, 'x')).bytes).toBeLessThan(MAX_FRAME_BYTES)
  })
})
