import { expect, test } from 'vitest'
import type { Address } from './address.ts'
import { readAddress, writeAddress } from './address.ts'

const PLACES: readonly Address[] = [
  { view: 'cluster', group: null, focus: null, lesson: null },
  { view: 'group', group: 'orders/0', focus: { kind: 'node', node: 'broker-2' }, lesson: null },
  { view: 'wall', group: 'atm', focus: { kind: 'link', from: 'atm-1', to: 'atm-3' }, lesson: null },
  { view: 'group', group: 'raft', focus: null, lesson: { name: 'figure-8', step: 3, time: null } },
]

test('what is written into the address is read back', () => {
  for (const place of PLACES) expect(readAddress(writeAddress(place))).toEqual(place)
})

test('what is written is what the browser gives back, so that nothing is written twice', () => {
  const group = { view: 'group', group: 'the group & 50% <more>', lesson: null } as const
  const link = { kind: 'link', from: 'atm-1', to: 'atm-3' } as const
  for (const place of [...PLACES, { ...group, focus: null }, { ...group, focus: link }]) {
    const hash = writeAddress(place)
    expect(new URL(hash, 'http://127.0.0.1').hash).toBe(hash)
    expect(readAddress(hash)).toEqual(place)
  }
  expect(writeAddress({ ...group, group: 'orders/0', focus: null })).toBe('#view=group&group=orders/0')
})

test('browsers may escape the address', () => {
  expect(readAddress('#view=group&group=orders%2F0&link=atm-1%3Eatm-2')).toEqual({
    view: 'group',
    group: 'orders/0',
    focus: { kind: 'link', from: 'atm-1', to: 'atm-2' },
    lesson: null,
  })
})

test('an address nobody understands leaves everything open', () => {
  const nothing = { view: null, group: null, focus: null, lesson: null }
  expect(readAddress('#view=disk&link=atm-1&t=12')).toEqual(nothing)
  expect(readAddress('')).toEqual(nothing)
})

test('a lesson is shared by its name alone, with a step, or with a moment in seconds', () => {
  const read = (hash: string) => readAddress(hash).lesson
  expect(read('#lesson=figure-8')).toEqual({ name: 'figure-8', step: null, time: null })
  expect(read('#lesson=figure-8&step=2')).toEqual({ name: 'figure-8', step: 2, time: null })
  expect(read('#lesson=figure-8&t=1.25')).toEqual({ name: 'figure-8', step: null, time: 1_250 })
  expect(read('#lesson=figure-8&step=x&t=-3')).toEqual({ name: 'figure-8', step: null, time: null })
  expect(read('#lesson=')).toBeNull()
})
