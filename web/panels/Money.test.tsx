// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { Money } from './Money.tsx'
import type { Mounted } from './mounted.tsx'
import { mount, showView } from './mounted.tsx'
import { bankOf, sampleView } from './fake-view.ts'

let panel: Mounted | null = null

afterEach(async () => panel?.unmount())

const PUT = { deposited: 200, withdrawn: 50 }
const meter = `[data-testid="${testIds.money}"]`
const balance = (account: string, node: string): string =>
  `[data-testid="${testIds.balance}"][data-account="${account}"][data-node="${node}"]`

test('while the sum is right the meter says so, in attributes and in words', async () => {
  showView(sampleView(bankOf('atm-1', 12, { alice: 100, bob: 50 }, PUT)))
  panel = await mount(<Money />)
  const { sum, expected, ok } = panel.one(meter).dataset
  expect([sum, expected, ok]).toEqual(['150', '150', 'true'])
  expect(panel.one(meter).textContent).toContain('Every amount is accounted for')
})

test('a difference is an alarm in words, and no amount is called accounted for', async () => {
  showView(sampleView(bankOf('atm-1', 12, { alice: 90, bob: 50 }, PUT)))
  panel = await mount(<Money />)
  expect(panel.one(meter).dataset['ok']).toBe('false')
  expect(panel.one('[role="alert"]').textContent).toContain('atm-1 has 10 too little')
  expect(panel.place.textContent).not.toContain('Every amount')
})

test('a copy that lags is marked, and so is every balance in it that is old', async () => {
  showView(
    sampleView(
      bankOf('atm-1', 14, { alice: 100, bob: 50 }, PUT),
      bankOf('atm-2', 12, { alice: 150, bob: 50 }, { deposited: 200, withdrawn: 0 }),
    ),
  )
  panel = await mount(<Money />)
  expect(panel.place.textContent).toContain('2 behind')
  expect(panel.one(balance('alice', 'atm-2')).dataset).toMatchObject({
    old: 'true',
    balance: '150',
    applied: '12',
  })
  expect(panel.one(balance('bob', 'atm-2')).dataset['old']).toBeUndefined()
  expect(panel.one(balance('alice', 'atm-1')).dataset['old']).toBeUndefined()
})

test('an entry without a command leaves no copy behind: none of them had a balance to tell', async () => {
  const applied = (node: string): TraceBody => ({
    kind: 'apply',
    node,
    group: 'atm',
    from: 13,
    to: 13,
    labels: [],
  })
  const told = bankOf('atm-2', 13, { alice: 150 }, PUT)
  showView(sampleView(bankOf('atm-1', 12, { alice: 150 }, PUT), applied('atm-1'), told))
  panel = await mount(<Money />)
  expect(panel.place.textContent).not.toContain('behind')
  expect(panel.place.textContent).toContain('entry 13')
})

test('before any ATM has spoken it says so and shows no zero', async () => {
  showView(sampleView())
  panel = await mount(<Money />)
  expect(panel.all(meter)).toEqual([])
  expect(panel.place.textContent).toContain('No ATM has said anything')
})
