// What must hold in every state, and what a state adds to the memory of the run: who led which term, and which
// entries are committed for ever. Each claim names its place in figure 3 of the paper.

import { assert } from '../../shared/assert.ts'
import type { LogIndex, ReplicaId, Term } from '../raft/types.ts'
import type { Seen } from './replica.ts'

export interface Memory {
  /** Term of each committed entry; place 0 is index 1. */
  readonly committed: readonly Term[]
  /** Who led which term, over all lives; place 0 is term 1, 0 nobody. */
  readonly leaders: readonly (ReplicaId | 0)[]
}

export const NO_MEMORY: Memory = { committed: [], leaders: [] }

/** All claims on all replicas. Throws an InvariantError at the first that fails. */
export function checked(replicas: readonly Seen[], before: Memory): Memory {
  const memory = replicas.reduce(remembered, before)
  for (const replica of replicas) {
    leaderCompleteness(replica, memory)
    for (const other of replicas) if (other !== replica) logMatching(replica, other)
  }
  return memory
}

/** The same memory if this replica shows nothing new. */
export function remembered(memory: Memory, replica: Seen): Memory {
  const leaders = electionSafety(memory.leaders, replica)
  const committed = stateMachineSafety(memory.committed, replica)
  const isSame = leaders === memory.leaders && committed === memory.committed
  return isSame ? memory : { leaders, committed }
}

/** At most one leader per term, over all lives. */
function electionSafety(leaders: Memory['leaders'], { view }: Seen): Memory['leaders'] {
  const { role, term, self } = view
  const other = leaders[term - 1] ?? 0
  if (role !== 'leader' || other === self) return leaders
  assert(other === 0, () => `election safety: ${other} and ${self} both led term ${term}`)
  return Array.from({ length: Math.max(term, leaders.length) }, (_, at) =>
    at === term - 1 ? self : (leaders[at] ?? 0),
  )
}

/** No two replicas hold different entries as committed at one index. */
function stateMachineSafety(committed: readonly Term[], replica: Seen): readonly Term[] {
  const { self, commit, firstIndex } = replica.view
  let all = committed
  for (let index = firstIndex; index <= commit; index += 1) {
    const term = termAt(replica, index)
    if (term === null) continue
    const known = all[index - 1]
    if (known === undefined) all = [...all, term]
    else
      assert(
        known === term,
        () => `state machine safety: ${self} committed ${index} of term ${term}, not ${known}`,
      )
  }
  return all
}

/** Same index and term: same entry, and the same entries before it. */
export function logMatching(one: Seen, other: Seen): void {
  let equal = false
  for (let index = Math.min(one.view.lastIndex, other.view.lastIndex); index >= 1; index -= 1) {
    const [mine, theirs] = [termAt(one, index), termAt(other, index)]
    if (mine === null || theirs === null) break
    equal = equal || mine === theirs
    const same = mine === theirs && dataAt(one, index) === dataAt(other, index)
    assert(!equal || same, () => `log matching: ${one.view.self} and ${other.view.self} differ at ${index}`)
  }
}

/** A leader holds every entry that was committed in an earlier term than its own. */
export function leaderCompleteness(replica: Seen, { committed, leaders }: Memory): void {
  const { role, self, term, firstIndex } = replica.view
  // A deposed leader that has not heard of it may lack what was committed after its time.
  if (role !== 'leader' || leaders.length > term) return
  for (let index = Math.max(1, firstIndex); index <= committed.length; index += 1) {
    const held = termAt(replica, index)
    assert(held === committed[index - 1], () => `leader completeness: ${self} leads without entry ${index}`)
  }
}

const termAt = ({ entries, view }: Seen, index: LogIndex): Term | null =>
  entries[index - view.firstIndex]?.term ?? null

function dataAt({ entries, view }: Seen, index: LogIndex): string {
  const entry = entries[index - view.firstIndex]
  if (entry === undefined) return ''
  return entry.kind === 'cmd' ? entry.data : entry.kind === 'conf' ? JSON.stringify(entry.conf) : 'noop'
}
