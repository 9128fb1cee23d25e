import { expect, test } from 'vitest'
import type { TraceBodyOf } from '../../shared/trace.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { money } from './money-check.ts'
import { bankOf, sampleView, stamped } from './fake-view.ts'

const PUT = { deposited: 200, withdrawn: 50 }

const receipt = (node: string, request: string, index: number): TraceBodyOf<'atm'> => ({
  kind: 'atm',
  node,
  group: 'atm',
  op: 'withdraw',
  text: 'withdraw 30 alice',
  request,
  outcome: 'ok',
  duplicate: false,
  index,
})

test('before any ATM has spoken there is no sum', () => {
  expect(money(EMPTY_VIEW, [])).toBeNull()
})

test('the sum is taken from the copy that has applied most', () => {
  const view = sampleView(
    bankOf('atm-1', 12, { alice: 100, bob: 50 }, PUT),
    bankOf('atm-2', 9, { alice: 100 }, { deposited: 100, withdrawn: 0 }),
  )
  expect(money(view, [])).toMatchObject({ sum: 150, expected: 150, applied: 12, alarms: [] })
})

test('a missing amount is an alarm that names the copy', () => {
  const view = sampleView(bankOf('atm-1', 12, { alice: 90, bob: 50 }, PUT))
  expect(money(view, [])?.alarms).toEqual(['atm-1 has 10 too little as of entry 12'])
})

test('a balance below nothing is an alarm even when the sum is right', () => {
  const view = sampleView(bankOf('atm-1', 12, { alice: -10, bob: 160 }, PUT))
  expect(money(view, [])?.alarms).toEqual(['alice has -10 at atm-1: a balance below nothing'])
})

test('two copies of the same entry must agree', () => {
  const view = sampleView(
    bankOf('atm-1', 12, { alice: 100, bob: 50 }, PUT),
    bankOf('atm-2', 12, { alice: 50, bob: 100 }, PUT),
  )
  expect(money(view, [])?.alarms).toHaveLength(2)
})

test('a request done under two entries is an alarm that names both receipts', () => {
  const view = sampleView(bankOf('atm-1', 12, { alice: 150 }, PUT))
  const story = stamped([receipt('atm-1', 't1-4', 11), receipt('atm-2', 't1-4', 12)])
  expect(money(view, story)?.alarms).toEqual([
    'request t1-4 was done twice: entry 11 at atm-1 and entry 12 at atm-2',
  ])
  const again = stamped([receipt('atm-1', 't1-4', 11), { ...receipt('atm-2', 't1-4', 11), duplicate: true }])
  expect(money(view, again)?.alarms).toEqual([])
})
