// One snapshot document on its way to being text: frozen between two cycles, where machine and view stand at the
// same index, and made slice by slice while the machine goes on. Slices are counted in characters, never by a
// clock: every replica makes the same text, and the simulator the same turns.

import type { LogIndex } from '../../shared/ids.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { Machine } from '../machines/machine.ts'
import type { Entry, RaftView } from '../raft/types.ts'
import type { SnapshotFiles } from '../storage/port.ts'
import { assert } from '../../shared/assert.ts'
import { CRC_BEGIN, crcAfter, crcDigits } from '../../shared/crc32.ts'
import { utf8Length } from '../../shared/utf8.ts'
import { jsonPieces } from './json-pieces.ts'

export interface SnapshotDocument {
  /** The last entry in it. */
  readonly index: LogIndex
  /** All that it names. */
  readonly parts: readonly PartMeta[]
  /** What it names, itself or by an index, and no file held when it began. */
  readonly released: readonly string[]
  /** Makes at least so many more characters, as far as there are any. Null: it is not whole yet. */
  readonly more: (chars: number) => SnapshotFiles | null
}

export function beginDocument(
  { g, applied, appliedConf }: Pick<RaftView, 'g' | 'applied' | 'appliedConf'>,
  machine: Machine,
  entries: (group: number, from: LogIndex, to: LogIndex) => readonly Entry[],
): SnapshotDocument {
  const term = entries(g, applied, applied)[0]?.term
  assert(term !== undefined, `group ${g} has applied ${applied} and does not hold it`)
  // A copy: the machine's own list goes on to grow.
  const parts = machine.parts().map((part) => ({ ...part }))
  const fresh = machine.freshParts()
  const growing = growingText(jsonPieces({ parts, state: machine.snapshot() }))
  return {
    index: applied,
    parts,
    released: fresh.map(({ meta }) => meta.name),
    more(chars) {
      const whole = growing(chars)
      if (whole === null) return null
      const { text, bytes, crc } = whole
      return { meta: { index: applied, term, conf: appliedConf, bytes, crc }, text, parts: fresh }
    },
  }
}

interface Whole {
  readonly text: string
  readonly bytes: number
  readonly crc: string
}

/** Length and CRC grow with the text: both together would be a long stretch at the end. */
function growingText(pieces: Iterator<string, void>): (chars: number) => Whole | null {
  const slices: string[] = []
  let bytes = 0
  let crc = CRC_BEGIN
  return (chars) => {
    const { slice, isLast } = nextSlice(pieces, chars)
    slices.push(slice)
    bytes += utf8Length(slice)
    crc = crcAfter(crc, slice)
    // Nothing is kept: this closure lives until the snapshot's record is durable.
    return isLast ? { text: slices.splice(0).join(''), bytes, crc: crcDigits(crc) } : null
  }
}

function nextSlice(
  pieces: Iterator<string, void>,
  chars: number,
): { readonly slice: string; readonly isLast: boolean } {
  const slice: string[] = []
  for (let length = 0; length < chars;) {
    const piece = pieces.next()
    if (piece.done === true) return { slice: slice.join(''), isLast: true }
    slice.push(piece.value)
    length += piece.value.length
  }
  return { slice: slice.join(''), isLast: false }
}
