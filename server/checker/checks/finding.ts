// What a cheap check has to say: which rule is broken, and where.

import type { Operation } from '../operations.ts'
import { describeOperation } from '../operations.ts'

export interface Finding {
  readonly check: string
  readonly text: string
}

export const finding = (check: string, text: string, ...operations: readonly Operation[]): Finding => ({
  check,
  text: [text, ...operations.map(describeOperation)].join('\n    '),
})
