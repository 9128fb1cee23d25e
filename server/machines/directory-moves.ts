// Moving one replica of a partition to another broker: the plan and how far it has come. One move at a time in the
// whole cluster, beside those on hold (directory-held-moves.ts). What happens in the group itself is decided by its
// own leader; this is what a new write manager needs to go on. Every plan has its own epoch, so that late orders of an
// older one are known, and the new replica an id that nobody ever had: one that was given up is never used again.

import type {
  DirectoryCommandOf,
  Move,
  MovePlanned,
  PartitionRecord,
  PausedSet,
  ReplicaIdTaken,
} from '../../shared/protocol/directory.ts'
import { moveStepSchema } from '../../shared/protocol/directory.ts'
import type { DirectoryState } from './directory-state.ts'
import { noSuchBroker, partitionAt, whyNotOn } from './directory-topics.ts'
import { done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'
import type { Refusal } from './directory-topics.ts'

export type MovingPartition = PartitionRecord & { readonly move: Move }

export const isMoving = (partition: PartitionRecord): partition is MovingPartition =>
  partition.move !== undefined

/** The one that is under way: not on hold. */
export const movingNow = (state: DirectoryState): MovingPartition | undefined =>
  [...state.groups.values()].filter(isMoving).find(({ move }) => move.onHold === undefined)

export function planMove(
  state: DirectoryState,
  command: DirectoryCommandOf<'planMove'>,
  stamp: Stamp,
): Answer {
  const found = partitionAt(state, command)
  if (!found.ok) return found
  const { from, to } = command
  const { value: partition } = found
  const remove = partition.replicas.find(({ brokerId }) => brokerId === from)
  if (remove === undefined) return holdsNone(state, partition, from)
  const refusal = whyNotOn(state, to) ?? whyNotTwice(partition, to) ?? whyNotNow(state, partition)
  if (refusal !== null) return refusal
  const add = { replicaId: state.take('replica'), brokerId: to }
  const epoch = partition.epoch + 1
  state.setPartition({ ...partition, epoch, move: { add, remove, step: 'planned', since: stamp.at } })
  state.version = stamp.index
  return done<MovePlanned>({ group: partition.group, replicaId: add.replicaId, epoch })
}

/** Steps only go on: an earlier one was noted late. */
export function moveStep(
  state: DirectoryState,
  command: DirectoryCommandOf<'moveStep'>,
  stamp: Stamp,
): Answer {
  const partition = planOf(state, command)
  if (partition === null) return noSuchPlan(command)
  const { move, epoch } = partition
  const order = moveStepSchema.options
  if (order.indexOf(command.step) > order.indexOf(move.step)) {
    state.setPartition({ ...partition, move: { ...move, step: command.step, since: stamp.at } })
    state.version = stamp.index
  }
  return done({ epoch })
}

/** The group's leader has confirmed that the new replica votes and the old one does not. */
export function finishMove(
  state: DirectoryState,
  command: DirectoryCommandOf<'finishMove'>,
  stamp: Stamp,
): Answer {
  const partition = planOf(state, command)
  if (partition === null) return noSuchPlan(command)
  const { move, ...rest } = partition
  if (move.step !== 'promoted') return tooEarly(command, 'the new replica does not vote yet')
  const replicas = [...rest.replicas.filter(({ replicaId }) => replicaId !== move.remove.replicaId), move.add]
  replicas.sort((a, b) => a.brokerId - b.brokerId)
  const preferred = rest.preferred === move.remove.brokerId ? move.add.brokerId : rest.preferred
  state.setPartition({ ...rest, replicas, preferred })
  state.version = stamp.index
  return done({ epoch: rest.epoch })
}

/** The new replica is out of the group again, or never was in it. Late orders of this plan are refused. */
export function abortMove(
  state: DirectoryState,
  command: DirectoryCommandOf<'abortMove'>,
  stamp: Stamp,
): Answer {
  const partition = planOf(state, command)
  if (partition === null) return noSuchPlan(command)
  const { move, ...rest } = partition
  if (move.step === 'promoted') return tooEarly(command, 'the new replica votes already')
  const epoch = rest.epoch + 1
  state.setPartition({ ...rest, epoch })
  state.version = stamp.index
  return done({ epoch })
}

/** Managers and ATMs are in no plan of the directory; only the counter is shared, so that no id is given twice (B17). */
export const takeReplicaId = (state: DirectoryState): Answer =>
  done<ReplicaIdTaken>({ replicaId: state.take('replica') })

/** Of what managers move on their own; a move that somebody plans by hand goes on. */
export function setPaused(state: DirectoryState, { paused }: DirectoryCommandOf<'setPaused'>): Answer {
  state.paused = paused
  return done<PausedSet>({ paused })
}

export function planOf(
  state: DirectoryState,
  { group, epoch }: { readonly group: number; readonly epoch: number },
): MovingPartition | null {
  const partition = state.groups.get(group)
  return partition !== undefined && isMoving(partition) && partition.epoch === epoch ? partition : null
}

function holdsNone(state: DirectoryState, { topic, partition }: PartitionRecord, broker: number): Refusal {
  if (!state.brokers.has(broker)) return noSuchBroker(broker)
  return refuse('no-such-broker', `broker ${broker} holds no replica of ${topic}/${partition}`, {
    what: broker,
  })
}

function whyNotTwice({ topic, partition, replicas }: PartitionRecord, broker: number): Refusal | null {
  if (!replicas.some(({ brokerId }) => brokerId === broker)) return null
  return refuse('partition-exists', `broker ${broker} holds a replica of ${topic}/${partition} already`)
}

export function whyNotNow(state: DirectoryState, partition: PartitionRecord | null): Refusal | null {
  const own = partition !== null && isMoving(partition) ? partition : undefined
  const moving = own ?? movingNow(state)
  if (moving === undefined) return null
  const what = `${moving.topic}/${moving.partition}`
  return refuse(
    'busy',
    `a replica of ${what} is being moved, one move at a time: it ends when most of that partition's brokers run, so start those that are down, or give it up`,
    { what },
  )
}

export const noSuchPlan = ({ group, epoch }: { readonly group: number; readonly epoch: number }): Refusal =>
  refuse('busy', `no move of group ${group} is planned as epoch ${epoch}`)
export const tooEarly = ({ group }: { readonly group: number }, why: string): Refusal =>
  refuse('busy', `the move of group ${group} cannot end so: ${why}`)
