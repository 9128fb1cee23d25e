// Where a search begins. An election takes a dozen moves, so a search from nothing hardly gets behind one; the
// other starts lie where it becomes interesting. The way there is one of many, and nothing that was sent on it
// is still under way.

import type { Input, Message, ReplicaId } from '../raft/types.ts'
import { ELECTION_TICKS, change, finishWrite, newWorld, step } from './world.ts'
import type { World } from './world.ts'

export type Start =
  /** Nobody has ever led. */
  | 'fresh'
  /** Replica 1 leads term 1, and everybody knows that its no-op is committed. */
  | 'led'
  /** As `led`, and replica 1 has one more entry that nobody else has. */
  | 'ahead'
  /** As `ahead`; the last replica was then elected without replica 1, which does not know it. */
  | 'deposed'

/** A timer is drawn below twice the election timeout. */
const LONGEST_TIMEOUT: readonly Input[] = Array.from({ length: 2 * ELECTION_TICKS }, () => ({ t: 'tick' }))

export function startOf(start: Start, replicas: number, voters: number): World {
  const fresh = newWorld(replicas, voters)
  if (start === 'fresh') return fresh
  const everybody = fresh.replicas.map(({ id }) => id)
  const led = elect(fresh, 1, everybody)
  if (start === 'led') return led
  const ahead = settle(inputs(led, 1, [{ t: 'propose', req: 1, data: '"early"', bytes: 7 }]), [1])
  if (start === 'ahead') return ahead
  const others = everybody.filter((id) => id !== 1)
  const waited = others.reduce((world, id) => inputs(world, id, LONGEST_TIMEOUT), ahead)
  return elect(waited, voters, others)
}

const elect = (world: World, id: ReplicaId, reached: readonly ReplicaId[]): World =>
  settle(inputs({ ...world, wire: new Set() }, id, LONGEST_TIMEOUT), reached)

const inputs = (world: World, id: ReplicaId, list: readonly Input[]): World =>
  change(world, id, (replica) => step(replica, list))

/** Writes and delivers among these until nothing is left to do; what goes elsewhere is lost. */
function settle(world: World, reached: readonly ReplicaId[]): World {
  const arrived = new Set<string>()
  let now = world
  for (;;) {
    const writer = now.replicas.find(({ id, writing }) => reached.includes(id) && writing.length > 0)
    const text = [...now.wire].find((one) => !arrived.has(one))
    if (writer !== undefined) now = change(now, writer.id, finishWrite)
    else if (text !== undefined) {
      arrived.add(text)
      const msg: Message = JSON.parse(text)
      if (reached.includes(msg.to)) now = inputs(now, msg.to, [{ t: 'msg', msg }])
    } else return { ...now, wire: new Set() }
  }
}
