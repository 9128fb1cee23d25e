import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest } from './counts.mjs'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})

describe('the counts of a test run', () => {
  it('are those of the reports', () => {
    const report = { numPassedTests: 3, numFailedTests: 1, testResults: [file('failed', 'passed', 'failed')] }
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 })
    expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 0 } }, 1)).toEqual({
      passed: 4,
      failed: 1,
    })
  })

  it('have a failure for a file that could not be loaded', () => {
    const report = {
      numPassedTests: 2,
      numFailedTests: 0,
      testResults: [file('passed', 'passed'), file('failed')],
    }
    expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1 })
  })

  it('have a failure for a runner that failed or fell silent', () => {
    expect(countVitest({ numPassedTests: 2, numFailedTests: 0, testResults: [] }, 1).failed).toBe(1)
    expect(countVitest(null, 1).failed).toBe(1)
    expect(countPlaywright(null, 0).failed).toBe(1)
  })

  it('take a story that passed only at the second attempt for failed', () => {
    expect(countPlaywright({ stats: { expected: 4, unexpected: 0, flaky: 2 } }, 0).failed).toBe(2)
  })
})
