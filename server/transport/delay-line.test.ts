import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Copy } from './gate.ts'
import { DelayLine } from './delay-line.ts'

const inOrder = (delayMs: number): Copy => ({ delayMs, keepsOrder: true })

test('jitter never lets one frame pass another; reordering does (B33)', () => {
  const line = new DelayLine<string>()
  line.push('slow', inOrder(50), 0)
  line.push('fast', inOrder(10), 0)
  line.push('overtaken', { delayMs: 80, keepsOrder: false }, 0)
  line.push('last', inOrder(0), 60)
  expect(line.takeDue(49)).toEqual([])
  expect(line.takeDue(50)).toEqual(['slow', 'fast'])
  expect(line.takeDue(79)).toEqual(['last'])
  expect(line.takeDue(80)).toEqual(['overtaken'])
})

test('whatever is put in comes out exactly once, and never early', () => {
  const copies = fc.array(fc.record({ delayMs: fc.nat({ max: 50 }), keepsOrder: fc.boolean() }))
  fc.assert(
    fc.property(copies, (list) => {
      const line = new DelayLine<number>()
      const out: number[] = []
      list.forEach((copy, place) => {
        line.push(place, copy, place)
        out.push(...line.takeDue(place))
      })
      for (let now = list.length; line.size > 0; now += 1) {
        expect(line.nextDue()).toBeGreaterThan(now - 1)
        out.push(...line.takeDue(now))
      }
      const kept = out.filter((place) => list[place]?.keepsOrder)
      expect(kept).toEqual([...kept].sort((a, b) => a - b))
      expect([...out].sort((a, b) => a - b)).toEqual(list.map((_, place) => place))
    }),
  )
})

test('a link that became faster does not keep back what it held under the old rule', () => {
  const line = new DelayLine<string>()
  line.push('held', inOrder(5_000), 0)
  line.shorten(10, 100)
  line.push('new', inOrder(0), 100)
  expect(line.nextDue()).toBe(110)
  expect(line.takeDue(110)).toEqual(['held', 'new'])
})
