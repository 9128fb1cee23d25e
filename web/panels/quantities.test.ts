import { expect, test } from 'vitest'
import { bytes, lasting, listed, moment } from './quantities.ts'

test('a moment counts minutes and tenths without rounding into the future', () => {
  expect(moment(0)).toBe('0:00.0')
  expect(moment(59_999)).toBe('0:59.9')
  expect(moment(127_450)).toBe('2:07.4')
})

test('how long something lasts uses at most two units', () => {
  expect(lasting(4_210)).toBe('4.2 s')
  expect(lasting(187_000)).toBe('3 min 07 s')
  expect(lasting(3_720_000)).toBe('1 h 02 min')
})

test('long lists of names are cut by count, never in the middle of a name', () => {
  expect(listed([])).toBe('none')
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d and 2 more')
})

test('bytes are read in thousands', () => {
  expect(bytes(999)).toBe('999 B')
  expect(bytes(61_200_000)).toBe('61 MB')
})
