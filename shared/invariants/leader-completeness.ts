// Leader Completeness (Raft, Figure 3): an entry committed in a term is in the log of the leader of every
// later term. Looked up both when a leader appears and when a commit is told after it, since processes are
// heard in any order.

import type { GroupName, LogIndex, NodeId, Term } from '../ids.ts'
import type { TraceEventOf } from '../trace.ts'
import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check, Finding } from './check.ts'
import { WINDOW } from './logs.ts'
import type { Logs } from './logs.ts'
import { PerGroup, Recent } from './recent.ts'

interface Entry {
  readonly index: LogIndex
  readonly term: Term
  /** The teller's term: the entry was committed in it or before. */
  readonly inTerm: Term
  readonly node: NodeId
}

interface Known {
  readonly committed: Recent<LogIndex, Entry>
  leader: { readonly node: NodeId; readonly term: Term } | null
}

export function createLeaderCompleteness(): Check {
  const groups = new PerGroup<Known>(() => ({ committed: new Recent(WINDOW), leader: null }))

  function onLeader(known: Known, event: TraceEventOf<'leader'>, logs: Logs): Finding {
    if (known.leader === null || known.leader.term < event.term) known.leader = event
    return lookUp(
      event,
      [...known.committed.entries()].map(([, entry]) => entry),
      event.group,
      logs,
    )
  }

  function onCommit(known: Known, event: TraceEventOf<'commit'>, logs: Logs): Finding {
    const cells = logs.replica(event.group, event.node)?.cells
    const fresh: Entry[] = []
    for (let index = Math.max(event.from, event.to - WINDOW + 1); index <= event.to; index += 1) {
      const term = cells?.get(index)?.term
      if (term === undefined) continue
      fresh.push(known.committed.settle(index, { index, term, inTerm: event.term, node: event.node }))
    }
    return known.leader === null ? NOT_CHECKED : lookUp(known.leader, fresh, event.group, logs)
  }

  return {
    name: 'leader-completeness',
    take(event, logs) {
      if (event.kind !== 'leader' && event.kind !== 'commit') return NOT_CHECKED
      const id = logs.idOf(event.group)
      if (id === null) return NOT_CHECKED
      const known = groups.of(id)
      return event.kind === 'leader' ? onLeader(known, event, logs) : onCommit(known, event, logs)
    },
  }
}

function lookUp(
  leader: { readonly node: NodeId; readonly term: Term },
  committed: readonly Entry[],
  group: GroupName,
  logs: Logs,
): Finding {
  const log = logs.replica(group, leader.node)
  // Only while it leads that term is its log known to hold what it was elected with.
  if (log === null || log.role !== 'leader' || log.term !== leader.term) return NOT_CHECKED
  let checked = 0
  for (const { index, term, inTerm, node } of committed) {
    if (inTerm >= leader.term) continue
    const found = log.cells.get(index)
    if (found === undefined && index <= log.last) continue
    checked += 1
    if (found?.term === term) continue
    const instead = found === undefined ? 'ends before it' : `holds term ${found.term} there`
    return broken(
      `${node} had entry ${index} of term ${term} committed in ${group}, but ${leader.node}, leader of term ${leader.term}, ${instead}`,
    )
  }
  return fine(checked)
}
