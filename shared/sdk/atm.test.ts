import { describe, expect, it } from 'vitest'
import { Atm } from './atm.ts'
import { FakeNode } from './fake-node.ts'
import type { Reaction } from './fake-node.ts'
import { askClock } from './attempt.ts'
import { createPatience } from './patience.ts'

const success = { body: { status: 'success', balance: 5 } }
const refusal = (code: string, outcome = 'refused') => ({
  body: { status: 'failure', code, outcome, message: `because ${code}` },
})

function stand(...reactions: Reaction[]) {
  const node = new FakeNode()
  node.reactions = reactions
  const patience = createPatience(node.timers, () => void askClock(node.fetch, patience, 'http://atm'))
  const atm = new Atm({ base: 'http://atm', fetch: node.fetch, patience, random: () => 1 })
  const send = () => atm.send({ id: 'r1', after: 7, change: { op: 'deposit', account: 'alice', amount: 5 } })
  return { node, atm, send }
}

describe('a change', () => {
  it('goes out with its id and what was known when the id was made', async () => {
    const { node, send } = stand(success)
    expect((await node.settled(send())).value).toMatchObject({ outcome: 'ok', body: { balance: 5 } })
    expect(node.asked).toEqual([
      {
        url: 'http://atm/deposit',
        body: { account: 'alice', amount: 5, request_id: 'r1', request_after: 7 },
      },
    ])
  })

  it('is asked again under the same id while the refusal passes by itself', async () => {
    const { node, send } = stand(refusal('no-leader'), refusal('not-ready'), refusal('overloaded'), success)
    expect((await node.settled(send())).value.outcome).toBe('ok')
    expect(new Set(node.asked.map(({ body }) => body['request_id']))).toEqual(new Set(['r1']))
    expect(node.asked).toHaveLength(4)
  })

  it('that is refused for good is told at once', async () => {
    const { node, send } = stand(refusal('insufficient-funds'))
    const { value, after } = await node.settled(send())
    expect(value).toMatchObject({ outcome: 'refused', code: 'insufficient-funds' })
    expect(after).toBeLessThan(50)
  })

  it('refused until patience ends is refused, with the last reason', async () => {
    const { node, send } = stand(refusal('no-leader'), refusal('no-quorum'))
    const { value, after } = await node.settled(send())
    expect(value).toMatchObject({ outcome: 'refused', code: 'no-quorum' })
    expect(after).toBeGreaterThan(8_900)
    expect(after).toBeLessThan(10_100)
  })

  it.each<[string, Reaction]>([
    ['the node said unknown', refusal('unknown', 'unknown')],
    ['the connection broke', 'broken'],
    ['no answer came', 'silent'],
  ])('stays unknown after later no-quorum when at first %s', async (_why, first) => {
    const { node, send } = stand(first, refusal('no-quorum'))
    expect((await node.settled(send())).value).toMatchObject({ outcome: 'unknown' })
  })

  it('unknown at first is success when the same id succeeds', async () => {
    const { node, send } = stand('broken', refusal('no-leader'), success)
    expect((await node.settled(send())).value.outcome).toBe('ok')
  })

  it('that never left is refused: nothing answered', async () => {
    const { node, send } = stand('refused')
    expect((await node.settled(send())).value).toMatchObject({ outcome: 'refused', code: 'no-connection' })
  })

  it('is not even sent when the ATM does not answer', async () => {
    const { node, send } = stand(success)
    node.status = null
    expect((await node.settled(send())).value).toMatchObject({ outcome: 'refused', code: 'no-connection' })
    expect(node.asked).toEqual([])
  })

  it('whose id is forgotten is unknown at once: nobody will ever know', async () => {
    const { node, send } = stand(refusal('request-forgotten', 'unknown'))
    const { value, after } = await node.settled(send())
    expect(value).toMatchObject({ outcome: 'unknown' })
    expect(after).toBeLessThan(50)
  })
})

describe('a read', () => {
  it('that is lost is refused, never unknown', async () => {
    const { node, atm } = stand('broken')
    expect((await node.settled(atm.balance('alice'))).value).toMatchObject({ outcome: 'refused' })
    expect(node.asked[0]?.url).toBe('http://atm/balance?account=alice')
  })
})

describe('the cluster clock', () => {
  it('in slow motion an answer may take ten times as long', async () => {
    const { node, send } = stand({ ...success, afterMs: 20_000 })
    node.clock = '2 0.1'
    expect((await node.settled(send())).value.outcome).toBe('ok')
    expect(node.asked).toHaveLength(1)
  })

  it('a pause that begins while a request is open does not count', async () => {
    const { node, send } = stand({ ...success, afterMs: 40_000 })
    const asked = send()
    await node.run(100)
    node.clock = '3 0'
    expect((await node.settled(asked)).value.outcome).toBe('ok')
    expect(node.asked).toHaveLength(1)
  })

  it('who waits through a pause goes on when it ends, although nobody else asks', async () => {
    const { node, send } = stand({ ...refusal('no-leader'), clock: '3 0' }, success)
    node.clock = '3 0'
    const asked = send()
    await node.run(30_000)
    expect(node.asked).toHaveLength(1)
    node.clock = '4 1'
    expect((await node.settled(asked)).value.outcome).toBe('ok')
  })

  it('an older clock, or nonsense, changes nothing', () => {
    const patience = createPatience(new FakeNode().timers)
    expect([
      patience.heard('5 0.5'),
      patience.heard('4 1'),
      patience.heard('x y'),
      patience.heard(null),
    ]).toEqual([true, false, false, false])
  })
})
