// Streaming one snapshot from a leader's node to a follower's: `offer` names the files, `need` says which are
// missing there, `chunk` carries a piece of one, `chunkAck` says how far the receiver got, `done` ends it. What
// a core calls `snap` travels as the offer. All of it is bulk (B79); group, from and to stand in the header.

import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { Result } from '../../shared/result.ts'
import type { Frame } from './frame.ts'
import type { OutgoingFrame } from './port.ts'
import { err, ok } from '../../shared/result.ts'
import { configSchema } from './config-schema.ts'
import { parseAs } from './shape.ts'

/** Bytes of text in one chunk: what a beat may have to wait for, well below a millisecond on a wire. */
export const CHUNK_BYTES = 64 * 1024

const NEWLINE = 0x0a
const whole = z.int().min(0)
const partSchema: z.ZodType<PartMeta> = z.object({ name: z.string().min(1), bytes: whole, crc: z.string() })
const metaSchema = z.object({ index: whole, term: whole, conf: configSchema, bytes: whole, crc: z.string() })

/** `id` names one stream of one sender; what belongs to an earlier one is not taken. */
const plainSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('offer'),
    id: whole,
    term: whole,
    session: whole,
    meta: metaSchema,
    parts: z.array(partSchema).readonly(),
  }),
  /**
   * In this order, the first of them from byte `at` on. None: all there, not yet durable. Once an index is whole it is
   * asked anew, with what the index names.
   */
  z.object({ t: z.literal('need'), id: whole, missing: z.array(z.string()).readonly(), at: whole }),
  /** The next byte that the receiver wants. */
  z.object({ t: z.literal('chunkAck'), id: whole, name: z.string(), at: whole }),
  z.object({ t: z.literal('done'), id: whole, ok: z.boolean(), why: z.string() }),
])
const chunkHeadSchema = z.object({ id: whole, term: whole, name: z.string(), at: whole })

interface Ends {
  readonly g: GroupId
  readonly from: ReplicaId
  readonly to: ReplicaId
}
type PlainBody = z.infer<typeof plainSchema>
type ChunkBody = { readonly t: 'chunk'; readonly bytes: Uint8Array } & z.infer<typeof chunkHeadSchema>
type SnapshotBody = PlainBody | ChunkBody

export type SnapshotMessage = Ends & SnapshotBody
export type SnapshotMessageOf<T extends SnapshotBody['t']> = SnapshotMessage & { readonly t: T }
export type SnapshotKind = SnapshotBody['t']

export function snapshotFrame(message: SnapshotMessage): OutgoingFrame {
  const { g, from, to, ...body } = message
  return { kind: message.t, group: g, from, to, body: encode(body) }
}

function encode(body: SnapshotBody): readonly Uint8Array[] {
  if (body.t !== 'chunk') return [Buffer.from(JSON.stringify(body))]
  const { t: _t, bytes, ...head } = body
  return [Buffer.from(`${JSON.stringify(head)}\n`), bytes]
}

export function decodeSnapshot(kind: SnapshotKind, frame: Frame): Result<SnapshotMessage, string> {
  const body = kind === 'chunk' ? decodeChunk(frame.body) : decodePlain(kind, frame.body)
  return body.ok ? ok({ g: frame.group, from: frame.from, to: frame.to, ...body.value }) : body
}

function decodePlain(kind: PlainBody['t'], body: Buffer): Result<PlainBody, string> {
  const value = parseAs(plainSchema, body.toString('utf8'))
  return !value.ok || value.value.t === kind ? value : err(`the body is a ${value.value.t}`)
}

function decodeChunk(body: Buffer): Result<ChunkBody, string> {
  const headEnd = body.indexOf(NEWLINE)
  if (headEnd < 0) return err('the head of the chunk does not end')
  const head = parseAs(chunkHeadSchema, body.toString('utf8', 0, headEnd))
  if (!head.ok) return head
  const bytes = body.subarray(headEnd + 1)
  if (bytes.length === 0 || bytes.length > CHUNK_BYTES) return err(`a chunk of ${bytes.length} bytes`)
  return isUtf8(bytes) ? ok({ t: 'chunk', ...head.value, bytes }) : err('the chunk is not UTF-8')
}
