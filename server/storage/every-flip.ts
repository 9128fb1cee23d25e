// Every bit of a closed file of a killed node, turned over one at a time, and a real open after each: the node must
// refuse and name that file, and never take it for less or for something else (B42, B43).

import type { StorageKind } from '../../shared/storage-kind.ts'
import { assert } from '../../shared/assert.ts'
import { logFileName, WAL } from './names.ts'
import { appendNow, BITS, DIR, flipped, memoryBench, opened, puts } from './storage-fixtures.ts'

/** So small that two files are closed after a few records. */
const FILE_LIMIT_BYTES: Readonly<Record<StorageKind, number>> = { log: 700, rewrite: 1_500 }
const CLOSED = 2

export interface FlipCount {
  readonly bits: number
  readonly refused: number
}

/** `every`: 1 for each bit, more to leave some out. */
export function flipBits(storage: StorageKind, every: number): FlipCount {
  const { disk, open } = memoryBench({ fileLimitBytes: FILE_LIMIT_BYTES[storage] })
  const running = opened(open({ storage }))
  const newest = `${DIR}/${WAL}/${logFileName(CLOSED + 1)}`
  for (let index = 1; !disk.paths().includes(newest); index++) appendNow(disk, running, [puts(index)])
  disk.crash({ kind: 'keep' })
  const count = { bits: 0, refused: 0 }
  for (let file = 1; file <= CLOSED; file++) {
    const path = `${DIR}/${WAL}/${logFileName(file)}`
    const whole = disk.bytesOf(path)
    for (let bit = 0; bit < whole.length * BITS; bit += every) {
      disk.put(path, flipped(whole, bit))
      const result = open({ storage })
      // The names of lock and temporary files, which the disk would remember for ever.
      disk.now({ op: 'syncDir', path: DIR })
      count.bits += 1
      if (!result.ok && result.error.file === `${WAL}/${logFileName(file)}`) count.refused += 1
      assert(!result.ok, () => `${path} opened with bit ${bit} turned over`)
    }
    disk.put(path, whole)
  }
  return count
}
