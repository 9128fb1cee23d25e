import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import type { FrameKind } from '../transport/frame-kinds.ts'
import { FRAME_KINDS } from '../transport/frame-kinds.ts'
import type { IncomingFrame, OutgoingFrame } from '../transport/port.ts'
import { beatAnswerFrame, beatFrame, decodeBeatAnswers } from '../transport/beat-codec.ts'
import { createRaftCodec } from '../transport/raft-codec.ts'
import { createBeats } from './beats.ts'
import { createCalls } from './calls.ts'
import { createClock } from './clock.ts'
import { createEngine } from './engine.ts'
import { at, fakeCore } from './fake-core.ts'
import type { FakeCore } from './fake-core.ts'
import { createInbox } from './inbox.ts'
import { NO_TRACING } from './tracing.ts'
import { LIVE, TestTimers } from './virtual.ts'

interface Desk {
  readonly core: FakeCore
  readonly sent: OutgoingFrame[]
  readonly rejected: NodeId[]
  readonly groups: () => readonly number[]
  readonly arrive: (frame: OutgoingFrame) => void
  readonly flush: () => void
}

function desk(): Desk {
  const core = fakeCore(3, 31)
  const engine = createEngine({
    node: 'broker-1',
    hooks: { restore: () => undefined, apply: () => undefined },
  })
  engine.addGroup({ group: 3, name: 'orders/0', replica: 31, core })
  const sent: OutgoingFrame[] = []
  const rejected: NodeId[] = []
  const beats = createBeats(() => 0)
  const send = (_to: NodeId, frame: OutgoingFrame): number => sent.push(frame)
  const inbox = createInbox({
    node: 'broker-1',
    engine,
    transport: { send, reject: (from) => void rejected.push(from) },
    codec: createRaftCodec(),
    beats,
    calls: createCalls({ clock: createClock(new TestTimers(), LIVE), nextReq: () => 1, send }),
    streaming: { receive: () => 'queued', onGone: () => undefined },
    learn: () => undefined,
    tracing: NO_TRACING,
  })
  return {
    core,
    sent,
    rejected,
    groups: () => engine.groups(),
    arrive(frame) {
      inbox('broker-2', asArrived(frame))
      engine.cycle()
    },
    flush: () => beats.flush(send),
  }
}

const asArrived = (frame: OutgoingFrame): IncomingFrame => ({
  kind: frame.kind,
  group: frame.group,
  from: frame.from,
  to: frame.to,
  epoch: 1,
  number: 1,
  sentAt: 0,
  receivedAt: 0,
  bytes: 40,
  body: Buffer.concat(frame.body),
})

const vote = (g: number, to: number): OutgoingFrame =>
  createRaftCodec().encode({ t: 'vote', g, from: 32, to, term: 2, lastIndex: 0, lastTerm: 0, force: false })

const garbage = (kind: FrameKind): OutgoingFrame => ({
  kind,
  group: 3,
  from: 32,
  to: 31,
  body: [Buffer.from('{')],
})

describe('inbox', () => {
  it('a message for a replica that is here is stepped', () => {
    const { core, arrive } = desk()
    arrive(vote(3, 31))
    expect(core.stepped).toMatchObject([{ t: 'msg', msg: { t: 'vote', from: 32 } }])
  })

  it('B61: a message for an unknown group or an old replica is answered so, and makes none', () => {
    const { core, arrive, sent, groups } = desk()
    arrive(vote(4, 41))
    arrive(vote(3, 30))
    expect(sent).toMatchObject([
      { kind: 'noSuchReplica', group: 4, from: 41, to: 32 },
      { kind: 'noSuchReplica', group: 3, from: 30, to: 32 },
    ])
    expect(groups()).toEqual([3])
    expect(core.stepped).toEqual([])
  })

  it('B61: two nodes without the replica do not answer each other for ever', () => {
    const { arrive, sent } = desk()
    arrive({ kind: 'noSuchReplica', group: 4, from: 42, to: 41, body: [] })
    expect(sent).toEqual([])
  })

  it('B78: of a folded beat each group gets its own, and the one that is not here is named as gone', () => {
    const { core, arrive, flush, sent } = desk()
    const beat = { t: 'hb', from: 1, term: 1, commit: 0, readSeq: 0 } as const
    arrive(
      beatFrame([
        { ...beat, g: 3, to: 31 },
        { ...beat, g: 4, to: 41 },
      ]),
    )
    expect(core.stepped).toMatchObject([{ msg: { t: 'hb', g: 3, to: 31 } }])
    flush()
    expect(decodeBeatAnswers(Buffer.concat(at(sent, 0).body))).toEqual({
      ok: true,
      value: [{ t: 'gone', g: 4, from: 41, to: 1 }],
    })
  })

  it('B78: a folded answer counts for its group only, and gone counts for none', () => {
    const { core, arrive } = desk()
    arrive(
      beatAnswerFrame([
        { t: 'hbResp', g: 4, from: 42, to: 41, term: 1, readSeq: 9 },
        { t: 'gone', g: 3, from: 33, to: 31 },
        { t: 'hbResp', g: 3, from: 32, to: 31, term: 1, readSeq: 1 },
      ]),
    )
    expect(core.stepped).toEqual([
      { t: 'msg', msg: { t: 'hbResp', g: 3, from: 32, to: 31, term: 1, readSeq: 1 } },
    ])
  })

  it.each<FrameKind>(['beat', 'beatResp', 'vote', 'app', 'call', 'answer', 'hello', 'chunk'])(
    'a %s that makes no sense closes the connection it came on, and harms nobody else',
    (kind) => {
      expect(FRAME_KINDS[kind]).toBeDefined()
      const { core, arrive, rejected } = desk()
      arrive(garbage(kind))
      expect(rejected).toEqual(['broker-2'])
      expect(core.stepped).toEqual([])
      arrive(vote(3, 31))
      expect(core.stepped).toHaveLength(1)
    },
  )
})
