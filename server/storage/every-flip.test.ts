import { expect, it } from 'vitest'
import { STORAGE_KINDS } from '../../shared/storage-kind.ts'
import { flipBits } from './every-flip.ts'
import { SLOW_MACHINE_MS } from './storage-fixtures.ts'

/** Every bit has its turn in `npm run search -- --disk`. */
const SOME_BITS = 29

it.each(STORAGE_KINDS)(
  'a closed file of the %s engine with one bit flipped is refused, wherever it is (B42, B43)',
  (storage) => {
    const { bits, refused } = flipBits(storage, SOME_BITS)
    expect(bits).toBeGreaterThan(400)
    expect(refused).toBe(bits)
  },
  SLOW_MACHINE_MS,
)
