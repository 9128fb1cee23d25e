import { describe, expect, it } from 'vitest'
import { findingsIn } from './final-reads.ts'

const copy = (node: string, digest: string) => ({ node, digest, why: null })

describe('the copies of a partition', () => {
  it('are equal when all say the same, and differ from the first otherwise', () => {
    expect(findingsIn('a/0', [copy('broker-1', 'x'), copy('broker-2', 'x')])).toEqual([])
    expect(findingsIn('a/0', [copy('broker-1', 'x'), copy('broker-2', 'y')])).toEqual([
      'a/0: y at broker-2, x at broker-1',
    ])
  })

  it('are not equal when nobody holds one, or when all fail alike to show theirs', () => {
    expect(findingsIn('a/0', [])).toEqual(['nobody holds a/0'])
    const silent = (node: string) => ({ node, digest: null, why: 'fetch failed' })
    expect(findingsIn('a/0', [silent('broker-1'), silent('broker-2')])).toEqual([
      'a/0: broker-1 does not show its copy: fetch failed',
      'a/0: broker-2 does not show its copy: fetch failed',
    ])
    expect(findingsIn('a/0', [silent('broker-1'), copy('broker-2', 'x')])).toHaveLength(1)
  })
})
