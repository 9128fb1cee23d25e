import { expect, test } from 'vitest'
import { faultSchema } from '../../shared/fault.ts'
import { MAX_LINK_DELAY_MS } from '../../shared/fault.ts'
import { ALL, MAX_DELAY_MS, NO_DIALS, linkFaults, targetWords } from './link-faults.ts'

const LINKS = ['a>b', 'b>a', 'a>c', 'c>a', 'b>c', 'c>b']

test('all links, both ways, are one fault per pair', () => {
  const faults = linkFaults(LINKS, { from: ALL, to: ALL, oneWay: false }, NO_DIALS)
  expect(faults.map((fault) => ('from' in fault ? `${fault.from}${fault.to}` : ''))).toEqual([
    'ab',
    'ac',
    'bc',
  ])
})

test('one way touches one direction only', () => {
  const faults = linkFaults(LINKS, { from: 'b', to: 'a', oneWay: true }, { ...NO_DIALS, loss: 25 })
  expect(faults).toEqual([
    {
      kind: 'link',
      from: 'b',
      to: 'a',
      oneWay: true,
      delayMs: 0,
      jitterMs: 0,
      lossRate: 0.25,
      duplicateRate: 0,
      reorderRate: 0,
    },
  ])
})

test('everything out of one node leaves the others alone', () => {
  const faults = linkFaults(LINKS, { from: 'c', to: ALL, oneWay: true }, NO_DIALS)
  expect(faults).toHaveLength(2)
})

test('what the form makes is what the server accepts', () => {
  expect(MAX_DELAY_MS).toBe(MAX_LINK_DELAY_MS)
  const dials = { delayMs: MAX_DELAY_MS, jitterMs: 5, loss: 100, duplicates: 100, reordering: 100 }
  for (const fault of linkFaults(['atm-1>atm-2'], { from: ALL, to: ALL, oneWay: false }, dials))
    expect(faultSchema.safeParse(fault).success).toBe(true)
})

test('a link that does not exist gives no fault', () => {
  expect(linkFaults(LINKS, { from: 'a', to: 'x', oneWay: false }, NO_DIALS)).toEqual([])
  expect(targetWords({ from: 'a', to: 'b', oneWay: true })).toBe('a → b')
})
