import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../shared/sdk/ask.ts'
import type { BankChange } from '../../shared/sdk/atm.ts'
import type { Body } from '../../shared/sdk/attempt.ts'
import { renderAccounts, renderBalance, renderChange, renderHistory, renderStatus } from './render.ts'

const ok = (body: Body): Outcome => ({ outcome: 'ok', body })
const refused = (code: string, body: Body = {}): Outcome => ({
  outcome: 'refused',
  code,
  message: code,
  body,
})
const withdraw: BankChange = { op: 'withdraw', account: 'alice', amount: 100 }
const transfer: BankChange = { op: 'transfer', from: 'alice', to: 'bob', amount: 30 }

describe('every outcome of a change has its line, with the request id behind it', () => {
  it.each<[BankChange, Outcome, string]>([
    [{ op: 'create', account: 'alice' }, ok({ balance: 0 }), 'ok: created alice, balance 0 [t1-1]'],
    [
      { op: 'deposit', account: 'alice', amount: 30 },
      ok({ balance: 130 }),
      'ok: deposited 30 to alice, balance 130 [t1-1]',
    ],
    [withdraw, ok({ balance: 0 }), 'ok: withdrew 100 from alice, balance 0 [t1-1]'],
    [
      withdraw,
      ok({ balance: 0, duplicate: true }),
      'ok: withdrew 100 from alice, balance 0 (was already done) [t1-1]',
    ],
    [
      transfer,
      ok({ from: { account: 'alice', balance: 70 }, to: { account: 'bob', balance: 130 } }),
      'ok: moved 30 from alice to bob, alice has 70, bob has 130 [t1-1]',
    ],
    [
      withdraw,
      refused('insufficient-funds', { balance: 70 }),
      'refused: alice has 70, that is less than 100 [t1-1]',
    ],
    [withdraw, refused('no-such-account'), 'refused: there is no account alice [t1-1]'],
    [transfer, refused('no-such-account', { what: 'bob' }), 'refused: there is no account bob [t1-1]'],
    [transfer, refused('same-account'), 'refused: from and to are both alice [t1-1]'],
    [
      { op: 'create', account: 'alice' },
      refused('account-exists'),
      'refused: account alice exists already [t1-1]',
    ],
    [withdraw, refused('no-leader'), 'refused: no leader now, nothing was done, try again [t1-1]'],
    [
      withdraw,
      refused('no-quorum', { heard: 1, needed: 2, voters: 3 }),
      'refused: atm-2 hears 1 of 3, a majority is 2, nothing was done [t1-1]',
    ],
    [withdraw, refused('not-ready'), 'refused: atm-2 is still starting, nothing was done [t1-1]'],
    [withdraw, refused('overloaded'), 'refused: atm-2 is busy, nothing was done [t1-1]'],
    [withdraw, refused('no-connection'), 'refused: atm-2 does not answer, nothing was sent'],
    [
      withdraw,
      { outcome: 'unknown', message: '' },
      'unknown: may or may not be done, type again to ask once more [t1-1]',
    ],
  ])('%j %j', (change, outcome, line) => {
    expect(renderChange(change, outcome, 't1-1', 'atm-2')).toBe(line)
  })
})

describe('reads', () => {
  it('say of a local balance that it is local, and as of which entry', () => {
    expect(renderBalance(ok({ balance: 70 }), 'alice', 'atm-2')).toEqual(['ok: alice has 70'])
    expect(renderBalance(ok({ balance: 70, consistency: 'local', as_of: 41 }), 'alice', 'atm-2')).toEqual([
      'ok: alice has 70 (own copy of atm-2 as of entry 41, may be old)',
    ])
  })

  it('list accounts and history line by line', () => {
    const accounts = [
      { account: 'alice', balance: 70 },
      { account: 'bob', balance: 130 },
    ]
    expect(renderAccounts(ok({ accounts }), 'atm-2')).toEqual([
      'ok: 2 accounts, 200 in all',
      '  alice 70',
      '  bob 130',
    ])
    const entries = [
      { index: 12, kind: 'created', amount: 0, other: null, balance: 0 },
      { index: 13, kind: 'deposited', amount: 100, other: null, balance: 100 },
      { index: 41, kind: 'sent', amount: 30, other: 'bob', balance: 70 },
    ]
    expect(renderHistory(ok({ entries }), 'alice', 'atm-2')).toEqual([
      'ok: 3 entries of alice',
      '  #12 created',
      '  #13 deposited 100, balance 100',
      '  #41 sent 30 to bob, balance 70',
    ])
  })

  it('tell where the ATM stands in its group', () => {
    const facts = {
      node: 'atm-2',
      ready: true,
      role: 'follower',
      term: 7,
      leader: 'atm-3',
      applied: 41,
      last: 41,
    }
    expect(renderStatus({ ...facts, heard: 3, voters: 3 }, 'atm-2')).toBe(
      'ok: atm-2 is follower in term 7, leader atm-3, applied 41 of 41, hears 3 of 3',
    )
    expect(renderStatus(null, 'atm-2')).toBe('refused: atm-2 does not answer, nothing was sent')
  })
})
