import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FrameHeader } from './frame.ts'
import { ALL_KINDS, FRAME_KINDS, kindOf } from './frame-kinds.ts'
import { bodyBytes, encodeFrame, HEADER_BYTES, MAX_FRAME_BYTES } from './frame.ts'
import { FrameDecoder } from './frame-decoder.ts'

const u32 = fc.nat({ max: 2 ** 32 - 1 })
const headers: fc.Arbitrary<FrameHeader> = fc.record({
  kind: fc.constantFrom(...ALL_KINDS),
  group: u32,
  from: u32,
  to: u32,
  epoch: u32,
  number: u32,
  sentAt: fc.double({ min: 0, max: 1e12, noNaN: true }),
})
const bodies = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 })
const frames = fc.tuple(headers, bodies)

const HEADER: FrameHeader = { kind: 'app', group: 3, from: 7, to: 8, epoch: 2, number: 41, sentAt: 12.5 }
const BODY = Buffer.from('{"prevIndex":1}\n"deposit"')

const plain = ({
  body,
  bytes: _bytes,
  ...header
}: FrameHeader & { body: Buffer; bytes: number }): unknown => ({
  ...header,
  body: body.toString('hex'),
})
const wanted = ([header, body]: [FrameHeader, Uint8Array[]]): unknown => ({
  ...header,
  body: Buffer.concat(body).toString('hex'),
})

describe('frames', () => {
  test('the header has the bytes it always had', () => {
    const bytes = encodeFrame(HEADER, [Buffer.from('{}')])
    expect(
      bytes
        .subarray(0, HEADER_BYTES)
        .toString('hex')
        .replace(/(.{8})/g, '$1 ')
        .trim(),
    ).toBe('00000026 7c4b934b 0102001e 00000003 00000007 00000008 00000002 00000029 40290000 00000000')
  })

  test('every kind has a number of its own, and its lane follows from it', () => {
    expect(new Set(ALL_KINDS.map((kind) => FRAME_KINDS[kind].number)).size).toBe(ALL_KINDS.length)
    for (const kind of ALL_KINDS) expect(kindOf(FRAME_KINDS[kind].number)).toBe(kind)
  })

  test('every frame survives encode and decode, wherever the stream is split', () => {
    const splits = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(frames, { minLength: 1, maxLength: 5 }), splits, (sent, sizes) => {
        const stream = Buffer.concat(sent.map(([header, body]) => encodeFrame(header, body)))
        const decoder = new FrameDecoder()
        const got: unknown[] = []
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          const decoded = decoder.push(stream.subarray(at, at + size))
          expect(decoded.fault).toBeNull()
          got.push(...decoded.frames.map(plain))
          at += size
        }
        expect(got).toEqual(sent.map(wanted))
      }),
    )
  })

  test('two frames split at every single place come out as two frames', () => {
    const one = encodeFrame(HEADER, [BODY])
    const stream = Buffer.concat([one, one])
    for (let at = 0; at <= stream.length; at += 1) {
      const decoder = new FrameDecoder()
      const got = [
        ...decoder.push(stream.subarray(0, at)).frames,
        ...decoder.push(stream.subarray(at)).frames,
      ]
      expect(got.map(({ body }) => body.toString())).toEqual([BODY.toString(), BODY.toString()])
    }
  })

  test('a frame damaged in any bit of any byte is never taken, nor anything behind it', () => {
    const good = encodeFrame(HEADER, [BODY])
    // Enough behind it that a length grown by a flip is filled, except one beyond every limit.
    const behind = Buffer.alloc(MAX_FRAME_BYTES, 0x20)
    for (let at = 0; at < good.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const bad = Buffer.concat([good, at < 4 ? behind : good])
        bad[at] = (bad[at] ?? 0) ^ (1 << bit)
        const decoded = new FrameDecoder().push(bad)
        expect(decoded.frames, `byte ${at}, bit ${bit}`).toEqual([])
        expect(decoded.fault, `byte ${at}, bit ${bit}`).not.toBeNull()
      }
    }
  })

  test('frames before a fault are good, and after it nothing is read any more', () => {
    const good = encodeFrame(HEADER, [BODY])
    const bad = Buffer.from(good)
    bad[HEADER_BYTES] = 0
    const decoder = new FrameDecoder()
    const decoded = decoder.push(Buffer.concat([good, bad, good]))
    expect(decoded.frames).toHaveLength(1)
    expect(decoded.fault).toBe('crc')
    expect(decoder.push(good)).toEqual({ frames: [], fault: 'crc' })
  })

  test.each([
    ['version', 8, 2],
    ['lane', 9, 3],
    ['kind', 11, 99],
  ])('a frame with a right CRC and a strange %s is refused', (fault, at, value) => {
    const frame = encodeFrame(HEADER, [BODY])
    frame[at] = value
    frame.writeUInt32BE(crc32(frame.subarray(8)), 4)
    expect(new FrameDecoder().push(frame)).toEqual({ frames: [], fault })
  })

  test('a length below the header or above the limit is refused at once (B79)', () => {
    for (const length of [0, HEADER_BYTES - 5, MAX_FRAME_BYTES - 3, 2 ** 32 - 1]) {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(length)
      expect(new FrameDecoder().push(bytes).fault).toBe('length')
    }
  })

  test('the largest frame passes, a byte more is a broken invariant (B79)', () => {
    const body = Buffer.alloc(MAX_FRAME_BYTES - HEADER_BYTES)
    const { frames } = new FrameDecoder().push(encodeFrame(HEADER, [body]))
    expect(frames.map(({ bytes }) => bytes)).toEqual([MAX_FRAME_BYTES])
    expect(() => encodeFrame(HEADER, [body, Buffer.alloc(1)])).toThrow('B79')
    expect(bodyBytes([body, Buffer.alloc(1)])).toBe(MAX_FRAME_BYTES - HEADER_BYTES + 1)
  })
})
