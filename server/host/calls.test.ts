import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import type { OutgoingFrame } from '../transport/port.ts'
import { decodeAnswer, decodeCall } from '../transport/call-codec.ts'
import { createCalls } from './calls.ts'
import type { Calls } from './calls.ts'
import { createClock } from './clock.ts'
import { at } from './fake-core.ts'
import { createReqNumbers } from './open-requests.ts'
import { LIVE, TestTimers } from './virtual.ts'

interface Sent {
  readonly to: NodeId
  readonly frame: OutgoingFrame
}

function desk(connected = true): { calls: Calls; sent: Sent[]; timers: TestTimers } {
  const timers = new TestTimers()
  const sent: Sent[] = []
  const calls = createCalls({
    clock: createClock(timers, LIVE),
    nextReq: createReqNumbers(1),
    send(to, frame) {
      if (!connected) return null
      sent.push({ to, frame })
      return sent.length
    },
  })
  return { calls, sent, timers }
}

const bodyOf = ({ frame }: Sent): Buffer => Buffer.concat(frame.body)

/** Carries the newest call to `answering` and its answer back. */
async function carry(asking: ReturnType<typeof desk>, answering: ReturnType<typeof desk>): Promise<void> {
  const call = decodeCall(bodyOf(at(asking.sent, -1)))
  if (!call.ok) throw new Error(call.error)
  answering.calls.onCall('atm-1', call.value)
  await Promise.resolve()
  await Promise.resolve()
  const answer = decodeAnswer(bodyOf(at(answering.sent, -1)))
  if (!answer.ok) throw new Error(answer.error)
  asking.calls.onAnswer('atm-2', answer.value)
}

describe('calls', () => {
  it('a handler answers, and the answer comes back', async () => {
    const [one, two] = [desk(), desk()]
    two.calls.handle('greet', async (from, body) => ({ from, body }))
    const asked = one.calls.ask('atm-2', 'greet', 'hello', 100)
    await carry(one, two)
    expect(await asked).toEqual({ ok: true, value: { from: 'atm-1', body: 'hello' } })
  })

  it('a handler that throws, and a method nobody answers, are refused with a message', async () => {
    const [one, two] = [desk(), desk()]
    two.calls.handle('fail', () => Promise.reject(new Error('no such thing')))
    const failing = one.calls.ask('atm-2', 'fail', null, 100)
    await carry(one, two)
    expect(await failing).toEqual({ ok: false, error: { why: 'refused', message: 'no such thing' } })
    const unknown = one.calls.ask('atm-2', 'nothing', null, 100)
    await carry(one, two)
    expect(await unknown).toMatchObject({ error: { why: 'refused' } })
  })

  it('silence until the deadline is a timeout, and a late answer finds nobody', async () => {
    const { calls, timers } = desk()
    const asked = calls.ask('atm-2', 'greet', 'hello', 100)
    timers.advance(100)
    expect(await asked).toMatchObject({ ok: false, error: { why: 'timeout' } })
    calls.onAnswer('atm-2', { id: 1, ok: true, body: 'late' })
    expect(calls.requests.counts()).toEqual({ opened: 1, answered: 1 })
  })

  it('without a connection, or when the frame was lost on this side, the asker knows at once', async () => {
    expect(await desk(false).calls.ask('atm-2', 'greet', 'hello', 100)).toMatchObject({
      error: { why: 'noConnection' },
    })
    const { calls } = desk()
    const asked = calls.ask('atm-2', 'greet', 'hello', 100)
    calls.onLost('atm-3', 1)
    calls.onLost('atm-2', 1)
    expect(await asked).toMatchObject({ error: { why: 'noConnection' } })
  })

  it('an answer counts only from the node that was asked', async () => {
    const { calls, sent, timers } = desk()
    const asked = calls.ask('atm-2', 'greet', 'hello', 100)
    const call = decodeCall(bodyOf(at(sent, 0)))
    const id = call.ok ? call.value.id : 0
    calls.onAnswer('atm-3', { id, ok: true, body: 'not yours' })
    timers.advance(100)
    expect(await asked).toMatchObject({ error: { why: 'timeout' } })
  })

  it('what does not fit into a frame is refused before it is sent', async () => {
    const { calls, sent } = desk()
    expect(await calls.ask('atm-2', 'greet', 'x'.repeat(4_000_000), 100)).toMatchObject({
      error: { why: 'refused' },
    })
    expect(sent).toEqual([])
  })
})
