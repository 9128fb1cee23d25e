// The files of one snapshot as a row of chunks with a window. Pure bookkeeping: which chunk is next, which are
// not acknowledged, where to go back to. One file is in memory at a time, the one that chunks are cut from.

import { CHUNK_BYTES } from '../transport/snapshot-codec.ts'
import { SNAPSHOT_WINDOW } from './limits.ts'

/** How the document is called on the wire, beside the parts with their own names. */
export const DOCUMENT = 'document'

export interface PiecesOptions {
  readonly load: (name: string, done: (bytes: Uint8Array) => void) => void
  readonly send: (name: string, at: number, bytes: Uint8Array) => void
}

export interface Pieces {
  /** The receiver lacks these, in this order, and of the first everything from byte `at` on. */
  need(missing: readonly string[], at: number): void
  /** It wants this byte next; what lies before it is there. */
  acked(name: string, at: number): void
}

/** `file` counts within what is missing. */
interface Place {
  readonly file: number
  readonly at: number
}

export function createPieces({ load, send }: PiecesOptions): Pieces {
  let missing: readonly string[] = []
  let next: Place = { file: 0, at: 0 }
  /** Where each chunk ends that is on its way, oldest first. */
  let flying: Place[] = []
  let loaded: { readonly name: string; readonly bytes: Uint8Array } | null = null
  let loading: string | null = null

  const loadFile = (name: string): void => {
    if (loading === name) return
    loading = name
    loaded = null
    load(name, (bytes) => {
      // Meanwhile another file may have become the next one.
      if (loading !== name) return
      loading = null
      loaded = { name, bytes }
      pump()
    })
  }

  const pump = (): void => {
    while (flying.length < SNAPSHOT_WINDOW) {
      const file = missing[next.file]
      if (file === undefined) return
      if (loaded?.name !== file) return loadFile(file)
      const end = cutAt(loaded.bytes, next.at)
      send(file, next.at, loaded.bytes.subarray(next.at, end))
      const isLast = end >= loaded.bytes.length
      next = isLast ? { file: next.file + 1, at: 0 } : { file: next.file, at: end }
      flying.push(next)
    }
  }

  return {
    need(names, at) {
      missing = names
      next = { file: 0, at }
      flying = []
      pump()
    },
    acked(name, at) {
      const file = missing.indexOf(name)
      if (file < 0) return
      flying = flying.filter((place) => isBehind({ file, at }, place))
      // The receiver has more than was sent since it was last asked: nothing of it is sent again.
      if (isBehind(next, { file, at })) next = { file, at }
      pump()
    },
  }
}

const isBehind = (one: Place, other: Place): boolean =>
  one.file < other.file || (one.file === other.file && one.at < other.at)

/** End of the chunk that begins at `from`: never inside a character. */
export function cutAt(bytes: Uint8Array, from: number): number {
  let end = Math.min(from + CHUNK_BYTES, bytes.length)
  // Bytes that continue a character are 10xxxxxx (RFC 3629, section 3).
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return end
}
