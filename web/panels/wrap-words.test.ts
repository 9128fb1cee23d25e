import { expect, test } from 'vitest'
import { wrapWords } from './wrap-words.ts'

test('a line that fits stays as it is, spaces and all', () => {
  expect(wrapWords('  alice   70', 40)).toEqual(['  alice   70'])
})

test('a long line breaks between words and what follows is set in', () => {
  expect(wrapWords('refused: atm-1 does not answer, nothing was sent', 24)).toEqual([
    'refused: atm-1 does not',
    '  answer, nothing was',
    '  sent',
  ])
})

test('no word is lost, however narrow the screen', () => {
  const line = 'unknown: request t1-mb3k2x-7 may be done; type again to ask once more'
  const words = wrapWords(line, 12).join(' ').split(/ +/)
  expect(words.join(' ')).toBe(line)
})
