// The missing files of one snapshot, put together from chunks. Chunks count only in their order; what comes
// twice or too early is let lie, since the sender goes back to what was acknowledged. Acknowledged is only what
// is durable or belongs to the file that is just being received.

import type { PartMeta } from '../../shared/part-meta.ts'
import type { SnapMeta } from '../raft/types.ts'
import { crc32Of } from '../../shared/crc32.ts'
import { DOCUMENT } from './snapshot-pieces.ts'

export interface AssemblyOptions {
  readonly meta: SnapMeta
  /** Those that are not durable here. */
  readonly parts: readonly PartMeta[]
  readonly savePart: (part: PartMeta, text: string, done: () => void) => void
  /** Everything else is durable. */
  readonly onDocument: (text: string) => void
  readonly onDamage: (name: string) => void
  /** Byte `at` of this file is wanted next. */
  readonly onDurable: (name: string, at: number) => void
}

export interface Assembly {
  take(name: string, at: number, bytes: Uint8Array): void
  /** What to ask for, and from which byte of the first; names nothing while only the disk is waited for. */
  missing(): { readonly missing: readonly string[]; readonly at: number }
  progress(): { readonly have: number; readonly total: number }
}

export const isSameSnapshot = (one: SnapMeta, other: SnapMeta): boolean =>
  one.index === other.index && one.term === other.term && one.crc === other.crc

export function createAssembly(options: AssemblyOptions): Assembly {
  const { meta, parts, savePart, onDocument, onDamage, onDurable } = options
  const document: PartMeta = { name: DOCUMENT, bytes: meta.bytes, crc: meta.crc }
  const files = [...parts, document]
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  /** The file that is just being received, and what is there of it. */
  let place = 0
  let pieces: Uint8Array[] = []
  let size = 0
  let before = 0
  /** Parts that are whole and not yet durable; at most as many as a sender's window has chunks. */
  let saving = 0
  let text: string | null = null
  let isDamaged = false

  const acknowledge = (): void => {
    if (saving > 0 || isDamaged) return
    if (text !== null) return onDocument(text)
    onDurable(files[place]?.name ?? DOCUMENT, size)
  }
  const wholeFile = (file: PartMeta): void => {
    const content = Buffer.concat(pieces).toString('utf8')
    if (size !== file.bytes || crc32Of(content) !== file.crc) {
      isDamaged = true
      return onDamage(file.name)
    }
    place += 1
    before += size
    pieces = []
    size = 0
    if (file === document) text = content
    else {
      saving += 1
      savePart(file, content, () => {
        saving -= 1
        acknowledge()
      })
    }
    acknowledge()
  }

  return {
    take(name, at, bytes) {
      const file = files[place]
      if (file === undefined || isDamaged) return
      if (file.name === name && at === size) {
        pieces.push(bytes)
        size += bytes.length
        if (size >= file.bytes) return wholeFile(file)
      }
      acknowledge()
    },
    missing: () => ({ missing: files.slice(place).map(({ name }) => name), at: size }),
    progress: () => ({ have: before + size, total }),
  }
}
