// The ATM network: each request at another ATM, so that every answer shows they agree.

import { expect } from 'vitest'
import { row } from './rows.ts'
import type { Row } from './rows.ts'
import { done, read, refused } from './words.ts'

const nobody = refused('no-such-account', { what: 'nobody' })

export const atmRows: readonly Row[] = [
  row('atm-1', 'POST /accounts', { account: 'eve' }, 'opens', 200, {
    account: 'eve',
    number: expect.any(Number),
    balance: 0,
    ...done,
  }),
  row(
    'atm-2',
    'POST /accounts',
    { account: 'eve' },
    'known',
    409,
    refused('account-exists', { what: 'eve' }),
  ),
  row(
    'atm-2',
    'POST /accounts',
    { account: 'e v e' },
    'bad name',
    400,
    refused('bad-name', { field: 'account' }),
  ),
  row(
    'atm-2',
    'POST /accounts',
    {},
    'no name',
    400,
    refused('bad-request', { field: 'account', message: 'account is missing' }),
  ),
  row('atm-3', 'POST /deposit', { account: 'eve', amount: 70, request_id: 'd1' }, 'pays in', 200, {
    account: 'eve',
    balance: 70,
    ...done,
    request_id: 'd1',
  }),
  row('atm-1', 'POST /deposit', { account: 'eve', value: '70', request_id: 'd1' }, 'the same again', 200, {
    balance: 70,
    duplicate: true,
  }),
  row(
    'atm-1',
    'POST /deposit',
    { account: 'eve', amount: 71, request_id: 'd1' },
    'another under its id',
    409,
    refused('request-reused'),
  ),
  ...[0, -5, 1.5, 'ten', 1_000_000_001, null].map((amount) =>
    row(
      'atm-2',
      'POST /deposit',
      { account: 'eve', amount },
      `of ${String(amount)}`,
      400,
      refused('bad-amount', { field: 'amount' }),
    ),
  ),
  row(
    'atm-2',
    'POST /deposit',
    { account: 'eve' },
    'of nothing',
    400,
    refused('bad-request', { field: 'amount' }),
  ),
  row('atm-2', 'POST /deposit', { account: 'nobody', amount: 1 }, 'to nobody', 404, nobody),
  row('atm-3', 'POST /withdraw', { account: 'eve', amount: 30 }, 'pays out', 200, {
    account: 'eve',
    balance: 40,
    ...done,
  }),
  row(
    'atm-1',
    'POST /withdraw',
    { account: 'eve', amount: 41 },
    'more than there is',
    409,
    refused('insufficient-funds', { account: 'eve', balance: 40 }),
  ),
  row('atm-1', 'POST /withdraw', { account: 'nobody', amount: 1 }, 'from nobody', 404, nobody),
  row('atm-2', 'POST /transfer', { account1: 'eve', account2: 'bob', amount: 15 }, 'moves', 200, {
    from: { account: 'eve', balance: 25 },
    to: { account: 'bob', balance: 115 },
    ...done,
  }),
  row(
    'atm-2',
    'POST /transfer',
    { from: 'eve', to: 'eve', amount: 1 },
    'to itself',
    400,
    refused('same-account'),
  ),
  row('atm-2', 'POST /transfer', { from: 'eve', to: 'nobody', amount: 1 }, 'to nobody', 404, nobody),
  row(
    'atm-2',
    'POST /transfer',
    { from: 'eve', to: 'bob', amount: 26 },
    'too much',
    409,
    refused('insufficient-funds', { account: 'eve', balance: 25 }),
  ),
  row(
    'atm-2',
    'POST /transfer',
    { from: 'eve', amount: 26 },
    'to no name',
    400,
    refused('bad-request', { field: 'to' }),
  ),
  ...['atm-1', 'atm-2', 'atm-3'].flatMap((at) => [
    row(at, 'GET /balance', { account: 'eve' }, 'asks', 200, { account: 'eve', balance: 25, ...read }),
    row(at, 'GET /inquire', { account: 'eve', consistency: 'local' }, 'asks its own copy', 200, {
      account: 'eve',
      consistency: 'local',
      as_of: expect.any(Number),
      node: at,
    }),
  ]),
  row('atm-1', 'GET /balance', { account: 'nobody' }, 'of nobody', 404, nobody),
  row(
    'atm-1',
    'GET /balance',
    { account: 'a/b' },
    'of a bad name',
    400,
    refused('bad-name', { field: 'account' }),
  ),
  row('atm-1', 'GET /balance', {}, 'of no name', 400, refused('bad-request', { field: 'account' })),
  row(
    'atm-1',
    'GET /balance',
    { account: 'eve', consistency: 'eventual' },
    'how?',
    400,
    refused('bad-request', { field: 'consistency' }),
  ),
  row('atm-3', 'GET /accounts', {}, 'lists them by name', 200, {
    accounts: [
      { account: 'alice', number: expect.any(Number), balance: 100 },
      { account: 'bob', balance: 115 },
      { account: 'carol', balance: 100 },
      { account: 'eve', balance: 25 },
    ],
    totals: { deposited: 370, withdrawn: 30, held: 340 },
    ...read,
  }),
  row('atm-2', 'GET /history', { account: 'eve' }, 'lists what happened', 200, {
    entries: [
      { kind: 'created', balance: 0 },
      { kind: 'deposited', amount: 70, balance: 70 },
      { kind: 'withdrew', amount: 30, balance: 40 },
      {
        kind: 'sent',
        amount: 15,
        other: 'bob',
        balance: 25,
        index: expect.any(Number),
        at: expect.any(Number),
      },
    ],
    ...read,
  }),
  row('atm-2', 'GET /history', { account: 'eve', limit: '1' }, 'lists the last', 200, {
    entries: [{ kind: 'sent' }],
  }),
  row(
    'atm-2',
    'GET /history',
    { account: 'eve', limit: 21 },
    'lists too many',
    400,
    refused('bad-request', { field: 'limit' }),
  ),
  row('atm-2', 'GET /history', { account: 'nobody' }, 'of nobody', 404, nobody),
]
