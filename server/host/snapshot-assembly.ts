// The missing files of one snapshot, put together from chunks. Chunks count only in their order; what comes
// twice or too early is let lie, since the sender goes back to what was acknowledged. Acknowledged is only what
// is durable or belongs to the file that is just being received. What an index names is asked for once the index is
// whole, and made durable before it: whoever has an index on the disk has all of it.

import type { PartMeta } from '../../shared/part-meta.ts'
import type { SnapMeta } from '../raft/types.ts'
import { CRC_BEGIN, crcAfter, crcDigits } from '../../shared/crc32.ts'
import { isIndex, partsIn } from '../../shared/part-index.ts'
import { DOCUMENT } from './snapshot-pieces.ts'

export interface AssemblyOptions {
  readonly meta: SnapMeta
  /** All that the document names. */
  readonly parts: readonly PartMeta[]
  /** It is durable here; of an index: with all that it names. */
  readonly hasPart: (part: PartMeta) => boolean
  readonly savePart: (part: PartMeta, text: string, done: () => void) => void
  /** Everything else is durable. */
  readonly onDocument: (text: string) => void
  readonly onDamage: (name: string) => void
  /** Byte `at` of this file is wanted next. */
  readonly onDurable: (name: string, at: number) => void
  /** Other files are missing than was said so far. */
  readonly onGrown: () => void
}

export interface Assembly {
  take(name: string, at: number, bytes: Uint8Array): void
  /** What to ask for, and from which byte of the first; names nothing while only the disk is waited for. */
  missing(): { readonly missing: readonly string[]; readonly at: number }
  /** Of the files that are known to be missing: an index adds what it names. */
  progress(): { readonly have: number; readonly total: number }
}

export const isSameSnapshot = (one: SnapMeta, other: SnapMeta): boolean =>
  one.index === other.index && one.term === other.term && one.crc === other.crc

export function createAssembly(options: AssemblyOptions): Assembly {
  const { meta, hasPart, savePart, onDocument, onDamage, onDurable, onGrown } = options
  const document: PartMeta = { name: DOCUMENT, bytes: meta.bytes, crc: meta.crc }
  const lacking = (parts: readonly PartMeta[]): readonly PartMeta[] => parts.filter((part) => !hasPart(part))
  const files = [...lacking(options.parts), document]
  let total = bytesOf(files)
  /** The file that is just being received, and what is there of it. */
  let place = 0
  let pieces: string[] = []
  let crc = CRC_BEGIN
  let size = 0
  let before = 0
  /** Parts that are whole and not yet durable; at most as many as a sender's window has chunks, and their indexes. */
  let saving = 0
  let text: string | null = null
  let isDamaged = false

  const acknowledge = (): void => {
    if (saving > 0 || isDamaged) return
    if (text !== null) return onDocument(text)
    onDurable(files[place]?.name ?? DOCUMENT, size)
  }
  const keep = (part: PartMeta, content: string, then: () => void): void => {
    saving += 1
    savePart(part, content, () => {
      saving -= 1
      then()
      acknowledge()
    })
  }
  /** What becomes of a part once it is durable: it may be the last that its index waits for. */
  const awaited = new Map<string, () => void>()
  const expand = (index: PartMeta, content: string): void => {
    const named = lacking(partsIn(content))
    let left = named.length
    const kept = (): void => {
      left -= 1
      if (left <= 0) keep(index, content, () => undefined)
    }
    if (left === 0) return kept()
    for (const part of named) awaited.set(part.name, kept)
    files.splice(place, 0, ...named)
    total += bytesOf(named)
    onGrown()
  }
  const wholePart = (part: PartMeta, content: string): void => {
    if (isIndex(part)) return expand(part, content)
    const kept = awaited.get(part.name)
    awaited.delete(part.name)
    keep(part, content, () => kept?.())
  }
  const wholeFile = (file: PartMeta): void => {
    const content = pieces.join('')
    if (size !== file.bytes || crcDigits(crc) !== file.crc) {
      isDamaged = true
      return onDamage(file.name)
    }
    place += 1
    before += size
    pieces = []
    crc = CRC_BEGIN
    size = 0
    if (file === document) text = content
    else wholePart(file, content)
    acknowledge()
  }

  return {
    take(name, at, bytes) {
      const file = files[place]
      if (file === undefined || isDamaged) return
      if (file.name === name && at === size) {
        // Of whole characters, so that text and CRC grow with the chunks: at the end there is little left to do.
        const piece = Buffer.from(bytes).toString()
        pieces.push(piece)
        crc = crcAfter(crc, piece)
        size += bytes.length
        if (size >= file.bytes) return wholeFile(file)
      }
      acknowledge()
    },
    missing: () => ({ missing: files.slice(place).map(({ name }) => name), at: size }),
    progress: () => ({ have: before + size, total }),
  }
}

const bytesOf = (files: readonly PartMeta[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0)
