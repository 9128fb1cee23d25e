// Single events of a core in the words of the trace. Node names instead of replica ids.

import type { Json, NodeId } from '../../shared/ids.ts'
import type { LogCell, OffsetRange, ReplicaFacts } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
import type { Entry, RaftEvent } from '../raft/types.ts'
import { appendedSchema } from '../../shared/protocol/queue.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import { unreachable } from '../../shared/assert.ts'
import { learnersOf, nodeOf, votersOf } from './replica.ts'
import type { Replica } from './replica.ts'

/** Events that are told as ranges go through progress.ts. */
export type StoryEvent = Exclude<RaftEvent, { readonly k: 'append' | 'commit' }>

/** Null: no event of its own. Timers are sampled; the rest shows in what follows from it. */
export function storyOf(node: NodeId, replica: Replica, event: StoryEvent): TraceBody | null {
  const place = { node, group: replica.name, term: event.term }
  const nodes = (ids: readonly number[]): NodeId[] => ids.flatMap((id) => nodeOf(replica, id) ?? [])
  switch (event.k) {
    case 'role':
      return {
        kind: 'role',
        ...place,
        role: event.role,
        leader: nodeOf(replica, event.leader),
        why: event.why,
      }
    case 'term':
      return { kind: 'term', ...place, from: event.from }
    case 'vote': {
      const candidate = nodeOf(replica, event.candidate)
      const { granted, pre, why } = event
      return candidate === null ? null : { kind: 'vote', ...place, candidate, granted, pre, why }
    }
    case 'leader':
      return { kind: 'leader', ...place, votes: nodes(event.votes), voters: nodes(event.voters) }
    case 'quorumLost':
      return { kind: 'quorumLost', ...place, heard: event.heard, needed: event.needed }
    case 'conf': {
      const { index, what, conf } = event
      const members = { voters: nodes(conf.voters), learners: nodes(conf.learners) }
      return { kind: 'membership', node, group: replica.name, what, index, ...members }
    }
    // A snapshot is told by whoever holds its files.
    case 'compact':
    case 'timeout':
    case 'reject':
    case 'transfer':
    case 'lost':
      return null
    default:
      return unreachable(event)
  }
}

export function factsOf(replica: Replica): Omit<ReplicaFacts, 'cells'> {
  const { view, record } = replica
  return {
    groupId: replica.group,
    replica: record.replica,
    voters: votersOf(replica),
    learners: learnersOf(replica),
    confIndex: view.confIndex,
    role: view.role,
    term: view.term,
    vote: nodeOf(replica, view.vote),
    leader: nodeOf(replica, view.leader),
    last: view.lastIndex,
    commit: view.commit,
    applied: replica.applied,
    durable: view.durableIndex,
    snapIndex: view.snapIndex,
    firstIndex: view.firstIndex,
  }
}

export function cellOf(replica: Replica, entry: Entry, labelled: boolean): LogCell {
  const { index, term, kind } = entry
  if (!labelled || entry.kind !== 'cmd') return { index, term, kind }
  const command: Json = JSON.parse(entry.data)
  return { index, term, kind, label: replica.machine.describe(command) }
}

/** The messages that a reply says were stored anew; replies of other machines say nothing of the kind. */
export function offsetIn(reply: Json): { readonly offset?: OffsetRange } {
  const answer = replySchema.safeParse(reply)
  if (!answer.success || !answer.data.ok || answer.data.duplicate) return {}
  const appended = appendedSchema.safeParse(answer.data.value)
  if (!appended.success || appended.data.last === null || appended.data.stored === 0) return {}
  const { last, stored } = appended.data
  return { offset: { from: last - stored + 1, to: last } }
}
