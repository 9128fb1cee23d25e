// One round of faults: what was chosen is done to the cluster, kept up, and taken back.

import { setTimeout as wait } from 'node:timers/promises'
import type { NodeRole } from '../../shared/ids.ts'
import type { Control, Done } from './control.ts'
import { join, knowNodes, leave } from './brokers.ts'
import { flood } from './flood.ts'
import { moveReplica } from './move-replica.ts'
import type { NemesisName, Round } from './nemesis/choose.ts'
import type { Move, Scene } from './nemesis/move.ts'
import { deaf, headless, viewers } from './only-watching.ts'
import type { Session } from './session.ts'
import { damage, rewind, wipe } from './touch-files.ts'
import { unsynced } from './unsynced.ts'

/** What a nemesis has done over the run. */
export interface Tally {
  rounds: number
  moves: number
  /** Refused: it made no sense just then. */
  refused: number
  /** Why the cluster knows no such fault; null while it does. */
  missing: string | null
}
export type Tallies = Map<NemesisName, Tally>

export async function lookAround(session: Session): Promise<Scene> {
  const { cluster } = session
  const { groups } = await knowNodes(session)
  return {
    nodes: { manager: cluster.nodes('manager'), broker: cluster.nodes('broker'), atm: cluster.nodes('atm') },
    groups: groups.map(({ name, leader, replicas }) => ({
      name,
      role: roleOfGroup(name),
      leader,
      replicas: replicas.map(({ node }) => node),
    })),
  }
}

const roleOfGroup = (name: string): NodeRole =>
  name === 'managers' ? 'manager' : name === 'atm' ? 'atm' : 'broker'

/** `isOver`: the run is to end early. */
export async function attack(
  session: Session,
  round: Round,
  tallies: Tallies,
  isOver: () => boolean,
): Promise<void> {
  const begun = performance.now()
  await Promise.all(
    round.attacks.map(async ({ name, moves }) => {
      const tally = tallies.get(name) ?? { rounds: 0, moves: 0, refused: 0, missing: null }
      tallies.set(name, tally)
      tally.rounds += 1
      for (const move of moves) {
        if (isOver()) break
        count(tally, move, await carryOut(session, move))
      }
    }),
  )
  while (performance.now() - begun < round.holdMs && !isOver()) await wait(LOOK_AGAIN_MS)
}

const LOOK_AGAIN_MS = 100

/** Nothing is done to anybody by waiting between two moves. */
export function count(tally: Tally, move: Move, done: Done): void {
  if (done.kind === 'done' && move.kind !== 'pause') tally.moves += 1
  if (done.kind === 'refused') tally.refused += 1
  if (done.kind === 'unknown') tally.missing = done.why
}

async function carryOut(session: Session, move: Move): Promise<Done> {
  const { control } = session
  switch (move.kind) {
    case 'fault':
      return control.fault(move.fault)
    case 'clock':
      return control.setRate(move.rate)
    case 'pause':
      await wait(move.ms)
      return { kind: 'done' }
    case 'replica':
      return moveReplica(session.cluster, move)
    case 'join':
      return join(session)
    case 'leave':
      return leave(session, move)
    case 'flood':
      return flood(session, move)
    case 'damage':
      return damage(session, move)
    case 'wipe':
      return wipe(session, move)
    case 'rewind':
      return rewind(session, move)
    case 'unsynced':
      return unsynced(session, move)
    case 'headless':
      return headless(session)
    case 'deaf':
      return deaf(session, move)
    case 'viewers':
      return viewers(session, move)
  }
}

/** Everything is taken back; the clock goes again. */
export async function heal(control: Control): Promise<void> {
  await control.setRate(1)
  await control.fault({ kind: 'heal' })
}
