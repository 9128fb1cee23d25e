import { expect, test } from 'vitest'
import type { Address } from './address.ts'
import { readAddress, writeAddress } from './address.ts'

const PLACES: readonly Address[] = [
  { view: 'cluster', group: null, focus: null },
  { view: 'group', group: 'orders/0', focus: { kind: 'node', node: 'broker-2' } },
  { view: 'wall', group: 'atm', focus: { kind: 'link', from: 'atm-1', to: 'atm-3' } },
]

test('what is written into the address is read back', () => {
  for (const place of PLACES) expect(readAddress(writeAddress(place))).toEqual(place)
})

test('browsers may escape the address', () => {
  expect(readAddress('#view=group&group=orders%2F0&link=atm-1%3Eatm-2')).toEqual({
    view: 'group',
    group: 'orders/0',
    focus: { kind: 'link', from: 'atm-1', to: 'atm-2' },
  })
})

test('an address nobody understands opens the cluster view', () => {
  expect(readAddress('#view=disk&link=atm-1&t=12')).toEqual({ view: 'cluster', group: null, focus: null })
  expect(readAddress('')).toEqual({ view: 'cluster', group: null, focus: null })
})
