// A bit that turns over on the wire: the frame is really written, damaged and read by the code that real nodes
// run. It must be refused by its checksum, which costs the connection and what was on it, never more.

import type { Random } from '../../../shared/random.ts'
import type { Message } from '../../raft/types.ts'
import { encodeFrame, HEADER_BYTES } from '../../transport/frame.ts'
import { FrameDecoder } from '../../transport/frame-decoder.ts'
import { createRaftCodec, isSingleMessage } from '../../transport/raft-codec.ts'
import { check } from '../violation.ts'

const BITS = 8
/** A damaged length asks for more bytes, which the next frames seem to bring. */
const FOLLOWING = Buffer.alloc(HEADER_BYTES)

/** False: messages of this kind travel inside other frames, and are left alone. */
export function isDamaged(msg: Message, random: Random): boolean {
  if (!isSingleMessage(msg)) return false
  const { kind, group, from, to, body } = createRaftCodec().encode(msg)
  const frame = encodeFrame({ kind, group, from, to, epoch: 1, number: 1, sentAt: 0 }, body)
  const bit = random.int(0, frame.length * BITS - 1)
  const at = Math.floor(bit / BITS)
  frame[at] = (frame[at] ?? 0) ^ (1 << (bit % BITS))
  const { frames } = new FrameDecoder().push(Buffer.concat([frame, FOLLOWING]))
  check(frames.length === 0, 'FrameChecksum', () => `bit ${bit} of a frame turned over, and it was read`)
  return true
}
