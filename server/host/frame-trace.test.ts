import { describe, expect, it } from 'vitest'
import type { TraceBody, TraceBodyOf, TraceKind } from '../../shared/trace.ts'
import type { FrameKind } from '../transport/frame-kinds.ts'
import type { IncomingFrame, LinkStatus } from '../transport/port.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { createFrameTrace } from './frame-trace.ts'
import type { FrameTrace } from './frame-trace.ts'

interface Desk {
  readonly trace: FrameTrace
  readonly time: { now: number }
  readonly told: <K extends TraceKind>(kind: K) => TraceBodyOf<K>[]
}

function desk(): Desk {
  const bodies: TraceBody[] = []
  const time = { now: 5_000 }
  const trace = createFrameTrace({
    node: 'atm-2',
    emit: (body) => void bodies.push(body),
    nameOf: (group) => (group === 2 ? 'atm' : null),
    now: () => time.now,
    origin: () => 4_000,
  })
  const told = <K extends TraceKind>(kind: K): TraceBodyOf<K>[] =>
    bodies.filter((body): body is TraceBodyOf<K> => body.kind === kind)
  return { trace, time, told }
}

const frame = (kind: FrameKind, number: number): IncomingFrame => ({
  kind,
  group: kind === 'beat' ? 0 : 2,
  from: 4,
  to: 5,
  epoch: 1,
  number,
  sentAt: 4_900,
  receivedAt: 4_901,
  bytes: 77,
  body: Buffer.alloc(0),
})

const link = (frames: number, cut: number): LinkStatus => ({
  to: 'atm-1',
  state: 'up',
  rule: NO_RULE,
  held: 0,
  frames,
  bytes: frames * 50,
  framesIn: 0,
  bytesIn: 0,
  delayed: 0,
  duplicated: 0,
  dropped: { cut, loss: 0, overflow: 0, noConnection: 0, byHand: 0 },
})

describe('frames as events', () => {
  it('an arrived frame tells both ends of its flight', () => {
    const { trace, told } = desk()
    trace.arrived('atm-1', frame('voteResp', 12), { term: 3, ok: true })
    expect(told('rpc')).toEqual([
      {
        kind: 'rpc',
        id: 'atm-1>atm-2#12',
        from: 'atm-1',
        to: 'atm-2',
        group: 'atm',
        type: 'voteResp',
        bytes: 77,
        sentAt: 900,
        receivedAt: 901,
        term: 3,
        ok: true,
      },
    ])
  })

  it('a lost frame is told by its sender, with the reason', () => {
    const { trace, told } = desk()
    const { kind, group, number, bytes, sentAt } = frame('app', 3)
    trace.lost({ to: 'atm-3', kind, group, number, bytes, sentAt, dropped: 'cut', info: { count: 2 } })
    expect(told('rpc')).toMatchObject([
      { id: 'atm-2>atm-3#3', receivedAt: null, dropped: 'cut', type: 'app', count: 2 },
    ])
  })

  it('above 400 a second frames are counted, background first', () => {
    const { trace, time, told } = desk()
    for (let number = 0; number < 1_000; number += 1) trace.arrived('atm-1', frame('beat', number), {})
    const beats = told('rpc').length
    expect(beats).toBe(300)
    trace.arrived('atm-1', frame('vote', 1_001), {})
    expect(told('rpc')).toHaveLength(beats + 1)
    time.now += 1_000
    trace.traffic([link(10, 0)])
    expect(told('traffic')[0]?.links[0]?.notShown).toBe(700)
    trace.arrived('atm-1', frame('beat', 1_002), {})
    expect(told('rpc')).toHaveLength(beats + 2)
  })

  it('the chunks of a long snapshot leave room for an election', () => {
    const { trace, told } = desk()
    for (let number = 0; number < 1_000; number += 1) {
      trace.arrived('atm-1', frame('chunk', 2 * number), {})
      trace.arrived('atm-1', frame('chunkAck', 2 * number + 1), {})
    }
    trace.arrived('atm-1', frame('vote', 2_001), {})
    expect(told('rpc').filter(({ type }) => type === 'vote')).toHaveLength(1)
  })

  it('traffic tells what each link carried since the last time', () => {
    const { trace, time, told } = desk()
    trace.traffic([link(10, 1)])
    time.now += 1_000
    trace.traffic([link(25, 4)])
    expect(told('traffic')[1]).toEqual({
      kind: 'traffic',
      node: 'atm-2',
      overMs: 1_000,
      links: [{ to: 'atm-1', frames: 15, bytes: 750, dropped: 3, notShown: 0 }],
    })
  })
})
