// State Machine Safety (Raft, Figure 3): no two replicas apply different commands at one index. Compared are
// the terms of committed entries, the commands as people say them, and what the machines hold afterwards.

import type { GroupId, LogIndex, NodeId } from '../ids.ts'
import type { TraceEvent, TraceEventOf } from '../trace.ts'
import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check, Finding } from './check.ts'
import { WINDOW } from './logs.ts'
import type { Logs } from './logs.ts'
import { PerGroup, Recent } from './recent.ts'

/** What somebody said first of an index: everybody else must say the same. */
interface Said {
  readonly node: NodeId
  readonly what: string
}
type Statement = readonly [index: LogIndex, what: string]

export function createStateMachineSafety(): Check {
  const window = () => new PerGroup(() => new Recent<LogIndex, Said>(WINDOW))
  const [terms, commands, states] = [window(), window(), window()]

  function agree(
    said: PerGroup<Recent<LogIndex, Said>>,
    event: Told,
    id: GroupId,
    all: readonly Statement[],
  ): Finding {
    for (const [index, what] of all) {
      const first = said.of(id).settle(index, { node: event.node, what })
      if (first.what === what) continue
      return broken(
        `entry ${index} of ${event.group}: ${first.node} has "${first.what}", ${event.node} has "${what}" (event ${event.seq})`,
      )
    }
    return fine(all.length)
  }

  return {
    name: 'state-machine-safety',
    take(event, logs) {
      if (!isTold(event)) return NOT_CHECKED
      const id = logs.idOf(event.group)
      if (id === null) return NOT_CHECKED
      if (event.kind === 'commit') return agree(terms, event, id, committedTerms(event, logs))
      if (event.kind !== 'apply') return agree(states, event, id, [[event.applied, stateOf(event)]])
      const commit = logs.replica(event.group, event.node)?.commit ?? event.to
      if (commit >= event.to) return agree(commands, event, id, labelsOf(event))
      return broken(
        `${event.node} applied ${event.group} up to ${event.to} and knows only ${commit} committed (event ${event.seq})`,
      )
    },
  }
}

type Told = TraceEventOf<'commit'> | TraceEventOf<'apply'> | TraceEventOf<'balances'> | TraceEventOf<'stored'>

const isTold = (event: TraceEvent): event is Told =>
  event.kind === 'commit' || event.kind === 'apply' || event.kind === 'balances' || event.kind === 'stored'

function committedTerms(event: TraceEventOf<'commit'>, logs: Logs): Statement[] {
  const cells = logs.replica(event.group, event.node)?.cells
  const found: Statement[] = []
  for (let index = Math.max(event.from, event.to - WINDOW + 1); index <= event.to; index += 1) {
    const term = cells?.get(index)?.term
    if (term !== undefined) found.push([index, `an entry of term ${term}`])
  }
  return found
}

const labelsOf = ({ labels }: TraceEventOf<'apply'>): Statement[] =>
  labels.map(({ index, label }) => [index, label])

function stateOf(event: TraceEventOf<'balances'> | TraceEventOf<'stored'>): string {
  if (event.kind === 'stored') return `${event.last} messages`
  const { deposited, withdrawn, held } = event.totals
  return `${deposited} deposited, ${withdrawn} withdrawn, ${held} held`
}
