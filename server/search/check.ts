// What must hold in every state, and what a state adds to the memory of the run: who led which term, and which
// entries are committed for ever. Each claim names its place in figure 3 of the paper.

import { assert } from '../../shared/assert.ts'
import type { LogIndex, ReplicaId, Term } from '../raft/types.ts'
import type { SearchReplica, World } from './world.ts'

/** The state with its memory brought up to date. Throws an InvariantError at the first claim that fails. */
export function checked(world: World): World {
  const leaders = electionSafety(world)
  const committed = stateMachineSafety(world)
  for (const replica of world.replicas) {
    logMatching(world, replica)
    leaderCompleteness(replica, committed, leaders)
  }
  return { ...world, leaders, committed }
}

/** At most one leader per term, over all lives. */
function electionSafety({ replicas, leaders }: World): World['leaders'] {
  const fresh = replicas.filter(({ view }) => view.role === 'leader' && leaders.get(view.term) !== view.self)
  if (fresh.length === 0) return leaders
  const all = new Map<Term, ReplicaId>(leaders)
  for (const { id, view } of fresh) {
    const other = all.get(view.term)
    assert(
      other === undefined,
      () => `election safety: ${String(other)} and ${id} both led term ${view.term}`,
    )
    all.set(view.term, id)
  }
  return all
}

/** Same index and term: same entry, and the same entries before it. */
function logMatching({ replicas }: World, one: SearchReplica): void {
  for (const other of replicas) {
    if (other.id <= one.id) continue
    let equal = false
    for (let index = Math.min(one.view.lastIndex, other.view.lastIndex); index >= 1; index -= 1) {
      const [mine, theirs] = [termAt(one, index), termAt(other, index)]
      if (mine === null || theirs === null) break
      equal = equal || mine === theirs
      const same = mine === theirs && dataAt(one, index) === dataAt(other, index)
      assert(!equal || same, () => `log matching: ${one.id} and ${other.id} differ at ${index}`)
    }
  }
}

/** No two replicas hold different entries as committed at one index. */
function stateMachineSafety({ replicas, committed }: World): World['committed'] {
  let all = committed
  for (const replica of replicas) {
    const { commit, firstIndex } = replica.view
    for (let index = firstIndex; index <= commit; index += 1) {
      const term = termAt(replica, index)
      if (term === null) continue
      const known = all[index - 1]
      if (known === undefined) all = [...all, term]
      else
        assert(
          known === term,
          () => `state machine safety: ${replica.id} committed ${index} of term ${term}, not ${known}`,
        )
    }
  }
  return all
}

/** A leader holds every entry that was committed in an earlier term than its own. */
function leaderCompleteness(
  replica: SearchReplica,
  committed: readonly Term[],
  leaders: World['leaders'],
): void {
  const { view, id } = replica
  // A deposed leader that has not heard of it may lack what was committed after its time.
  if (view.role !== 'leader' || Math.max(...leaders.keys()) > view.term) return
  for (let index = Math.max(1, view.firstIndex); index <= committed.length; index += 1) {
    const term = termAt(replica, index)
    assert(term === committed[index - 1], () => `leader completeness: ${id} leads without entry ${index}`)
  }
}

const termAt = ({ entries, view }: SearchReplica, index: LogIndex): Term | null =>
  entries[index - view.firstIndex]?.term ?? null

function dataAt({ entries, view }: SearchReplica, index: LogIndex): string {
  const entry = entries[index - view.firstIndex]
  if (entry === undefined) return ''
  return entry.kind === 'cmd' ? entry.data : entry.kind === 'conf' ? JSON.stringify(entry.conf) : 'noop'
}
