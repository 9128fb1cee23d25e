// Folded heartbeats: one frame of group 0 with the heartbeats of all groups for one peer, and one answer
// with an entry per group (B78). Cores emit and take ordinary `hb` and `hbResp`; folding is the host's.
// The idea is explained in redpanda `src/v/raft/heartbeat_manager.h`.

import type { MessageOf } from '../raft/types.ts'
import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { OutgoingFrame } from './port.ts'
import { err, ok } from '../../shared/result.ts'
import { FieldReader, isFields, parseJson } from './shape.ts'

export type Beat = MessageOf<'hb'>
/** `gone`: replica `from` of this group is not on the node that answers; never silence, never a guess. */
export type BeatAnswer =
  | MessageOf<'hbResp'>
  | { readonly t: 'gone'; readonly g: GroupId; readonly from: ReplicaId; readonly to: ReplicaId }

export function beatFrame(beats: readonly Beat[]): OutgoingFrame {
  const rows = beats.map(({ g, from, to, term, commit, readSeq }) => ({ g, from, to, term, commit, readSeq }))
  return nodeFrame('beat', rows)
}

export function beatAnswerFrame(answers: readonly BeatAnswer[]): OutgoingFrame {
  const rows = answers.map((answer) =>
    answer.t === 'gone'
      ? { g: answer.g, from: answer.from, to: answer.to, gone: true }
      : { g: answer.g, from: answer.from, to: answer.to, term: answer.term, readSeq: answer.readSeq },
  )
  return nodeFrame('beatResp', rows)
}

function nodeFrame(kind: 'beat' | 'beatResp', rows: readonly object[]): OutgoingFrame {
  const body = [Buffer.from(JSON.stringify(rows))]
  return { kind, group: 0, from: 0, to: 0, body, info: { count: rows.length } }
}

export function decodeBeats(body: Buffer): Result<readonly Beat[], string> {
  return decodeRows(body, (read) => ({
    t: 'hb',
    g: read.whole('g'),
    from: read.whole('from'),
    to: read.whole('to'),
    term: read.whole('term'),
    commit: read.whole('commit'),
    readSeq: read.whole('readSeq'),
  }))
}

export function decodeBeatAnswers(body: Buffer): Result<readonly BeatAnswer[], string> {
  return decodeRows(body, (read, row) => {
    const place = { g: read.whole('g'), from: read.whole('from'), to: read.whole('to') }
    if (row['gone'] === true) return { t: 'gone', ...place }
    return { t: 'hbResp', ...place, term: read.whole('term'), readSeq: read.whole('readSeq') }
  })
}

function decodeRows<T>(
  body: Buffer,
  decode: (read: FieldReader, row: Readonly<Record<string, unknown>>) => T,
): Result<readonly T[], string> {
  const parsed = parseJson(body.toString('utf8'))
  if (!parsed.ok) return parsed
  if (!Array.isArray(parsed.value)) return err('the body is not a list of groups')
  const rows: T[] = []
  for (const row of parsed.value) {
    if (!isFields(row)) return err('a group of the beat is not an object')
    const read = new FieldReader(row)
    const value = read.done(decode(read, row))
    if (!value.ok) return value
    rows.push(value.value)
  }
  return ok(rows)
}
