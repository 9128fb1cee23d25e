import { describe, expect, it } from 'vitest'
import type { Fields } from '../../shared/sdk/attempt.ts'
import type { Outcome } from '../../shared/sdk/ask.ts'
import type { Nodes } from './node-client.ts'
import { consume } from './consume.ts'
import { CommandFailure } from './failure.ts'
import { numbered, produce } from './produce.ts'

const EMPTY: Outcome = { outcome: 'refused', code: 'empty', message: 'no more messages', body: {} }
const done = (body: Record<string, never> | Extract<Outcome, { outcome: 'ok' }>['body']): Outcome => ({
  outcome: 'ok',
  body,
})

/** A queue of one topic, in memory. */
function queue(partitions: number) {
  const stored: string[][] = Array.from({ length: partitions }, () => [])
  const taken: number[] = Array.from({ length: partitions }, () => 0)
  const change = async (path: string, fields: Fields): Promise<Outcome> => {
    const partition = Number(fields['partition'] ?? 0)
    if (path.endsWith('/register')) return done({ producer_id: 1, consumer_id: 1, partitions })
    if (path === '/consumer/set_offset') taken[partition] = Number(fields['offset'])
    else stored[partition]?.push(String(fields['message']))
    return done({ partition, offset: stored[partition]?.length ?? 0 })
  }
  const take = async (_path: string, fields: Fields): Promise<Outcome> => {
    const partition = Number(fields['partition'])
    const from = taken[partition] ?? 0
    const messages = (stored[partition] ?? [])
      .slice(from)
      .map((message, at) => ({ offset: from + at + 1, message }))
    taken[partition] = from + messages.length
    return messages.length === 0 ? EMPTY : done({ messages })
  }
  const nodes: Nodes = { change, take, read: take }
  return { nodes, stored }
}

function output() {
  const lines: string[] = []
  return {
    lines,
    line: (text: string) => void lines.push(text),
    note: (text: string) => void lines.push(`! ${text}`),
  }
}

const PRODUCE = { topic: 'orders', name: null, partition: null, maxTimeoutMs: 0 }
const CONSUME = { name: null, partition: null, from: null, timeoutMs: 0 }

describe('produce', () => {
  it('goes round the partitions in turn and prints where each message is', async () => {
    const { nodes, stored } = queue(2)
    const out = output()
    await produce(nodes, numbered(3), PRODUCE, out, {})
    expect(out.lines).toEqual(['orders/0@1', 'orders/1@1', 'orders/0@2'])
    expect(stored).toEqual([['message 1', 'message 3'], ['message 2']])
  })

  it('keeps to a named partition, and prints JSON when asked', async () => {
    const { nodes } = queue(2)
    const out = output()
    await produce(nodes, numbered(1), { ...PRODUCE, partition: 1 }, out, { json: true })
    expect(out.lines).toEqual(['{"topic":"orders","partition":1,"offset":1}'])
  })

  it('ends with the sentence of the node when it is refused', async () => {
    const { nodes } = queue(1)
    const refusing: Nodes = {
      ...nodes,
      change: async () => ({ ...EMPTY, code: 'no-leader', message: 'no leader now' }),
    }
    await expect(produce(refusing, numbered(1), PRODUCE, output(), {})).rejects.toEqual(
      new CommandFailure('refused: no leader now'),
    )
  })
})

describe('consume', () => {
  it('prints what every partition holds and begins where it is told', async () => {
    const { nodes } = queue(2)
    await produce(nodes, numbered(5), PRODUCE, output(), {})
    const out = output()
    await consume(nodes, ['orders'], { ...CONSUME, from: 2, timeoutMs: 1 }, out, {})
    expect(out.lines).toEqual(['orders/0@2 message 3', 'orders/0@3 message 5', 'orders/1@2 message 4'])
  })
})
