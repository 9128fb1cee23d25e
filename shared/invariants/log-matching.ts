// Log Matching (Raft, Figure 3): two logs with the same term at an index are the same up to there. It is
// enough to compare each entry with the one before it: the rest follows step by step, as in the paper's proof.

import type { LogIndex, NodeId } from '../ids.ts'
import type { LogCell } from '../trace-facts.ts'
import type { TraceEvent } from '../trace.ts'
import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check, Finding } from './check.ts'
import { WINDOW } from './logs.ts'
import type { Logs, ReplicaLog } from './logs.ts'
import { PerGroup, Recent } from './recent.ts'

interface Place {
  readonly node: NodeId
  readonly kind: LogCell['kind']
  readonly termBefore: number
}

export function createLogMatching(): Check {
  const places = new PerGroup(() => new Recent<string, Place>(2 * WINDOW))

  function compare(
    event: TraceEvent & { group: string; node: NodeId },
    cells: readonly LogCell[],
    logs: Logs,
  ): Finding {
    const [id, log] = [logs.idOf(event.group), logs.replica(event.group, event.node)]
    if (id === null || log === null) return NOT_CHECKED
    const known = places.of(id)
    let checked = 0
    for (const cell of cells) {
      const termBefore = termAt(log, cell.index - 1)
      if (termBefore === null) continue
      const { node } = event
      const first = known.settle(`${cell.index}:${cell.term}`, { node, kind: cell.kind, termBefore })
      checked += 1
      if (first.termBefore === termBefore && first.kind === cell.kind) continue
      return broken(
        `${first.node} and ${node} both hold entry ${cell.index} of term ${cell.term} in ${event.group}, but their logs differ ${first.kind === cell.kind ? 'before it' : 'there'} (event ${event.seq})`,
      )
    }
    return fine(checked)
  }

  return {
    name: 'log-matching',
    take(event, logs) {
      return event.kind === 'append' || event.kind === 'replica'
        ? compare(event, event.cells, logs)
        : NOT_CHECKED
    },
  }
}

/** The log begins with term 0 before its first entry; null where the entry is not known. */
const termAt = (log: ReplicaLog, index: LogIndex): number | null =>
  index === 0 ? 0 : (log.cells.get(index)?.term ?? null)
