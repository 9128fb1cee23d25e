import { describe, expect, it } from 'vitest'
import { FAILURES, FAILURE_CODES, failure, failureSchema } from './failure.ts'

describe('the list of failures', () => {
  it('begins every 503 with the words clients look for (HC6)', () => {
    for (const code of FAILURE_CODES) {
      const { message } = failure(code, 'why')
      expect(message).toBe(FAILURES[code].http === 503 ? 'service currently unavailable: why' : 'why')
    }
  })

  it('calls an outcome unknown only where something may have been done', () => {
    const unknown = FAILURE_CODES.filter((code) => FAILURES[code].outcome === 'unknown')
    expect(unknown).toEqual(['request-forgotten', 'unknown', 'internal'])
  })

  it('comes back from JSON as it was, with the fields of its code', () => {
    const sent = failure('insufficient-funds', 'alice has 70, that is less than 100', {
      account: 'alice',
      balance: 70,
    })
    expect(failureSchema.parse(JSON.parse(JSON.stringify(sent)))).toEqual(sent)
  })
})
