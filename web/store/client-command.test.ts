import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TraceBody } from '../../shared/trace.ts'
import { bankOf, processIs, sampleView } from '../panels/fake-view.ts'
import { sendClientCommand } from './client-command.ts'

let asked: unknown[] = []

beforeEach(() => {
  asked = []
  vi.stubGlobal('location', { hostname: 'room.local' })
  vi.stubGlobal('fetch', async (url: string, init: { body: string }) => {
    asked.push([url, JSON.parse(init.body)])
    return { json: async () => ({ status: 'success', producer_id: 9 }) }
  })
})
afterEach(() => vi.unstubAllGlobals())

const topics: TraceBody = {
  kind: 'directory',
  node: 'manager-1',
  group: 'managers',
  version: 3,
  topics: [{ topic: 'orders', partitions: 2 }],
}

test('the bank gets a deposit, at the ATM that leads', async () => {
  const view = sampleView(bankOf('atm-1', 4, { bob: 10, alice: 5 }, { deposited: 15, withdrawn: 0 }))
  expect(await sendClientCommand(view, 'atm')).toEqual({ ok: true, value: null })
  expect(asked).toEqual([['http://room.local:8400/deposit', { account: 'alice', amount: 1 }]])
})

test('a bank without accounts gets its first one', async () => {
  await sendClientCommand(sampleView(), 'atm')
  expect(asked).toEqual([['http://room.local:8400/accounts', { account: 'alice' }]])
})

test('a partition gets one message, from a producer that is registered for it', async () => {
  await sendClientCommand(sampleView(topics), 'orders/1')
  expect(asked).toMatchObject([
    ['http://room.local:8407/producer/register', { topic: 'orders', partition: 1 }],
    ['http://room.local:8407/producer/produce', { topic: 'orders', partition: 1, producer_id: 9 }],
  ])
})

test('the managers get a registration, once there is a topic to register for', async () => {
  expect(await sendClientCommand(sampleView(), 'managers')).toMatchObject({ error: { code: 'not-now' } })
  await sendClientCommand(sampleView(topics), 'managers')
  expect(asked).toMatchObject([['http://room.local:8407/producer/register', { topic: 'orders' }]])
})

test('a refusal keeps the words of the node, and where nobody runs nobody is asked', async () => {
  vi.stubGlobal('fetch', async () => ({ json: async () => ({ status: 'failure', code: 'no-leader' }) }))
  expect(await sendClientCommand(sampleView(), 'atm')).toEqual({
    ok: false,
    error: { code: 'no-leader', message: 'no-leader' },
  })
  const down = sampleView(...['atm-1', 'atm-2', 'atm-3'].map((node) => processIs(node, 'killed')))
  expect(await sendClientCommand(down, 'atm')).toMatchObject({ error: { code: 'not-now' } })
})
