import { expect, test } from 'vitest'
import type { Place, Point } from './cluster.ts'
import { arrowShape } from './arrow-shape.ts'

const at = (node: string, x: number, y: number): Place => ({ node, role: 'broker', r: 30, x, y })
const WEST = at('broker-4', 100, 300)
const EAST = at('broker-2', 500, 300)
const NORTH = at('broker-1', 300, 100)
const SOUTH = at('broker-3', 300, 500)

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

test('the two directions run side by side, neither on top of the other', () => {
  const there = arrowShape(WEST, EAST, 0)
  const back = arrowShape(EAST, WEST, 0)
  expect(there.from.y).toBe(there.to.y)
  expect(Math.abs(there.from.y - back.from.y)).toBeGreaterThan(10)
})

test('what can be hit of one direction, 24 pixels wide, does not reach over the middle', () => {
  const { hit, from } = arrowShape(WEST, EAST, 0)
  const middle = Math.abs(hit.from.y - WEST.y)
  expect(middle).toBeGreaterThanOrEqual(12)
  expect(Math.abs(middle - Math.abs(from.y - WEST.y))).toBeLessThan(12)
})

test('lines end outside the shapes, and above a crown', () => {
  const { from, to } = arrowShape(NORTH, SOUTH, 0)
  expect(from.y).toBeGreaterThan(NORTH.y + NORTH.r)
  expect(SOUTH.y - to.y).toBeGreaterThan(from.y - NORTH.y)
})

test('the gates of all four directions of a crossing stay apart', () => {
  const discs = [
    arrowShape(WEST, EAST, 0).disc,
    arrowShape(EAST, WEST, 0).disc,
    arrowShape(NORTH, SOUTH, 0).disc,
    arrowShape(SOUTH, NORTH, 0).disc,
  ]
  for (const [index, disc] of discs.entries()) {
    for (const other of discs.slice(index + 1)) expect(distance(disc, other)).toBeGreaterThan(24)
  }
})

test('the gate stands nearer to the sender', () => {
  const { disc, from, to } = arrowShape(WEST, EAST, 0)
  expect(distance(disc, from)).toBeLessThan(distance(disc, to))
})

test('four times the rate is twice the width', () => {
  const rest = arrowShape(WEST, EAST, 0).width
  const some = arrowShape(WEST, EAST, 25).width - rest
  const more = arrowShape(WEST, EAST, 100).width - rest
  expect(more / some).toBeCloseTo(2)
})
