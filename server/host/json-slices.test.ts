import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonInSlices } from './json-slices.ts'

/** How many steps it took, and what came out. */
function read(text: string) {
  const reading = jsonInSlices(text)
  for (let steps = 0; ; steps += 1) {
    const step = reading.next()
    if (step.done === true) return { steps, value: step.value }
  }
}

describe('a JSON text that is read in slices', () => {
  it('is what JSON.parse makes of it, whatever stands in strings', () => {
    const awkward = fc.constantFrom(
      '"',
      '\\',
      '\\"',
      '}',
      ']',
      '{',
      '[',
      ',',
      ':',
      '"}',
      '\\\\"',
      'ü語😀',
      '',
    )
    const value = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.dictionary(awkward, fc.oneof(awkward, fc.jsonValue())), { maxLength: 4 }),
      fc.dictionary(fc.oneof(awkward, fc.string()), fc.array(awkward)),
    )
    fc.assert(
      fc.property(value, (each) => {
        const text = JSON.stringify(each)
        expect(read(text).value).toEqual(JSON.parse(text))
        expect(JSON.stringify(read(text).value)).toBe(text)
      }),
    )
  })

  it('takes a step for each slice of a list, wherever the list stands', () => {
    const list = Array.from({ length: 5_000 }, (_, at) => ({ id: `request ${at}`, lines: [at, '],['] }))
    const text = JSON.stringify({ parts: [], state: { at: 1, deep: { list } } })
    const { steps, value } = read(text)
    expect(value).toEqual({ parts: [], state: { at: 1, deep: { list } } })
    expect(steps).toBeGreaterThan(text.length / 20_000)
    expect(steps).toBeLessThan(text.length / 10_000)
  })

  it('refuses what is no JSON, as JSON.parse does', () => {
    for (const text of [
      '',
      '{',
      '[1,',
      '{"a"}',
      '"a',
      '[1,]',
      '{"a":1}}',
      'nul',
      '[1]2',
      '{"a":[1,}',
      '[',
      '[1',
      '[[1]',
      '{"a":[1',
    ])
      expect(() => read(text)).toThrow()
  })
})
