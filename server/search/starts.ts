// Where a search begins. An election takes a dozen moves, so a search from nothing hardly gets behind one; the
// other starts lie where it becomes interesting. The way there is one of many, and nothing that was sent on it
// is still under way.

import { assert } from '../../shared/assert.ts'
import type { Input, Message, ReplicaId } from '../raft/types.ts'
import { WAITING, change, finishWrite, newWorld, step } from './world.ts'
import type { World } from './world.ts'

export type Start =
  /** Nobody has ever led. */
  | 'fresh'
  /** Replica 1 leads term 1, and everybody knows that its no-op is committed. */
  | 'led'
  /** As `led`, and replica 1 has one more entry that nobody else has. */
  | 'ahead'
  /** As `ahead`; the last voter was then elected without replica 1, which does not know it. */
  | 'deposed'

export function startOf(start: Start, replicas: number, voters: number): World {
  const fresh = newWorld(replicas, voters)
  if (start === 'fresh') return fresh
  const everybody = fresh.replicas.map(({ id }) => id)
  const led = elect(fresh, 1, everybody)
  if (start === 'led') return led
  const ahead = settle(inputs(led, 1, [{ t: 'propose', req: 1, data: '"early"', bytes: 7 }]), [1])
  if (start === 'ahead') return ahead
  const others = everybody.filter((id) => id !== 1)
  const waited = others.reduce((world, id) => inputs(world, id, WAITING), ahead)
  return elect(waited, voters, others)
}

function elect(world: World, id: ReplicaId, reached: readonly ReplicaId[]): World {
  const elected = settle(inputs({ ...world, wire: new Set() }, id, WAITING), reached)
  assert(elected.replicas[id - 1]?.view.role === 'leader', () => `replica ${id} was not elected`)
  return elected
}

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
