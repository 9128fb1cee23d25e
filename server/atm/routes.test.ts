import { describe, expect, it } from 'vitest'
import { ATM_GROUP } from '../../shared/ids.ts'
import type { Fields } from '../http/fields.ts'
import { ATMS, VirtualAtms } from './virtual-atms.ts'

const first = (list: readonly string[]): string => list[0] ?? ''

/** Three ATMs and accounts that hold this much. */
async function opened(holdings: Readonly<Record<string, number>> = {}): Promise<VirtualAtms> {
  const atms = await VirtualAtms.start()
  for (const [account, amount] of Object.entries(holdings)) {
    await atms.ask('atm-1', 'POST /accounts', { account })
    if (amount > 0) await atms.ask('atm-1', 'POST /deposit', { account, amount })
  }
  return atms
}
const balance = (atms: VirtualAtms, node: string, account: string, more: Fields = {}) =>
  atms.ask(node, 'GET /balance', { account, ...more })

describe('the ATM network', () => {
  it('ATM4: takes every request at every ATM and answers the same', async () => {
    const atms = await opened({ alice: 100, bob: 0 })
    for (const node of ATMS) {
      const moved = { from: 'alice', to: 'bob', amount: '10' }
      expect(await atms.ask(node, 'POST /transfer', moved)).toMatchObject({ http: 200, duplicate: false })
    }
    for (const node of ATMS) {
      expect(await balance(atms, node, 'alice')).toMatchObject({
        balance: 70,
        consistency: 'linearizable',
        node,
      })
      expect(await atms.ask(node, 'GET /inquire', { account: 'bob' })).toMatchObject({ balance: 30 })
      expect(await atms.ask(node, 'GET /accounts')).toMatchObject({
        accounts: [{ account: 'alice' }, { account: 'bob' }],
        totals: { deposited: 100, withdrawn: 0, held: 100 },
      })
      expect(await atms.ask(node, 'GET /history', { account: 'bob', limit: 1 })).toMatchObject({
        entries: [{ kind: 'received', amount: 10, other: 'alice', balance: 30 }],
      })
    }
  })

  it('of two withdrawals racing for the last money, at different ATMs, one is refused', async () => {
    const atms = await opened({ alice: 50 })
    const both = ['atm-1', 'atm-3'].map((node) =>
      atms.send(node, 'POST /withdraw', { account: 'alice', amount: 40 }),
    )
    const answers = await atms.settled(Promise.all(both))
    expect(answers.map(({ http }) => http).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(answers.find(({ http }) => http === 409)).toMatchObject({
      code: 'insufficient-funds',
      balance: 10,
    })
  })

  it('a request repeated at another ATM is done once, also after all of them were restarted', async () => {
    const atms = await opened({ alice: 50 })
    const asked = { account: 'alice', amount: 20, request_id: 'r' }
    const told = await atms.ask('atm-1', 'POST /withdraw', asked)
    expect(told).toMatchObject({ http: 200, balance: 30 })
    expect(await atms.ask('atm-2', 'POST /withdraw', asked)).toMatchObject({ duplicate: true, balance: 30 })
    for (const node of ATMS) await atms.kill(node)
    for (const node of ATMS) await atms.restart(node)
    await atms.run(2_500)
    expect(await atms.ask('atm-3', 'POST /withdraw', asked)).toMatchObject({
      duplicate: true,
      index: told['index'],
    })
    expect(await balance(atms, 'atm-2', 'alice')).toMatchObject({ balance: 30 })
  })

  it('B55: a request repeated after a snapshot and a restart is not done again', async () => {
    const atms = await opened({ alice: 50 })
    const asked = { account: 'alice', amount: 20, request_id: 'r' }
    await atms.ask('atm-1', 'POST /deposit', asked)
    for (const node of ATMS) atms.node(node).host.snapshotNow(ATM_GROUP)
    await atms.run(500)
    for (const node of ATMS) {
      expect(
        atms
          .node(node)
          .disk.paths()
          .filter((path) => path.includes('/snap-')),
      ).toHaveLength(1)
      await atms.kill(node)
    }
    for (const node of ATMS) await atms.restart(node)
    await atms.run(2_500)
    expect(await atms.ask('atm-3', 'POST /deposit', asked)).toMatchObject({ duplicate: true, balance: 70 })
    expect(await balance(atms, 'atm-1', 'alice')).toMatchObject({ balance: 70 })
  })
})

describe('an ATM without its majority', () => {
  it('refuses changes and sure reads with no-quorum, and shows its own copy', async () => {
    const atms = await opened({ alice: 50 })
    const alone = first(atms.followers())
    atms.isolate([alone])
    await atms.run(3_000)
    const deposit = { account: 'alice', amount: 1, deadline_ms: 500 }
    const none = { http: 503, code: 'no-quorum', heard: 1, needed: 2, outcome: 'refused' }
    expect(await atms.ask(alone, 'POST /deposit', deposit)).toMatchObject(none)
    expect(await balance(atms, alone, 'alice', { deadline_ms: 500 })).toMatchObject(none)
    const own = await balance(atms, alone, 'alice', { consistency: 'local' })
    expect(own).toMatchObject({ http: 200, balance: 50, consistency: 'local', node: alone })
  })

  it('B69: what an old leader had taken stays unknown until asked again, and is done at most once', async () => {
    const atms = await opened({ alice: 50 })
    const old = atms.leader()
    const other = first(atms.followers())
    atms.isolate([old])
    const asked = { account: 'alice', amount: 5, request_id: 'r', deadline_ms: 2_000 }
    expect(await atms.ask(old, 'POST /deposit', asked)).toMatchObject({ http: 503, outcome: 'unknown' })
    expect(await atms.ask(other, 'POST /deposit', asked)).toMatchObject({ http: 200, balance: 55 })
    atms.isolate([old], false)
    await atms.run(2_500)
    expect(await atms.ask(old, 'POST /deposit', asked)).toMatchObject({ duplicate: true, balance: 55 })
    expect(await balance(atms, old, 'alice')).toMatchObject({ balance: 55 })
  })

  it('a request that waits for an election is done by the new leader under the same id', async () => {
    const atms = await opened({ alice: 50 })
    const asker = first(atms.followers())
    await atms.kill(atms.leader())
    const answer = await atms.ask(asker, 'POST /deposit', { account: 'alice', amount: 5, request_id: 'r' })
    expect(answer).toMatchObject({ http: 200, balance: 55, request_id: 'r' })
  })
})

describe('an ATM that has just started', () => {
  it('is not ready until it has heard from its group, but says so and shows its own copy', async () => {
    const atms = await opened({ alice: 50 })
    const late = first(atms.followers())
    await atms.kill(late)
    await atms.restart(late)
    expect(await atms.ask(late, 'POST /deposit', { account: 'alice', amount: 1 })).toMatchObject({
      http: 503,
      code: 'not-ready',
    })
    expect(await atms.ask(late, 'GET /status')).toMatchObject({ http: 200, message: 'atm running' })
    // As far as its files know it to be committed, which may be nothing.
    const own = await atms.ask(late, 'GET /accounts', { consistency: 'local' })
    expect(own).toMatchObject({ http: 200, consistency: 'local', as_of: expect.any(Number), node: late })
    await atms.run(2_000)
    expect(await atms.ask(late, 'POST /deposit', { account: 'alice', amount: 1 })).toMatchObject({
      http: 200,
    })
  })

  it('with forward=no only the leader acts; the others name it', async () => {
    const atms = await opened({ alice: 50 })
    const asked = { account: 'alice', amount: 1, forward: 'no' }
    expect(await atms.ask(first(atms.followers()), 'POST /deposit', asked)).toMatchObject({
      http: 503,
      code: 'not-leader',
      leader: { node: atms.leader() },
    })
    expect(await atms.ask(atms.leader(), 'POST /deposit', asked)).toMatchObject({ http: 200, balance: 51 })
  })
})
