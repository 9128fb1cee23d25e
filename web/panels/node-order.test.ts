import { expect, test } from 'vitest'
import { inOrder, linksInOrder } from './node-order.ts'

test('rooms come in the order managers, brokers, ATMs, and broker-10 after broker-2', () => {
  expect(inOrder(['atm-1', 'broker-10', 'broker-2', 'manager-1'])).toEqual([
    'manager-1',
    'broker-2',
    'broker-10',
    'atm-1',
  ])
})

test('links are sorted by sender and then by receiver', () => {
  expect(linksInOrder(['atm-1>atm-3', 'manager-2>manager-1', 'atm-1>atm-2'])).toEqual([
    'manager-2>manager-1',
    'atm-1>atm-2',
    'atm-1>atm-3',
  ])
})
