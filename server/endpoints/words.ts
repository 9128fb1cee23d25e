// What answers of several tables have in common.

import { expect } from 'vitest'

/** Of every read that did not ask for one copy as it is. */
export const read = { consistency: 'linearizable', as_of: expect.any(Number) }
/** Of every change that was carried out for the first time. */
export const done = { request_id: expect.any(String), index: expect.any(Number), duplicate: false }

export const refused = (code: string, fields: Readonly<Record<string, unknown>> = {}) => ({
  code,
  outcome: 'refused',
  ...fields,
})
/** Of a refusal for the sake of one field: the sentence says which. */
export const naming = (field: string) => ({ field, message: expect.stringContaining(field) })
