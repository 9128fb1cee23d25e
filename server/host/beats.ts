// Folding: the heartbeats of all groups for one peer leave as one frame, and so do the answers, one entry
// per group (B78). A read makes its core beat early; of several beats of one cycle only the newest leaves,
// so that many reads cost one beat. Of answers that say nothing new every second one is left out: a leader asks
// only whether a majority was heard within ten beats, and half the frames of an idle cluster are such answers.

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
  /** This replica is here no more. */
  forget(replica: ReplicaId): void
  /** At most one beat frame and one answer frame per peer. */
  flush(send: (to: NodeId, frame: OutgoingFrame) => void): void
}

/** Cluster milliseconds: above one beat, so that at most every second answer is left out; below two. */
const QUIET_ANSWER_MS = 75

interface Answered {
  readonly answer: MessageOf<'hbResp'>
  readonly at: number
}

export function createBeats(now: () => number): Beats {
  // By the replica they are for, and by the replica that answers: both belong to one group.
  const beats = new Map<NodeId, Map<ReplicaId, Beat>>()
  const answers = new Map<NodeId, Map<ReplicaId, BeatAnswer>>()
  /** The last answer of each replica that left: one like it may be lost without loss. */
  const last = new Map<ReplicaId, Answered>()

  const saysNothing = (answer: MessageOf<'hbResp'>): boolean => {
    const before = last.get(answer.from)
    return (
      before !== undefined &&
      before.answer.to === answer.to &&
      before.answer.term === answer.term &&
      before.answer.readSeq === answer.readSeq &&
      now() - before.at < QUIET_ANSWER_MS
    )
  }

  return {
    beat: (to, beat) => void rowsFor(beats, to).set(beat.to, beat),
    answer(to, answer) {
      if (saysNothing(answer)) return
      const rows = rowsFor(answers, to)
      const before = rows.get(answer.from)
      // Beats may overtake each other; the later token confirms the earlier one too.
      if (before?.t === 'hbResp' && isNewer(before, answer)) return
      rows.set(answer.from, answer)
    },
    gone(to, { g, from, to: missing }) {
      rowsFor(answers, to).set(missing, { t: 'gone', g, from: missing, to: from })
    },
    forget: (replica) => void last.delete(replica),
    flush(send) {
      for (const [to, rows] of beats) send(to, beatFrame([...rows.values()]))
      for (const [to, rows] of answers) {
        send(to, beatAnswerFrame([...rows.values()]))
        for (const row of rows.values())
          if (row.t === 'hbResp') last.set(row.from, { answer: row, at: now() })
      }
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
