// Election Safety (Raft, Figure 3): at most one leader in a term of a group. Every claim is compared with the
// first one of its term, whoever makes it and however late it comes.

import type { GroupName, NodeId, Term } from '../ids.ts'
import type { TraceEvent } from '../trace.ts'
import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check, Finding } from './check.ts'
import type { Logs } from './logs.ts'
import { PerGroup, Recent } from './recent.ts'

/** Terms remembered per group. */
const TERMS = 256

interface Claim {
  readonly group: GroupName
  readonly node: NodeId
  readonly term: Term
}

export function createElectionSafety(): Check {
  const leaders = new PerGroup(() => new Recent<Term, { node: NodeId; seq: number }>(TERMS))
  return {
    name: 'election-safety',
    take(event: TraceEvent, logs: Logs): Finding {
      const claim = claimOf(event)
      const id = claim === null ? null : logs.idOf(claim.group)
      if (claim === null || id === null) return NOT_CHECKED
      const { node, term } = claim
      const first = leaders.of(id).settle(term, { node, seq: event.seq })
      if (first.node === node) return fine(1)
      return broken(
        `${first.node} and ${node} both lead ${claim.group} in term ${term} (events ${first.seq} and ${event.seq})`,
      )
    },
  }
}

function claimOf(event: TraceEvent): Claim | null {
  if (event.kind === 'leader') return event
  if ((event.kind === 'role' || event.kind === 'replica') && event.role === 'leader') return event
  return null
}
