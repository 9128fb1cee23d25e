// Why a node does not rejoin, or not yet: each sentence names what to do instead.

import type { NodeId } from '../../shared/ids.ts'
import type { NodeEntry } from './node-entry.ts'
import type { Refusal } from './refusal.ts'
import { notNow, refusal } from './refusal.ts'

export const BEING_STOPPED = notNow('the cluster is being stopped')

export const notForBrokers = (id: NodeId): Refusal =>
  refusal(
    409,
    'not-for-brokers',
    `${id} is a broker: set its folder aside and start it, and it comes back as another broker; the replicas of the old one are moved to it then (POST /partitions/move)`,
  )

export const notDown = (id: NodeId, state: string): Refusal =>
  notNow(
    `${id} is ${state}: rejoining is for a node whose files are lost or damaged. Stop it first; its files are set aside then`,
  )

export const noReplicaId = (id: NodeId): Refusal =>
  refusal(
    503,
    'no-replica-id',
    `${id} stays down: no manager could give out a replica id. Ask again when the managers have a leader`,
  )

export function leaderless(id: NodeId, running: readonly NodeId[]): Refusal {
  const others = running.length === 0 ? 'none of the others runs' : `of the others ${running.join(', ')} run`
  const message = `the group of ${id} has no leader that hears a majority, and only its members can take ${id} back: ${others}. Start those that are down, and ask again`
  return refusal(503, 'no-leader', message)
}

export const notFinished = (id: NodeId): Refusal =>
  refusal(503, 'not-finished', `${id} is still rejoining: ask again to wait for the end`)

export const ended = ({ place: { id }, reason, state }: NodeEntry): Refusal =>
  notNow(`${id} has ended before it voted again (${reason ?? state}): ask again, and it goes on`)
