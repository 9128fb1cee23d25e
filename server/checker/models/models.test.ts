// The models against the machines they stand for: what a machine answers is what its model expects, one
// operation after the other; and any other answer is not.

import { describe, expect, it } from 'vitest'
import type { Json } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import { createRandom } from '../../../shared/random.ts'
import { createBank } from '../../machines/bank.ts'
import type { Reply } from '../../machines/machine.ts'
import { createPartition } from '../../machines/partition.ts'
import type { Line } from '../histories.fixture.ts'
import { written } from '../histories.fixture.ts'
import type { Verdict } from '../linearizable.ts'
import { checkLinearizable } from '../linearizable.ts'
import { bankModel } from './bank.ts'
import { directoryModel } from './directory.ts'
import { listAppendModel } from './list-append.ts'
import { partitionModel } from './partition.ts'

const OPERATIONS = 120

type Told = readonly [f: string, input: Json, answer: Json]
const inTurn = (told: readonly Told[]): Line[] =>
  told.flatMap(([f, input, answer]): Line[] => [
    [0, 'invoke', f, input],
    [0, 'ok', f, answer],
  ])

/** Puts another answer in the place of one. */
const spoilt = (told: readonly Told[], at: number, answer: Json): readonly Told[] =>
  told.map((each, place) => (place === at ? [each[0], each[1], answer] : each))

function bankStory(random: Random): readonly Told[] {
  const bank = createBank()
  return Array.from({ length: OPERATIONS }, (_, at): Told => {
    const account = random.pick(['a', 'b', 'c', 'd'])
    const to = random.pick(['a', 'b', 'c', 'd'])
    const amount = random.int(1, 9)
    const f = random.pick(['create', 'deposit', 'withdraw', 'transfer', 'balance', 'accounts'])
    if (f === 'balance') {
      const found = bank.balance(account)
      return [f, { account }, found.ok ? { ok: { ...found.value } } : { refused: found.error.code }]
    }
    if (f === 'accounts') {
      const { accounts } = bank.accounts()
      return [f, {}, { ok: Object.fromEntries(accounts.map(({ account, balance }) => [account, balance])) }]
    }
    const input =
      f === 'create' ? { account } : f === 'transfer' ? { from: account, to, amount } : { account, amount }
    const reply = bank.apply({ op: f === 'create' ? 'createAccount' : f, ...input, at }, at + 1)
    return [f, input, reply.ok ? { ok: reply.value } : { refused: reply.failure.code }]
  })
}

function partitionStory(random: Random): readonly Told[] {
  const machine = createPartition()
  const partition = 'orders/0'
  const stored: string[] = []
  return Array.from({ length: OPERATIONS }, (_, at): Told => {
    const consumer = random.int(1, 3)
    const f = random.pick(['append', 'append', 'consume', 'size'])
    if (f === 'size') return [f, { partition, consumer }, { ok: { size: machine.size(consumer).size } }]
    if (f === 'append') {
      const messages = Array.from({ length: random.int(1, 3) }, (_, nth) => `m${at}-${nth}`)
      stored.push(...messages)
      const producer = { id: 1, name: 'p' }
      const { offset = null, last = null } = valueOf(machine.apply({ op: f, producer, messages, at }, at + 1))
      return [f, { partition, messages }, { ok: { offset, last } }]
    }
    const max = random.int(1, 4)
    const reply = machine.apply({ op: f, consumer, max, at }, at + 1)
    if (!reply.ok) return [f, { partition, consumer, max }, { refused: reply.failure.code }]
    const { from, count } = valueOf(reply)
    const messages = Array.from({ length: Number(count) }, (_, nth) => {
      const offset = Number(from) + nth
      return { offset, message: stored[offset - 1] ?? '' }
    })
    return [f, { partition, consumer, max }, { ok: { messages } }]
  })
}

const valueOf = (reply: Reply): Readonly<Record<string, Json>> =>
  reply.ok && typeof reply.value === 'object' && reply.value !== null
    ? Object.fromEntries(Object.entries(reply.value))
    : {}

const bank = (told: readonly Told[]): Verdict => checkLinearizable(bankModel(), written(inTurn(told)))
const partition = (told: readonly Told[]): Verdict =>
  checkLinearizable(partitionModel(), written(inTurn(told)))
const seeds = Array.from({ length: 20 }, (_, at) => at + 1)

describe.each([
  ['bank', bankStory, bank],
  ['partition', partitionStory, partition],
] as const)('the model of the %s', (_, story, check) => {
  it('expects what the machine answers', () => {
    for (const seed of seeds) expect(check(story(createRandom(seed))).verdict, `seed ${seed}`).toBe('ok')
  })

  it('expects no other answer, and points at it', () => {
    for (const seed of seeds) {
      const told = story(createRandom(seed))
      const found = check(spoilt(told, 70, { refused: 'something-else' }))
      expect(found, `seed ${seed}`).toMatchObject({ verdict: 'illegal', window: { last: { id: 70 } } })
    }
  })
})

describe('the bank', () => {
  const start: readonly Told[] = [
    ['create', { account: 'a' }, { ok: { account: 'a', number: 1, balance: 0 } }],
    ['deposit', { account: 'a', amount: 10 }, { ok: { account: 'a', balance: 10 } }],
  ]

  it('shows a withdrawal done twice by the next balance', () => {
    const told: readonly Told[] = [
      ...start,
      ['withdraw', { account: 'a', amount: 3 }, { ok: { account: 'a', balance: 7 } }],
      ['balance', { account: 'a' }, { ok: { account: 'a', balance: 4 } }],
    ]
    expect(bank(told)).toMatchObject({ verdict: 'illegal', window: { last: { f: 'balance' } } })
  })

  it('lets the last money go once only, when two ask at the same time', () => {
    const both = (second: Json): Line[] => [
      ...inTurn(start),
      [1, 'invoke', 'withdraw', { account: 'a', amount: 8 }],
      [2, 'invoke', 'withdraw', { account: 'a', amount: 8 }],
      [2, 'ok', 'withdraw', { ok: { account: 'a', balance: 2 } }],
      [1, 'ok', 'withdraw', second],
    ]
    const verdict = (second: Json) => checkLinearizable(bankModel(), written(both(second))).verdict
    expect(verdict({ refused: 'insufficient-funds' })).toBe('ok')
    expect(verdict({ ok: { account: 'a', balance: 2 } })).toBe('illegal')
  })

  it('goes on from the balances it is given', () => {
    const told: readonly Told[] = [['balance', { account: 'z' }, { ok: { account: 'z', balance: 5 } }]]
    expect(checkLinearizable(bankModel(new Map([['z', 5]])), written(inTurn(told))).verdict).toBe('ok')
    expect(bank(told).verdict).toBe('illegal')
  })
})

describe('a partition', () => {
  it('goes on from what it is given, and messages everybody has read may be left out', () => {
    const state = { before: 40, messages: ['x'], consumers: new Map([[7, 40]]) }
    const model = partitionModel(new Map([['t/0', state]]))
    const told: readonly Told[] = [
      ['append', { partition: 't/0', messages: ['y'] }, { ok: { offset: 42, last: 42 } }],
      [
        'consume',
        { partition: 't/0', consumer: 7, max: 2 },
        {
          ok: {
            messages: [
              { offset: 41, message: 'x' },
              { offset: 42, message: 'y' },
            ],
          },
        },
      ],
      [
        'retrieve',
        { partition: 't/0', after: 41, max: 9 },
        { ok: { messages: [{ offset: 42, message: 'y' }], last: 42 } },
      ],
    ]
    expect(checkLinearizable(model, written(inTurn(told))).verdict).toBe('ok')
    expect(partition(told).verdict).toBe('illegal')
  })
})

describe('the directory', () => {
  const directory = (...told: Told[]): string =>
    checkLinearizable(directoryModel(), written(inTurn(told))).verdict
  const created: Told = ['createTopic', { topic: 't' }, { ok: null }]
  const consumer = (id: number, name = 'c'): Told => [
    'registerConsumer',
    { topic: 't', name },
    { ok: { id } },
  ]
  const producer = (id: number): Told => ['registerProducer', { topic: 't' }, { ok: { id } }]

  it('makes a topic once and lists it from then on', () => {
    expect(directory(created, ['createTopic', { topic: 't' }, { refused: 'topic-exists' }])).toBe('ok')
    expect(directory(created, created)).toBe('illegal')
    expect(directory(created, ['topics', {}, { ok: ['t'] }])).toBe('ok')
    expect(directory(created, ['topics', {}, { ok: [] }])).toBe('illegal')
  })

  it('gives a producer a new number each time and a consumer its old one', () => {
    expect(directory(created, producer(1), producer(4))).toBe('ok')
    expect(directory(created, producer(4), producer(4))).toBe('illegal')
    expect(directory(created, consumer(1), consumer(3, 'd'), consumer(1))).toBe('ok')
    expect(directory(created, consumer(1), consumer(2))).toBe('illegal')
    expect(directory(consumer(1))).toBe('illegal')
  })

  it('binds a consumer to the number that an unknown registration may have given it', () => {
    const lost: Line[] = [
      [9, 'invoke', 'registerConsumer', { topic: 't', name: 'c' }],
      [9, 'info', 'registerConsumer', null],
    ]
    const verdict = (...told: Told[]): string => {
      const lines = [...inTurn([created]), ...lost, ...inTurn(told)]
      return checkLinearizable(directoryModel(), written(lines)).verdict
    }
    expect(verdict(consumer(2, 'd'), consumer(1), consumer(1))).toBe('ok')
    expect(verdict(consumer(2, 'd'), consumer(1), consumer(3))).toBe('illegal')
    // Of two consumers with one number each takes what belongs to the other.
    expect(verdict(consumer(2, 'd'), consumer(2))).toBe('illegal')
  })
})

describe('a list', () => {
  it('whose version goes back has lost something, whatever is read', () => {
    const append = (value: number, index: number): Told => [
      'append',
      { key: 'a', value },
      { ok: null, index },
    ]
    const check = (...told: Told[]): string =>
      checkLinearizable(listAppendModel, written(inTurn(told))).verdict
    expect(check(append(1, 5), append(2, 9))).toBe('ok')
    expect(check(append(1, 5), append(2, 5))).toBe('illegal')
    expect(check(append(1, 5), ['read', { key: 'a' }, { ok: [1], index: 4 }])).toBe('illegal')
  })
})
