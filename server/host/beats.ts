// Folding: the heartbeats of all groups for one peer leave as one frame, and so do the answers, one entry
// per group (B78). A read makes its core beat early; of several beats of one cycle only the newest leaves,
// so that many reads cost one beat.

import type { NodeId, ReplicaId } from '../../shared/ids.ts'
import type { MessageOf } from '../raft/types.ts'
import type { Beat, BeatAnswer } from '../transport/beat-codec.ts'
import { beatAnswerFrame, beatFrame } from '../transport/beat-codec.ts'
import type { OutgoingFrame } from '../transport/port.ts'

export interface Beats {
  beat(to: NodeId, beat: Beat): void
  answer(to: NodeId, answer: MessageOf<'hbResp'>): void
  /** The beat was for a replica that is not on this node: told so, never silence (B61). */
  gone(to: NodeId, beat: Beat): void
  /** At most one beat frame and one answer frame per peer. */
  flush(send: (to: NodeId, frame: OutgoingFrame) => void): void
}

export function createBeats(): Beats {
  // By the replica they are for, and by the replica that answers: both belong to one group.
  const beats = new Map<NodeId, Map<ReplicaId, Beat>>()
  const answers = new Map<NodeId, Map<ReplicaId, BeatAnswer>>()

  return {
    beat: (to, beat) => void rowsFor(beats, to).set(beat.to, beat),
    answer(to, answer) {
      const rows = rowsFor(answers, to)
      const before = rows.get(answer.from)
      // Beats may overtake each other; the later token confirms the earlier one too.
      if (before?.t === 'hbResp' && isNewer(before, answer)) return
      rows.set(answer.from, answer)
    },
    gone(to, { g, from, to: missing }) {
      rowsFor(answers, to).set(missing, { t: 'gone', g, from: missing, to: from })
    },
    flush(send) {
      for (const [to, rows] of beats) send(to, beatFrame([...rows.values()]))
      for (const [to, rows] of answers) send(to, beatAnswerFrame([...rows.values()]))
      beats.clear()
      answers.clear()
    },
  }
}

const isNewer = (one: MessageOf<'hbResp'>, other: MessageOf<'hbResp'>): boolean =>
  one.term > other.term || (one.term === other.term && one.readSeq > other.readSeq)

function rowsFor<Row>(all: Map<NodeId, Map<ReplicaId, Row>>, to: NodeId): Map<ReplicaId, Row> {
  const known = all.get(to)
  if (known !== undefined) return known
  const made = new Map<ReplicaId, Row>()
  all.set(to, made)
  return made
}
