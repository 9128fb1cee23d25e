import { expect, test } from 'vitest'
import { exitWords } from './exit-words.ts'

test('a clean shutdown and a kill read differently', () => {
  expect(exitWords({ code: 0, signal: null })).toBe('exit 0: clean shutdown')
  expect(exitWords({ code: null, signal: 'SIGKILL' })).toBe('SIGKILL: killed at once, nothing tidied up')
})

test('every exit code of a node has its own words', () => {
  const words = [70, 71, 72].map((code) => exitWords({ code, signal: null }))
  expect(new Set(words).size).toBe(3)
  expect(words.every((text) => !text.includes('by itself'))).toBe(true)
})

test('unknown codes and signals are still named', () => {
  expect(exitWords({ code: 9, signal: null })).toContain('exit 9')
  expect(exitWords({ code: null, signal: 'SIGBUS' })).toContain('SIGBUS')
  expect(exitWords(null)).toBe('never ended')
})
