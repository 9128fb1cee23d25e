import { expect, it } from 'vitest'
import type { Fault } from '../../shared/fault.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import { applyLinkFault, isWire, newLinkTable, ruleOf } from './links.ts'
import { withNode, withoutNode } from './links-growth.ts'

const named = (role: 'manager' | 'broker' | 'atm', id: string) => ({ id, role })
const nodes = [
  named('manager', 'manager-1'),
  named('broker', 'broker-1'),
  named('broker', 'broker-2'),
  named('atm', 'atm-1'),
]
const joined = [...nodes, named('broker', 'broker-3')]
const isCut = (table: ReturnType<typeof newLinkTable>, from: string, to: string): boolean =>
  ruleOf(table, { from, to }).cut
const split: Extract<Fault, { kind: 'partition' }> = {
  kind: 'partition',
  islands: [['broker-1', 'manager-1']],
}

it('who joins is linked with all it speaks to, both ways, and with nobody else', () => {
  const table = withNode(newLinkTable(nodes), joined, 'broker-3', null)
  for (const other of ['manager-1', 'broker-1', 'broker-2'])
    expect([isWire(table, 'broker-3', other), isWire(table, other, 'broker-3')]).toEqual([true, true])
  expect(isWire(table, 'broker-3', 'atm-1')).toBe(false)
  expect(table.rules.size).toBe(0)
})

it('who joins a divided network stands with those that are on no island, and is freed with them', () => {
  const { table: divided } = applyLinkFault(newLinkTable(nodes), split, 4)
  const table = withNode(divided, joined, 'broker-3', { id: 4, fault: split })
  expect(isCut(table, 'broker-3', 'broker-1')).toBe(true)
  expect(isCut(table, 'manager-1', 'broker-3')).toBe(true)
  expect(isCut(table, 'broker-3', 'broker-2')).toBe(false)
  const whole = { ...split, islands: [joined.map(({ id }) => id)] }
  const freed = applyLinkFault(table, whole, 5)
  expect(freed.ended).toEqual([4])
  expect(isCut(freed.table, 'broker-3', 'broker-1')).toBe(false)
})

it('who leaves takes its links and their rules along, and ends the faults that were on nothing else', () => {
  const fault = { kind: 'cut', from: 'broker-1', to: 'broker-2' } as const
  const { table } = applyLinkFault(newLinkTable(nodes), fault, 1)
  const { table: both } = applyLinkFault(table, { ...split, islands: [['broker-1']] }, 2)
  const left = withoutNode(both, 'broker-2')
  expect(left.ended).toEqual([1])
  expect(isWire(left.table, 'broker-1', 'broker-2')).toBe(false)
  expect([...left.table.rules.keys()].sort()).toEqual(
    [linkKey('broker-1', 'manager-1'), linkKey('manager-1', 'broker-1')].sort(),
  )
  expect(left.table.owners).toMatchObject([{ id: 2 }])
})
