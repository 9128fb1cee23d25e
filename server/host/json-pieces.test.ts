import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../shared/ids.ts'
import { jsonPieces } from './json-pieces.ts'

const together = (value: Json): string => [...jsonPieces(value)].join('')

describe('the pieces of a value', () => {
  it('are together what JSON.stringify gives, whatever the value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: Json = JSON.parse(text)
        expect(together(value)).toBe(JSON.stringify(value))
      }),
    )
  })

  it('escape keys and halves of characters, and keep the order of keys', () => {
    const value = { b: [], '2': {}, '"\n': '\ud800', a: [[], {}, [1, { c: '語🚲' }]], '1': -0 }
    expect(together(value)).toBe(JSON.stringify(value))
  })

  it('are one for each item of a list, however deep its object lies', () => {
    const items = Array.from({ length: 100 }, (_, at) => ({ at, lines: [at, at] }))
    expect([...jsonPieces({ state: { accounts: items } })].length).toBeGreaterThan(items.length)
    expect(Math.max(...[...jsonPieces({ state: { accounts: items } })].map(({ length }) => length))).toBe(
      JSON.stringify(items[99]).length + 1,
    )
  })
})
