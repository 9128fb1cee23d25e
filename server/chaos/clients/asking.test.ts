// What a client was told becomes what the history says: done, refused by the service, certainly not done, or a
// doubt that is settled at the quiet point under the same id.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FakeNode } from '../../../shared/sdk/fake-node.ts'
import type { Reaction } from '../../../shared/sdk/fake-node.ts'
import { createPatience } from '../../../shared/sdk/patience.ts'
import { readHistory } from '../../checker/history.ts'
import { Recorder } from '../recorder.ts'
import { Asker } from './asking.ts'
import { accountsRead, bankChange } from './customer.ts'

const folder = mkdtempSync(join(tmpdir(), 'raftroom-asking-'))
afterAll(() => rmSync(folder, { recursive: true }))

const paid = {
  body: { status: 'success', account: 'ann', balance: 9, index: 12, request_id: 'c:1', duplicate: false },
}
const refusal = (code: string, outcome = 'refused', more = {}) => ({
  body: { status: 'failure', code, outcome, message: `because ${code}`, ...more },
})

function stand(...reactions: Reaction[]) {
  const node = new FakeNode()
  node.reactions = reactions
  const internal: string[] = []
  const path = join(folder, 'history.jsonl')
  const recorder = new Recorder(path, () => 0)
  const asker = new Asker({
    base: (name) => `http://${name}`,
    recorder,
    patience: createPatience(node.timers),
    random: () => 1,
    retryFor: 400,
    fetch: node.fetch,
    onInternal: (name, text) => internal.push(`${name}: ${text}`),
  })
  const history = () => {
    const read = readHistory(readFileSync(path, 'utf8'))
    return read.ok ? read.value.map(({ type, value }) => [type, value]) : []
  }
  const pay = () =>
    asker.run(bankChange('atm-1', 'deposit', '/deposit', { account: 'ann', amount: 5 }, 'c:1'))
  return { node, asker, recorder, history, internal, pay }
}
const asked = ['invoke', { account: 'ann', amount: 5 }]

describe('an operation', () => {
  it('that is answered stands in the history with what the machine gave and where', async () => {
    const { node, history, pay } = stand(paid)
    expect((await node.settled(pay())).value.kind).toBe('done')
    const answer = { ok: { account: 'ann', balance: 9 }, index: 12, request: 'c:1', duplicate: false }
    expect(history()).toEqual([asked, ['ok', answer]])
  })

  it('that the machine refuses is an answer too', async () => {
    const { node, history, pay } = stand(
      refusal('insufficient-funds', 'refused', { index: 4, duplicate: false }),
    )
    await node.settled(pay())
    expect(history().at(-1)).toEqual([
      'ok',
      { refused: 'insufficient-funds', index: 4, request: 'c:1', duplicate: false },
    ])
  })

  it('that no node would take certainly failed', async () => {
    const { node, asker, history, pay } = stand(refusal('no-leader'))
    expect((await node.settled(pay())).value.kind).toBe('refused')
    expect(history().at(-1)).toEqual(['fail', 'no-leader'])
    expect(asker.doubts).toEqual([])
  })

  it('asks after the highest index it was told of', async () => {
    const { node, asker, pay } = stand(paid, paid)
    await node.settled(pay())
    await node.settled(
      asker.run(bankChange('atm-1', 'deposit', '/deposit', { account: 'ann', amount: 1 }, 'c:2')),
    )
    expect(node.asked.map(({ body }) => body['request_after'])).toEqual([0, 12])
  })

  it('that only reads is forgotten when nobody answers', async () => {
    const { node, asker, history } = stand('broken')
    await node.settled(asker.run(accountsRead('atm-1')))
    expect(history().at(-1)?.[0]).toBe('fail')
    expect(asker.doubts).toEqual([])
  })

  it('that ends in an internal error is told on', async () => {
    const { node, internal, pay } = stand(refusal('internal', 'unknown'))
    await node.settled(pay())
    expect(internal[0]).toBe('atm-1: deposit: "because internal"')
  })
})

describe('a doubt', () => {
  it('stays open until the quiet point, and is settled there under the same id by whoever knows', async () => {
    const { node, asker, history, pay } = stand('broken')
    expect((await node.settled(pay())).value.kind).toBe('doubt')
    expect(history()).toEqual([asked])
    node.reactions = [...node.asked.map((): Reaction => 'broken'), paid]
    expect((await node.settled(asker.settleDoubts(() => ['atm-2']))).value).toBe(0)
    expect(history().at(-1)?.[0]).toBe('ok')
    expect(node.asked.at(-1)).toMatchObject({ url: 'http://atm-2/deposit', body: { request_id: 'c:1' } })
  })

  it('is not settled by a node that refuses: what was sent before may still be done', async () => {
    const { node, asker, history, pay } = stand('broken')
    await node.settled(pay())
    node.reactions = [refusal('not-ready')]
    expect(
      (
        await node.settled(
          asker.settleDoubts(() => ['atm-2']),
          600_000,
        )
      ).value,
    ).toBe(1)
    expect(history().at(-1)?.[0]).toBe('info')
  })

  it('begins the next window too, while what was answered does not', async () => {
    const { node, recorder, pay } = stand(paid)
    await node.settled(pay())
    node.reactions = ['broken']
    await node.settled(pay())
    expect(recorder.window('bank').map(({ type }) => type)).toEqual(['invoke', 'ok', 'invoke'])
    recorder.turnOver()
    expect(recorder.window('bank').map(({ type }) => type)).toEqual(['invoke'])
    expect(recorder.window('directory')).toEqual([])
  })
})
