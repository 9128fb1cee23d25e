// One frame: a binary header of 40 bytes, then the body. Pure. Integers are big-endian.
//
//    0 u32 length (of all that follows)   4 u32 crc32 (of all that follows)
//    8 u8 version   9 u8 lane            10 u16 kind          12 u32 group
//   16 u32 from    20 u32 to             24 u32 epoch         28 u32 number     32 f64 sentAt
//
// The sender's time travels along, so that one record made by the receiver tells both ends of a flight.

import { crc32 } from 'node:zlib'
import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import type { FrameKind } from './frame-kinds.ts'
import type { Result } from '../../shared/result.ts'
import { assert } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import { FRAME_KINDS, kindOf } from './frame-kinds.ts'

export const HEADER_BYTES = 40
const WIRE_VERSION = 1
/** Four of the largest commands, each with its JSON head; what one stranger may make us hold in memory. */
export const MAX_FRAME_BYTES = 4 * 1024 * 1024
const LENGTH_BYTES = 4
const CRC_COVERS_FROM = 8
const U32 = 2 ** 32

export interface FrameHeader {
  readonly kind: FrameKind
  /** 0 for frames of the node itself. */
  readonly group: GroupId
  readonly from: ReplicaId | 0
  readonly to: ReplicaId | 0
  /** How often the sender has dialled this peer in this life. */
  readonly epoch: number
  /** Counts frames from this node to that peer in this life, before the gate: a lost one leaves a gap. */
  readonly number: number
  /** Monotonic milliseconds of the sender. All processes run on one computer, so the clocks agree. */
  readonly sentAt: number
}

export interface Frame extends FrameHeader {
  readonly body: Buffer
  /** On the wire, header included. */
  readonly bytes: number
}

/** Anything of these closes the connection: after it, nothing says where the next frame begins. */
export type FrameFault = 'length' | 'crc' | 'version' | 'kind' | 'lane'

export function bodyBytes(body: readonly Uint8Array[]): number {
  let bytes = 0
  for (const part of body) bytes += part.length
  return bytes
}

/** Writes the frame into `target` at `at` and returns where the next one begins. */
export function writeFrame(
  target: Buffer,
  at: number,
  header: FrameHeader,
  body: readonly Uint8Array[],
): number {
  let end = at + HEADER_BYTES
  for (const part of body) {
    target.set(part, end)
    end += part.length
  }
  assert(end - at <= MAX_FRAME_BYTES, `a frame of ${end - at} bytes is above the limit (B79)`)
  const { number, lane } = FRAME_KINDS[header.kind]
  target.writeUInt32BE(end - at - LENGTH_BYTES, at)
  target.writeUInt8(WIRE_VERSION, at + 8)
  target.writeUInt8(lane, at + 9)
  target.writeUInt16BE(number, at + 10)
  target.writeUInt32BE(header.group, at + 12)
  target.writeUInt32BE(header.from, at + 16)
  target.writeUInt32BE(header.to, at + 20)
  target.writeUInt32BE(header.epoch % U32, at + 24)
  target.writeUInt32BE(header.number % U32, at + 28)
  target.writeDoubleBE(header.sentAt, at + 32)
  target.writeUInt32BE(crc32(target.subarray(at + CRC_COVERS_FROM, end)), at + 4)
  return end
}

export function encodeFrame(header: FrameHeader, body: readonly Uint8Array[]): Buffer {
  const target = Buffer.allocUnsafe(HEADER_BYTES + bodyBytes(body))
  writeFrame(target, 0, header, body)
  return target
}

/** Bytes of the frame that begins at `at`, or null while its length field is not all there. */
export function frameLength(source: Buffer, at: number): Result<number, FrameFault> | null {
  if (source.length - at < LENGTH_BYTES) return null
  const bytes = source.readUInt32BE(at) + LENGTH_BYTES
  return bytes < HEADER_BYTES || bytes > MAX_FRAME_BYTES ? err('length') : ok(bytes)
}

/** `source` holds exactly one frame; its body stays a view into it. */
export function decodeFrame(source: Buffer): Result<Frame, FrameFault> {
  if (source.readUInt32BE(4) !== crc32(source.subarray(CRC_COVERS_FROM))) return err('crc')
  if (source.readUInt8(8) !== WIRE_VERSION) return err('version')
  const kind = kindOf(source.readUInt16BE(10))
  if (kind === undefined) return err('kind')
  if (source.readUInt8(9) !== FRAME_KINDS[kind].lane) return err('lane')
  return ok({
    kind,
    group: source.readUInt32BE(12),
    from: source.readUInt32BE(16),
    to: source.readUInt32BE(20),
    epoch: source.readUInt32BE(24),
    number: source.readUInt32BE(28),
    sentAt: source.readDoubleBE(32),
    body: source.subarray(HEADER_BYTES),
    bytes: source.length,
  })
}
