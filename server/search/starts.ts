// Where a search begins: from nothing, and where it becomes interesting at once, since an election takes a dozen
// moves. The way there is one of many, and nothing that was sent on it is still under way.

import { assert } from '../../shared/assert.ts'
import type { Boot, Input, Message, ReplicaId } from '../raft/types.ts'
import { NO_MEMORY, checked } from './check.ts'
import type { Memory } from './check.ts'
import { born, configOf, finishWrites, seen, step, wait } from './replica.ts'
import type { SearchReplica, Stepped } from './replica.ts'

export type Start =
  /** Nobody has ever led. */
  | 'fresh'
  /** Replica 1 leads term 1, and everybody knows that its no-op is committed. */
  | 'led'
  /** As `led`, and replica 1 has one more entry that nobody else has. */
  | 'ahead'
  /** As `ahead`; the last voter was then elected without replica 1, which does not know it. */
  | 'deposed'

export interface Begun {
  readonly replicas: readonly SearchReplica[]
  readonly memory: Memory
}

/** `seed` decides how timers are drawn, and nothing else. */
export function startOf(start: Start, replicas: number, voters: number, seed = 0): Begun {
  const ids = Array.from({ length: replicas }, (_, at) => at + 1)
  const conf = configOf(ids.slice(0, voters))
  const boot: Boot = { hard: { term: 0, vote: 0 }, conf, commit: 0, snap: null, log: [] }
  const way = new Way(ids.map((id) => born(id, boot, seed + id)))
  if (start === 'fresh') return way
  way.elect(1, ids)
  if (start === 'led') return way
  way.give(1, [{ t: 'propose', req: 1, data: '"early"', bytes: 7 }])
  if (start === 'ahead') return way
  const others = ids.filter((id) => id !== 1)
  for (const id of others) way.wait(id)
  way.elect(voters, others)
  return way
}

class Way {
  #replicas: readonly SearchReplica[]
  #memory: Memory = NO_MEMORY
  #wire: Message[] = []

  constructor(replicas: readonly SearchReplica[]) {
    this.#replicas = replicas
  }

  get replicas(): readonly SearchReplica[] {
    return this.#replicas
  }

  get memory(): Memory {
    return this.#memory
  }

  /** What goes elsewhere than to these is lost, and so is all that was under way. */
  elect(id: ReplicaId, reached: readonly ReplicaId[]): void {
    this.#wire = []
    this.wait(id)
    for (let msg = this.#wire.shift(); msg !== undefined; msg = this.#wire.shift())
      if (reached.includes(msg.to)) this.give(msg.to, [{ t: 'msg', msg }])
    assert(this.#at(id).core.view().role === 'leader', () => `replica ${id} was not elected`)
  }

  wait(id: ReplicaId): void {
    this.#take(wait(this.#at(id)))
  }

  give(id: ReplicaId, inputs: readonly Input[]): void {
    this.#take(step(this.#at(id), inputs))
  }

  #take(stepped: Stepped): void {
    const { replica, sent } = finishWrites(stepped)
    this.#replicas = this.#replicas.with(replica.id - 1, replica)
    this.#wire.push(...sent)
    this.#memory = checked(this.#replicas.map(seen), this.#memory)
  }

  #at(id: ReplicaId): SearchReplica {
    const replica = this.#replicas[id - 1]
    assert(replica !== undefined, () => `there is no replica ${id}`)
    return replica
  }
}
