// Every move that a state allows. The bounds keep the number of states finite; within them nothing is left out.

import type { Input, Message, RaftView, ReplicaId } from '../raft/types.ts'
import type { Start } from './starts.ts'
import { WAITING, born, change, configOf, finishWrite, finishWrites, step } from './world.ts'
import type { SearchReplica, Spent, Stepped, World } from './world.ts'

export interface Bounds {
  readonly start: Start
  /** Replicas that exist, and how many of them vote at first. */
  readonly replicas: number
  readonly voters: number
  readonly terms: number
  /** `instant`: a write is durable at once, so that searches of elections and logs get deeper. */
  readonly disk: 'instant' | 'slow'
  readonly most: Spent
}

export interface Move {
  readonly name: string
  readonly make: () => World
}

export function movesOf(world: World, bounds: Bounds): readonly Move[] {
  const moves = [...arrivals(world, bounds)]
  for (const replica of world.replicas) moves.push(...movesAt(world, replica, bounds))
  return moves
}

function arrivals(world: World, bounds: Bounds): readonly Move[] {
  return [...world.wire].flatMap((text) => {
    const msg: Message = JSON.parse(text)
    const arrive = (left: World): World => stepAt(left, bounds, msg.to, [{ t: 'msg', msg }])
    const once: Move = {
      name: `${msg.to} gets ${text}`,
      make: () => arrive({ ...world, wire: new Set([...world.wire].filter((one) => one !== text)) }),
    }
    if (world.spent.doubles >= bounds.most.doubles) return [once]
    return [once, { name: `${once.name}, and it stays`, make: () => arrive(spend(world, 'doubles')) }]
  })
}

function movesAt(world: World, replica: SearchReplica, bounds: Bounds): readonly Move[] {
  const { id, view } = replica
  const moves: Move[] = []
  const may = (what: keyof Spent): boolean => world.spent[what] < bounds.most[what]
  const spending = (what: keyof Spent, name: string, inputs: readonly Input[]): void => {
    moves.push({ name: `${id} ${name}`, make: () => stepAt(spend(world, what), bounds, id, inputs) })
  }

  if (replica.writing.length > 0)
    moves.push({ name: `${id} finishes a write`, make: () => change(world, id, finishWrite) })
  if (may('crashes')) {
    const life = world.spent.crashes + 2
    const make = (): World => change(spend(world, 'crashes'), id, (old) => restarted(old, life))
    moves.push({ name: `${id} crashes and starts again`, make })
  }
  // A candidacy beyond the bound is not begun.
  if (view.role !== 'leader') {
    if (may('waits') && view.term < bounds.terms) spending('waits', 'hears nothing for a while', WAITING)
    return moves
  }
  if (may('beats')) spending('beats', 'beats', [{ t: 'tick' }])
  if (may('proposals')) {
    const req = world.spent.proposals + 1
    const data = String(req)
    spending('proposals', 'proposes', [{ t: 'propose', req, data, bytes: data.length }])
  }
  if (may('changes'))
    for (const voters of neighbours(view, bounds.replicas)) {
      const input: Input = {
        t: 'proposeConf',
        req: CHANGES_FROM + world.spent.changes,
        conf: configOf(voters),
      }
      spending('changes', `wants the voters ${voters.join(' ')}`, [input])
    }
  return moves
}

/** Numbers of requests never meet those of the proposals. */
const CHANGES_FROM = 100

/** All configurations one voter away, and none without voters. */
function neighbours({ conf }: RaftView, replicas: number): readonly (readonly ReplicaId[])[] {
  const ids = Array.from({ length: replicas }, (_, at) => at + 1)
  const toggled = (id: ReplicaId): readonly ReplicaId[] =>
    ids.filter((one) => conf.voters.includes(one) !== (one === id))
  return ids.map(toggled).filter((voters) => voters.length > 0)
}

const restarted = ({ id, boot }: SearchReplica, life: number): Stepped => ({
  replica: born(id, boot, life),
  sent: [],
})

const spend = (world: World, what: keyof Spent): World => ({
  ...world,
  spent: { ...world.spent, [what]: world.spent[what] + 1 },
})

function stepAt(world: World, { disk }: Bounds, id: ReplicaId, inputs: readonly Input[]): World {
  const stepped = change(world, id, (replica) => step(replica, inputs))
  return disk === 'instant' ? change(stepped, id, finishWrites) : stepped
}
