// Leader Append-Only (Raft, Figure 3): while it leads, a replica never cuts its own log.

import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check } from './check.ts'

export function createLeaderAppendOnly(): Check {
  return {
    name: 'leader-append-only',
    take(event, logs) {
      if (event.kind !== 'append') return NOT_CHECKED
      const replica = logs.replica(event.group, event.node)
      if (replica === null || replica.role !== 'leader' || replica.term !== event.term) return NOT_CHECKED
      if (event.cut === null) return fine(1)
      return broken(
        `${event.node} threw away its own entries of ${event.group} from ${event.cut} while leading term ${event.term} (event ${event.seq})`,
      )
    },
  }
}
