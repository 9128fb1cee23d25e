import { describe, expect, it } from 'vitest'
import { crc32Of } from './crc32.ts'
import { indexOf, isIndex, partsIn } from './part-index.ts'

const PARTS = [
  { name: 'seg-1', bytes: 3, crc: '00000001' },
  { name: 'seg-2', bytes: 4, crc: '00000002' },
]

describe('an index of parts', () => {
  it('is a part like others, and says again what it names', () => {
    const { meta, text } = indexOf('1-2', PARTS)
    expect(meta).toEqual({ name: 'idx-1-2', bytes: text.length, crc: crc32Of(text) })
    expect(isIndex(meta)).toBe(true)
    expect(PARTS.some(isIndex)).toBe(false)
    expect(partsIn(text)).toEqual(PARTS)
    expect(JSON.stringify(JSON.parse(text))).toBe(text)
  })

  it('names no other index, also where somebody else wrote it', () => {
    const { meta } = indexOf('1-2', PARTS)
    expect(() => indexOf('1-3', [meta])).toThrow('names no other index')
    expect(() => partsIn(JSON.stringify({ parts: [meta] }))).toThrow('names no other index')
    expect(() => partsIn('{"parts":[{"name":7}]}')).toThrow()
  })
})
