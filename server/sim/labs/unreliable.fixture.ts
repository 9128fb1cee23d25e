// The bad network of the labs: delays up to 27 ms, a tenth of the frames lost, some doubled, many overtaken.

import { LAB_OPTIONS } from '../lab.ts'
import { MS } from '../timeline.ts'

export const UNRELIABLE = {
  ...LAB_OPTIONS.network,
  latency: [200, 27 * MS],
  lossRate: 0.1,
  duplicateRate: 0.05,
  reorderRate: 0.2,
} as const
