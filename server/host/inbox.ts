// Frames of other nodes, decoded and put where they belong: mailboxes of the cores, calls, answers. Nothing
// is stepped here. A body that makes no sense closes the connection it came on; a message for a replica that
// is not here is answered so, and never makes one (B61).

import type { NodeId } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import type { IncomingFrame, Transport } from '../transport/port.ts'
import { decodeBeatAnswers, decodeBeats } from '../transport/beat-codec.ts'
import { decodeAnswer, decodeCall } from '../transport/call-codec.ts'
import type { RaftCodec } from '../transport/raft-codec.ts'
import { infoOf, noSuchReplica } from '../transport/raft-codec.ts'
import type { SnapshotKind } from '../transport/snapshot-codec.ts'
import { decodeSnapshot } from '../transport/snapshot-codec.ts'
import type { Beats } from './beats.ts'
import type { Calls } from './calls.ts'
import type { Message } from '../raft/types.ts'
import type { Engine } from './engine.ts'
import { frameId } from './frame-trace.ts'
import type { Streaming } from './streaming.ts'
import type { Tracing } from './tracing.ts'

export interface InboxOptions {
  readonly node: NodeId
  readonly engine: Engine
  readonly transport: Pick<Transport, 'send' | 'reject'>
  readonly codec: RaftCodec
  readonly beats: Beats
  readonly calls: Calls
  readonly streaming: Pick<Streaming, 'receive' | 'onGone'>
  /** A message of this replica came from that node: its answer has to find the way back. */
  readonly learn: (message: Pick<Message, 'g' | 'from'>, from: NodeId) => void
  readonly tracing: Pick<Tracing, 'arrived'>
}

export function createInbox(options: InboxOptions): (from: NodeId, frame: IncomingFrame) => void {
  const { node, engine, transport, codec, beats, calls, streaming, learn, tracing } = options
  const causeOf = (from: NodeId, frame: IncomingFrame): string => `frame:${frameId(from, node, frame.number)}`

  const onBeat = (from: NodeId, frame: IncomingFrame): void => {
    const rows = decodeBeats(frame.body)
    if (!rows.ok) return transport.reject(from)
    tracing.arrived(from, frame, { count: rows.value.length })
    const cause = causeOf(from, frame)
    for (const beat of rows.value) {
      // Its answer is all that a leader who came while this node was away may hear of it (B35).
      learn(beat, from)
      if (engine.receive(beat, cause) === 'noSuchReplica') beats.gone(from, beat)
    }
  }

  const onBeatAnswer = (from: NodeId, frame: IncomingFrame): void => {
    const rows = decodeBeatAnswers(frame.body)
    if (!rows.ok) return transport.reject(from)
    tracing.arrived(from, frame, { count: rows.value.length })
    const cause = causeOf(from, frame)
    // An answer counts for its own group only, and `gone` for none: it is no sign of life of a voter (B78).
    for (const answer of rows.value) if (answer.t === 'hbResp') engine.receive(answer, cause)
  }

  const onMessage = (from: NodeId, frame: IncomingFrame): void => {
    const message = codec.decode(frame)
    if (!message.ok) return transport.reject(from)
    tracing.arrived(from, frame, infoOf(message.value))
    learn(message.value, from)
    if (engine.receive(message.value, causeOf(from, frame)) !== 'noSuchReplica') return
    if (frame.to !== 0) transport.send(from, noSuchReplica(frame))
  }

  const onSnapshot = (from: NodeId, kind: SnapshotKind, frame: IncomingFrame): void => {
    const message = decodeSnapshot(kind, frame)
    if (!message.ok || frame.to === 0) return transport.reject(from)
    tracing.arrived(from, frame, {})
    learn(message.value, from)
    if (streaming.receive(from, message.value, causeOf(from, frame)) === 'noSuchReplica')
      transport.send(from, noSuchReplica(frame))
  }

  const onCall = (from: NodeId, frame: IncomingFrame): void => {
    const call = decodeCall(frame.body)
    if (!call.ok) return transport.reject(from)
    tracing.arrived(from, frame, {})
    calls.onCall(from, call.value)
  }

  const onAnswer = (from: NodeId, frame: IncomingFrame): void => {
    const answer = decodeAnswer(frame.body)
    if (!answer.ok) return transport.reject(from)
    tracing.arrived(from, frame, { ok: answer.value.ok })
    calls.onAnswer(from, answer.value)
  }

  return (from, frame) => {
    switch (frame.kind) {
      case 'beat':
        return onBeat(from, frame)
      case 'beatResp':
        return onBeatAnswer(from, frame)
      case 'call':
        return onCall(from, frame)
      case 'answer':
        return onAnswer(from, frame)
      case 'noSuchReplica':
        // Never answered, or two nodes without the replica would answer each other for ever.
        tracing.arrived(from, frame, {})
        return streaming.onGone(from, frame)
      case 'preVote':
      case 'preVoteResp':
      case 'vote':
      case 'voteResp':
      case 'timeoutNow':
      case 'app':
      case 'appResp':
      case 'readIndex':
      case 'readIndexResp':
        return onMessage(from, frame)
      case 'hello':
      case 'welcome':
      case 'refuse':
        return transport.reject(from)
      case 'offer':
      case 'need':
      case 'chunk':
      case 'chunkAck':
      case 'done':
        return onSnapshot(from, frame.kind, frame)
      default:
        return unreachable(frame.kind)
    }
  }
}
