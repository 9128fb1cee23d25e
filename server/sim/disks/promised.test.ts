import { describe, expect, it } from 'vitest'
import { isPromised } from './promised.ts'

const line = (n: number, d: number): string => `{"c":"00000000","r":{"n":${n},"d":${d},"k":"put"}}\n`
const LINES = [`[${line(1, 0)}`, `,${line(2, 1)}`, `,${line(3, 1)}`, `,${line(4, 3)}`]

/** Of a byte in the middle of the line, and of the newline at its end. */
function judged(lines: readonly string[], at: number): readonly [middle: boolean, newline: boolean] {
  const bytes = Buffer.from(`${lines.join('')}]`)
  const start = lines.slice(0, at).join('').length
  const size = lines[at]?.length ?? 0
  return [isPromised(bytes, start + (size >> 1)), isPromised(bytes, start + size - 1)]
}

describe('damage that a node must notice', () => {
  it('B43: hits a record that a later line calls durable, or the head', () => {
    expect(judged(LINES, 0)).toEqual([true, true])
    expect(judged(LINES, 1)).toEqual([true, true])
    expect(judged(LINES, 2)[0]).toBe(true)
  })

  it('is not in the last batch, nor in the bracket: nothing durable tells it from a torn end', () => {
    expect(judged(LINES, 3)).toEqual([false, false])
    const bytes = Buffer.from(`${LINES.join('')}]`)
    expect(isPromised(bytes, bytes.length - 1)).toBe(false)
    expect(judged(LINES.slice(0, 3), 1)).toEqual([false, false])
  })

  it('is not a newline whose loss takes the only witness along', () => {
    expect(judged(LINES, 2)[1]).toBe(false)
  })

  it('is not in a torn line, and a torn line is no witness', () => {
    const torn = [...LINES.slice(0, 3), ',{"c":"00000000","r":{"n":4,"d":3']
    expect(judged(torn, 2)[0]).toBe(false)
    expect(judged(torn, 3)[0]).toBe(false)
  })
})
