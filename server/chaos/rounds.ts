// Round after round: clients work, something breaks, it is healed, the window is judged. The last round ends
// like every other, so a run of any length ends with a healthy cluster and a verdict.

import { setTimeout as wait } from 'node:timers/promises'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Tallies } from './attack.ts'
import { attack, describeRound, heal, lookAround } from './attack.ts'
import type { Client } from './clients/client.ts'
import { work } from './clients/client.ts'
import type { NemesisName, Round } from './nemesis/choose.ts'
import { chooseRound } from './nemesis/choose.ts'
import type { Session } from './session.ts'
import { closeWindow, waitUntilWell } from './quiet.ts'
import { compareMessages } from './verdict/final-reads.ts'

export interface RoundsOptions {
  readonly seed: number
  readonly minutes: number
  readonly nemeses: readonly NemesisName[]
  readonly tallies: Tallies
  readonly isInterrupted: () => boolean
  /** Milliseconds since the run began. */
  readonly now: () => number
}

const MS_PER_MINUTE = 60_000
/** Most operations of one client between two quiet points: five customers make 200. */
const QUOTA = 40

/** Answers how many rounds there were. */
export async function manyRounds(session: Session, options: RoundsOptions): Promise<number> {
  const { seed, minutes, nemeses, isInterrupted, now } = options
  const random = createRandom(seedOf(seed, 'rounds'))
  const until = now() + minutes * MS_PER_MINUTE
  let round = 0
  let isWell = true
  do {
    const chosen = chooseRound(await lookAround(session), { enabled: nemeses, round, random })
    round += 1
    session.say(`${seconds(now())} round ${round}, ${seconds(chosen.holdMs)}: ${describeRound(chosen)}`)
    isWell = await oneRound(session, chosen, options)
  } while (isWell && now() < until && !isInterrupted())
  if (isWell) await compareMessages(session)
  return round
}

/** False: the cluster did not come back. */
async function oneRound(
  session: Session,
  round: Round,
  { tallies, isInterrupted, seed }: RoundsOptions,
): Promise<boolean> {
  const { crowd, control, say, recorder } = session
  const shift = { isOver: false }
  const planned = round.holdMs + round.calmMs
  const busy = [...crowd.customers, ...crowd.queueClients, ...crowd.directoryClients].map((client: Client) =>
    work(session.asker, client, {
      quota: QUOTA,
      pauseMs: planned / QUOTA,
      random: createRandom(seedOf(seed, 'pauses', client.name)),
      isOver: () => shift.isOver,
    }),
  )
  const before = recorder.operations
  await attack(session, round, tallies, isInterrupted)
  await noteFailures(session, round)
  session.scores.checked('no internal errors')
  await heal(control)
  const isWell = await waitUntilWell(session)
  await wait(round.calmMs)
  shift.isOver = true
  await Promise.all(busy)
  const done = isWell && (await closeWindow(session))
  say(`     ${recorder.operations - before} operations, ${done ? 'judged' : 'not judged'}`)
  return done
}

/** A process that ended by itself has its reasons: only a broken disk is one we gave it. */
async function noteFailures({ control, scores }: Session, round: Round): Promise<void> {
  const broken = new Set(
    round.attacks.flatMap(({ moves }) =>
      moves.flatMap((move) => (move.kind === 'fault' && move.fault.kind === 'disk' ? [move.fault.node] : [])),
    ),
  )
  const { nodes } = await control.cluster()
  const failed = nodes.filter(({ id, state }) => state === 'failed' && !broken.has(id))
  scores.checked(
    'processes end only when told',
    failed.map(({ id, reason }) => `${id}: ${reason ?? 'no reason given'}`),
  )
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`
