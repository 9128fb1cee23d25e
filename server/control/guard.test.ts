import { describe, expect, it } from 'vitest'
import { rightsOf, strangerIn } from './guard.ts'

describe('the guard', () => {
  it('answers to this computer under its own names', () => {
    for (const host of ['127.0.0.1:8400', 'localhost:8400', '[::1]:8400', '192.168.0.7:8400'])
      expect(strangerIn({ host }, '127.0.0.1')).toBeNull()
  })

  it('refuses a foreign name that was made to point here', () => {
    expect(strangerIn({ host: 'evil.example:8400' }, '127.0.0.1')).toMatch(/does not answer to the name evil/)
    expect(strangerIn({}, '127.0.0.1')).toMatch(/\(none\)/)
  })

  it('refuses pages of any other origin, another port included', () => {
    const host = '127.0.0.1:8400'
    expect(strangerIn({ host, origin: 'http://127.0.0.1:8400' }, '127.0.0.1')).toBeNull()
    expect(strangerIn({ host, origin: 'http://127.0.0.1:9999' }, '127.0.0.1')).toMatch(
      /may not use this cluster/,
    )
    expect(strangerIn({ host, origin: 'null' }, '127.0.0.1')).toMatch(/pages of null/)
  })

  it('lets only this computer drive', () => {
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map(rightsOf)).toEqual(['drive', 'drive', 'drive'])
    expect(['192.168.0.7', '::ffff:10.0.0.1', undefined].map(rightsOf)).toEqual(['watch', 'watch', 'watch'])
  })
})
