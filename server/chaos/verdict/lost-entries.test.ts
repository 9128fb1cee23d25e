import { describe, expect, it } from 'vitest'
import { countedOnStill, groupsThatLost } from './lost-entries.ts'

const put = (n: number, g: number, app: readonly number[]): string =>
  JSON.stringify({
    c: '00000000',
    r: { n, k: 'put', g, rep: 1, commit: 0, app: app.map((index) => ({ index, term: 1 })) },
  })
const file = (...lines: readonly string[]): string => `[${lines.join('\n,')}\n]`
const head = JSON.stringify({ c: '00000000', r: { n: 1, k: 'head' } })
const saved = file(head, put(2, 3, [1]))

describe('an older log file', () => {
  it('has lost entries of the groups whose entries came after it', () => {
    const newest = file(head, put(2, 3, [1]), put(3, 4, [1]), put(4, 5, []), put(5, 4, [2]))
    expect(groupsThatLost(saved, newest)).toEqual([4])
  })

  it('has lost nothing when only commits came after it', () => {
    expect(groupsThatLost(saved, file(head, put(2, 3, [1]), put(3, 3, [])))).toEqual([])
  })

  it('must be found out while one of its leaders is still in office, whoever else was elected meanwhile', () => {
    const before = [
      { id: 3, term: 1 },
      { id: 4, term: 2 },
    ]
    const after = [
      { id: 3, term: 7 },
      { id: 4, term: 2 },
    ]
    expect(countedOnStill([3, 4], before, after)).toEqual([4])
    expect(countedOnStill([3], before, after)).toEqual([])
    expect(countedOnStill([9], before, after)).toEqual([])
  })
})
