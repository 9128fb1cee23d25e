// Raft messages as frames and back. Group, from and to travel in the frame's header, the rest as JSON.
// Heartbeats are folded and go through beat-codec.ts; snapshots are streamed and have no message frame.

import type { Body, Message, MessageOf, MessageType } from '../raft/types.ts'
import type { Result } from '../../shared/result.ts'
import type { Frame } from './frame.ts'
import type { FrameInfo, OutgoingFrame } from './port.ts'
import { assert, unreachable } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import { decodeApp, encodeApp, EntryBytes } from './app-codec.ts'
import { FieldReader, parseFields } from './shape.ts'

/** Messages that have a frame of their own. */
export type SingleMessage = MessageOf<Exclude<MessageType, 'hb' | 'hbResp' | 'snap'>>
type SingleType = SingleMessage['t']

const SINGLE: Readonly<Record<SingleType, true>> = {
  preVote: true,
  preVoteResp: true,
  vote: true,
  voteResp: true,
  timeoutNow: true,
  app: true,
  appResp: true,
  readIndex: true,
  readIndexResp: true,
}
const isSingle = (kind: string): kind is SingleType => Object.hasOwn(SINGLE, kind)
export const isSingleMessage = (message: Message): message is SingleMessage => isSingle(message.t)

export interface RaftCodec {
  encode(message: SingleMessage): OutgoingFrame
  /** Only for frames whose kind is a Raft message; any other is an error, like a body that makes no sense. */
  decode(frame: Frame): Result<SingleMessage, string>
}

/** One per process: it remembers the bytes of entries, so that each is encoded once for all peers. */
export function createRaftCodec(): RaftCodec {
  const cache = new EntryBytes()
  return {
    encode: (message) => ({
      kind: message.t,
      group: message.g,
      from: message.from,
      to: message.to,
      body: message.t === 'app' ? encodeApp(message, cache) : [encodePlain(message)],
      info: infoOf(message),
    }),
    decode(frame) {
      if (!isSingle(frame.kind)) return err(`${frame.kind} is not a Raft message`)
      const content = decodeBody(frame.kind, frame.body)
      if (!content.ok) return content
      return ok({ g: frame.group, from: frame.from, to: frame.to, ...content.value })
    },
  }
}

/** What the record of a message says besides sizes and times. */
export function infoOf(message: SingleMessage): FrameInfo {
  switch (message.t) {
    case 'app':
      return { term: message.term, count: message.entries.length }
    case 'appResp':
      return { term: message.term, ok: message.ok }
    case 'preVoteResp':
    case 'voteResp':
      return { term: message.term, ok: message.granted }
    case 'preVote':
    case 'vote':
    case 'timeoutNow':
    case 'readIndex':
    case 'readIndexResp':
      return { term: message.term }
    default:
      return unreachable(message)
  }
}

function encodePlain(message: SingleMessage): Buffer {
  const { g: _g, from: _from, to: _to, t: _t, ...body } = message
  return Buffer.from(JSON.stringify(body))
}

type SingleBody = { readonly term: number } & Extract<Body, { readonly t: SingleType }>

function decodeBody(t: SingleType, body: Buffer): Result<SingleBody, string> {
  if (t === 'app') {
    const app = decodeApp(body)
    return app.ok ? ok({ t, ...app.value }) : app
  }
  const fields = parseFields(body.toString('utf8'))
  return fields.ok ? decodePlain(t, new FieldReader(fields.value)) : fields
}

function decodePlain(t: Exclude<SingleType, 'app'>, read: FieldReader): Result<SingleBody, string> {
  const term = read.whole('term')
  switch (t) {
    case 'preVote':
    case 'vote':
      return read.done({
        t,
        term,
        lastIndex: read.whole('lastIndex'),
        lastTerm: read.whole('lastTerm'),
        force: read.flag('force'),
      })
    case 'preVoteResp':
    case 'voteResp':
      return read.done({ t, term, granted: read.flag('granted') })
    case 'appResp':
      return decodeAppResp(term, read)
    case 'timeoutNow':
      return read.done({ t, term })
    case 'readIndex':
      return read.done({ t, term, req: read.whole('req') })
    case 'readIndexResp':
      return read.done({ t, term, req: read.whole('req'), index: read.whole('index') })
    default:
      return unreachable(t)
  }
}

function decodeAppResp(term: number, read: FieldReader): Result<SingleBody, string> {
  const session = read.whole('session')
  if (read.flag('ok')) return read.done({ t: 'appResp', term, session, ok: true, match: read.whole('match') })
  return read.done({
    t: 'appResp',
    term,
    session,
    ok: false,
    rejectPrev: read.whole('rejectPrev'),
    hintIndex: read.whole('hintIndex'),
    hintTerm: read.whole('hintTerm'),
  })
}

/** The answer to a frame for a replica that is not here: `from` names the missing one. */
export function noSuchReplica(frame: Frame): OutgoingFrame {
  assert(frame.to !== 0, 'only a frame for a replica can miss one')
  return { kind: 'noSuchReplica', group: frame.group, from: frame.to, to: frame.from, body: [] }
}
