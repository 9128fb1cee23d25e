// What is in a snapshot's files. The document and each sealed part are small documents in the common
// envelope, under their own names: pretty for people as long as people read them, and checked by the CRC of
// their compact text, which is the text that replicas exchange. So one name and CRC mean the same on every node.

import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { SnapMeta } from '../raft/types.ts'
import { partsIn } from '../../shared/part-index.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { SnapshotState } from './port.ts'
import { assert } from '../../shared/assert.ts'
import {
  compactPart,
  crcOf,
  DocumentError,
  encodeCompact,
  encodeDocument,
  openEnvelope,
} from './documents.ts'
import { isPartName, partFileName, snapshotFileName } from './names.ts'

/** What both kinds of meta say of a text. */
interface Sum {
  readonly bytes: number
  readonly crc: string
}

/**
 * A segment of messages stays pretty. Of a larger document more than half would be white space, which costs
 * every node twice the time and the disk twice the bytes, at each snapshot of a busy group.
 */
const MAX_PRETTY_CHARACTERS = 256 * 1024

/** It came out of JSON.parse, so only its absence can be wrong. */
const anyJson = z.custom<Json>((value) => value !== undefined)
const partSchema = z.strictObject({
  name: z.string().refine(isPartName),
  bytes: z.int().min(0),
  crc: z.string(),
})
const partsSchema = z.array(partSchema)
const stateSchema = z.strictObject({ parts: partsSchema, state: anyJson })
/** What stands around the parts at the beginning of a document's text. */
const BEFORE_PARTS = '{"parts":'
const BEHIND_PARTS = '],"state":'

export interface EncodedFile {
  readonly name: string
  readonly bytes: Buffer
}

export interface EncodedSnapshot extends EncodedFile {
  readonly parts: readonly PartMeta[]
}

export function encodeSnapshot(meta: SnapMeta, text: string): EncodedSnapshot {
  const name = snapshotFileName(meta)
  return { name, bytes: encodeChecked(name, meta, text), parts: partsBefore(name, text) }
}

/** Nobody parses megabytes for a short list. Inside a string, the quote in what ends it would be escaped. */
function partsBefore(name: string, text: string): readonly PartMeta[] {
  const end = text.indexOf(BEHIND_PARTS)
  assert(text.startsWith(BEFORE_PARTS) && end > 0, () => `${name} does not begin with its parts`)
  return partsSchema.parse(JSON.parse(text.slice(BEFORE_PARTS.length, end + 1)))
}

export function encodePart(meta: PartMeta, text: string): EncodedFile {
  assert(isPartName(meta.name), () => `${meta.name} is no name of a part`)
  const name = partFileName(meta.name)
  return { name, bytes: encodeChecked(name, meta, text) }
}

/** A text that its meta does not describe would be written now and refused at the next start. */
function encodeChecked(name: string, meta: Sum, text: string): Buffer {
  const isLarge = text.length > MAX_PRETTY_CHARACTERS
  const bytes = isLarge ? encodeLarge(name, meta, text) : encodeSmall(name, meta, text)
  assert(bytes !== null, () => `${name} is not the compact JSON text that its meta describes`)
  return bytes
}

/** Not parsed, which would hold up the process for several ticks: whoever made it made it compact. */
function encodeLarge(name: string, meta: Sum, text: string): Buffer | null {
  const bytes = encodeCompact(name, text, meta.crc)
  return compactPart(name, meta, bytes) === null ? null : bytes
}

function encodeSmall(name: string, meta: Sum, text: string): Buffer | null {
  const data: unknown = JSON.parse(text)
  const crc = crcOf(data)
  return crc === meta.crc && Buffer.byteLength(text) === meta.bytes ? encodeDocument(name, data, crc) : null
}

export function decodeSnapshot(meta: SnapMeta, bytes: Uint8Array): SnapshotState {
  const name = snapshotFileName(meta)
  const { data } = checked(name, meta, bytes)
  const parsed = stateSchema.safeParse(data)
  if (!parsed.success) throw new DocumentError('damaged', name, z.prettifyError(parsed.error))
  return { document: parsed.data.state, parts: parsed.data.parts }
}

/** A large one is taken out as it was put in: its CRC alone says that it is whole. */
export function snapshotText(meta: SnapMeta, bytes: Uint8Array): string {
  const name = snapshotFileName(meta)
  return compactPart(name, meta, bytes)?.toString() ?? checked(name, meta, bytes).text
}

/** The compact text of a part. */
export const decodePart = (meta: PartMeta, bytes: Uint8Array): string =>
  checked(partFileName(meta.name), meta, bytes).text

/** What an index names. */
export function partsOfIndex({ name }: PartMeta, text: string): readonly PartMeta[] {
  try {
    return partsSchema.parse(partsIn(text))
  } catch (error) {
    throw new DocumentError('damaged', partFileName(name), String(error))
  }
}

/** A part that an index names: the file says its CRC itself. Whoever reads more than the text compares it. */
export const namedPart = (name: string, bytes: Uint8Array): string =>
  openEnvelope(partFileName(name), bytes).text

function checked(
  name: string,
  meta: Sum,
  bytes: Uint8Array,
): { readonly data: unknown; readonly text: string } {
  const { data, text, crc } = openEnvelope(name, bytes)
  if (crc === meta.crc && Buffer.byteLength(text) === meta.bytes) return { data, text }
  throw new DocumentError('damaged', name, `it holds another text than the one with CRC ${meta.crc}`)
}
