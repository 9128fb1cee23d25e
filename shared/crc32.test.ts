import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32Of } from './crc32.ts'
import { utf8Length } from './utf8.ts'

it('is the CRC-32 that everyone knows', () => {
  expect(crc32Of('123456789')).toBe('cbf43926')
  expect(crc32Of('')).toBe('00000000')
})

it('counts the bytes a file would hold, whatever the text, also halves of surrogate pairs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, torn) => {
      const tried = torn ? `${text}\ud800x\udc00` : text
      const written = Buffer.from(tried, 'utf8')
      expect(Number.parseInt(crc32Of(tried), 16)).toBe(crc32(written))
      expect(utf8Length(tried)).toBe(written.length)
    }),
  )
})
