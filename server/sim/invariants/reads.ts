import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'ReadsApplied'

/** A read is answered only by a machine that has applied the index it was confirmed at (dissertation 6.4; B72). */
export const reads: Invariant = {
  name: NAME,
  source: 'dissertation section 6.4; bug B72',
  answered({ replica, applied }, index) {
    check(
      applied >= index,
      NAME,
      () => `${replica} answers a read as of ${index}, but has applied ${applied}`,
    )
  },
}
