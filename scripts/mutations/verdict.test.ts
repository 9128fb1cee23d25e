// A mutation counts as caught only by a claim that failed: a mutant that nobody could run has shown nothing.

import { describe, expect, it } from 'vitest'
import { isHole, judgeAll, judgeSeeds, judgeTests } from './verdict.mjs'
import type { Ended, TestReport } from './verdict.mjs'

const ended = (code: number | null, output = '', late = false): Ended => ({ code, late, output })

const test = (status: string, title: string, message?: string) => ({
  status,
  title,
  ...(message === undefined ? {} : { failureMessages: [message] }),
})

const report = (
  tests: readonly ReturnType<typeof test>[],
  message = '',
  passed = tests.filter(({ status }) => status === 'passed').length,
): TestReport => ({ numPassedTests: passed, testResults: [{ message, assertionResults: tests }] })

describe('a suite of tests', () => {
  it('has caught a mutation when a test failed, and names it', () => {
    const tests = [test('passed', 'a'), test('failed', 'b', 'AssertionError: expected 1 to be 2')]
    expect(judgeTests(ended(1), report(tests))).toEqual({ kind: 'caught', by: 'b' })
  })

  it('has missed it when all tests passed', () => {
    expect(judgeTests(ended(0), report([test('passed', 'a')]))).toEqual({ kind: 'missed', by: '' })
  })

  it('shows nothing when a file could not be loaded and no test failed', () => {
    const outcome = judgeTests(ended(1), report([], 'Error: Expected ";" but found "x"\n  at y'))
    expect(outcome).toEqual({ kind: 'invalid', by: 'no test failed: Error: Expected ";" but found "x"' })
  })

  it('shows nothing when the runner ended by itself, before or after its report', () => {
    const crash = ended(null, 'starting\nFATAL ERROR: out of memory\n')
    expect(judgeTests(crash, null)).toMatchObject({ kind: 'invalid', by: expect.stringContaining('FATAL') })
    expect(judgeTests(crash, report([test('passed', 'a')]))).toMatchObject({ kind: 'invalid' })
  })

  it('shows nothing when it had no tests, or never came to an end', () => {
    expect(judgeTests(ended(0), report([]))).toMatchObject({ kind: 'invalid' })
    expect(judgeTests(ended(null, '', true), null)).toEqual({ kind: 'invalid', by: 'it never ends' })
  })

  it('shows nothing when the mutant names what does not exist', () => {
    const tests = [
      test('failed', 'a', 'AssertionError: x'),
      test('failed', 'b', 'ReferenceError: voer is not defined'),
    ]
    expect(judgeTests(ended(1), report(tests))).toEqual({
      kind: 'invalid',
      by: 'ReferenceError: voer is not defined',
    })
  })

  it('shows nothing when the mutant is no program, and has caught it when its files are no JSON', () => {
    const judged = (message: string) => judgeTests(ended(1), report([test('failed', 'a', message)]))
    expect(judged("SyntaxError: Unexpected token '}'\n  at x")).toMatchObject({ kind: 'invalid' })
    const cut = 'SyntaxError: Unexpected non-whitespace character after JSON at position 422\n  at x'
    expect(judged(cut)).toEqual({ kind: 'caught', by: 'a' })
    expect(judged('SyntaxError: Unexpected end of JSON input')).toEqual({ kind: 'caught', by: 'a' })
  })
})

describe('the seeds of the simulator', () => {
  it('have caught a mutation when one of them went wrong, and name it', () => {
    const output = 'seed 7: ElectionSafety: 1 and 2 lead term 3\n'
    expect(judgeSeeds(ended(1, output))).toEqual({ kind: 'caught', by: output.trim() })
  })

  it('have missed it when all of them were sound', () => {
    expect(judgeSeeds(ended(0))).toEqual({ kind: 'missed', by: '' })
  })

  it('show nothing when the simulator itself crashed or never ended', () => {
    const crash = ended(1, 'file:///x.js:1\nTypeError: y is not a function\n')
    expect(judgeSeeds(crash)).toEqual({
      kind: 'invalid',
      by: 'no seed went wrong: TypeError: y is not a function',
    })
    expect(judgeSeeds(ended(null, '', true)).kind).toBe('invalid')
  })
})

describe('the verdict on a mutation', () => {
  const caught = { suite: 'C', kind: 'caught', by: 'a test' } as const
  const missed = { suite: 'S', kind: 'missed', by: '' } as const
  const broken = { suite: 'S', kind: 'invalid', by: 'it cannot be built' } as const

  it('is caught by the first suite that does, or only by all of them', () => {
    expect(judgeAll([missed, caught], false)).toEqual({ verdict: 'C', by: 'a test' })
    expect(judgeAll([missed, caught], true)).toEqual({ verdict: 'MISSED', by: 'by S a test' })
    expect(judgeAll([caught, { ...caught, suite: 'S' }], true).verdict).toBe('C S')
    expect(judgeAll([missed], false).verdict).toBe('MISSED')
  })

  it('is invalid when a suite could not judge it, whatever the others say', () => {
    for (const every of [false, true]) {
      const by = 'S: it cannot be built'
      expect(judgeAll([caught, broken], every)).toEqual({ verdict: 'INVALID', by })
      expect(judgeAll([broken], every).verdict).toBe('INVALID')
    }
  })

  it('fails the run when it is missed, stale or invalid', () => {
    expect(['MISSED', 'STALE', 'INVALID'].every(isHole)).toBe(true)
    expect(isHole('C S')).toBe(false)
  })
})
