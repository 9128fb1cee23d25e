// Round after round: clients work, something breaks, it is healed, the window is judged. The last round ends
// like every other, so a run of any length ends with a healthy cluster and a verdict.

import { setTimeout as wait } from 'node:timers/promises'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Tallies } from './attack.ts'
import { attack, heal, lookAround } from './attack.ts'
import { finishLeaving } from './brokers.ts'
import type { Client } from './clients/client.ts'
import { work } from './clients/client.ts'
import type { Round } from './nemesis/choose.ts'
import { chooseRound } from './nemesis/choose.ts'
import { describeRound } from './nemesis/words.ts'
import type { Phase } from './phases.ts'
import { reReplicate, rejoin } from './rejoin.ts'
import type { Session } from './session.ts'
import { closeWindow, waitUntilWell } from './quiet.ts'
import { unexplained } from './verdict/endings.ts'
import { compareMessages } from './verdict/final-reads.ts'

export interface RoundsOptions {
  readonly seed: number
  readonly phases: readonly Phase[]
  readonly tallies: Tallies
  readonly isInterrupted: () => boolean
  /** Milliseconds since the run began. */
  readonly now: () => number
}

/** Most operations of one client between two quiet points: five customers make 200. */
const QUOTA = 40

/** Answers how many rounds there were. */
export async function manyRounds(session: Session, options: RoundsOptions): Promise<number> {
  const { seed, phases, isInterrupted, now } = options
  const random = createRandom(seedOf(seed, 'rounds'))
  let round = 0
  let isWell = true
  for (const { names, together, ms } of phases) {
    const until = now() + ms
    const goesOn = (turn: number) => !isInterrupted() && (turn === 0 || now() < until)
    // Whatever happens there is one round, so that there is something to judge.
    for (let turn = 0; isWell && (round === 0 || goesOn(turn)); turn += 1) {
      const chosen = chooseRound(await lookAround(session), { enabled: names, round: turn, random, together })
      round += 1
      session.say(`${seconds(now())} round ${round}, ${seconds(chosen.holdMs)}: ${describeRound(chosen)}`)
      isWell = await oneRound(session, chosen, options)
    }
  }
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
  await rejoin(session)
  await heal(control)
  const isHealed = (await waitUntilWell(session)) && (await finishLeaving(session))
  const isWell = isHealed && (await reReplicate(session))
  await wait(round.calmMs)
  shift.isOver = true
  await Promise.all(busy)
  const done = isWell && (await closeWindow(session))
  say(`     ${recorder.operations - before} operations, ${done ? 'judged' : 'not judged'}`)
  return done
}

async function noteFailures({ control, scores, damaged }: Session, round: Round): Promise<void> {
  const broken = new Set(
    round.attacks.flatMap(({ moves }) =>
      moves.flatMap((move) => (move.kind === 'fault' && move.fault.kind === 'disk' ? [move.fault.node] : [])),
    ),
  )
  const { nodes } = await control.cluster()
  const ours = { broken, damaged: new Set(damaged.keys()) }
  scores.checked('processes end only when told', unexplained(nodes, ours))
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`
