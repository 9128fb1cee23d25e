import { expect, it } from 'vitest'
import { createEngine } from '../host/engine.ts'
import { Desk } from './desk.ts'
import { Marks } from './marks.ts'

it('B54: a request is open until it is answered: a run that ends with one is not at rest', () => {
  const apply = (): void => {}
  // Nobody is here, so nothing is ever answered but by hand.
  const engine = createEngine({ node: 'broker-1', hooks: { apply, restore: apply } })
  const desk = new Desk(0, 1, new Marks())
  const told: string[] = []
  desk.read(engine, 3, ({ kind }) => told.push(kind))
  desk.propose(engine, 3, '{}', ({ kind }) => told.push(kind))
  desk.transfer(engine, 3, 3_002)
  expect(desk.open).toBe(2)
  desk.closed(3)
  expect(told).toEqual(['unknown', 'unknown'])
  expect(desk.open).toBe(0)
})
