// Which nemeses a round has, all from the seed: one or two kinds, against one or more roles, for 5 to 15
// seconds. Some strike alone.

import type { NodeRole } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import { NODE_ROLES } from '../../../shared/ids.ts'
import { brokers } from './brokers.ts'
import { clock, flood, move, timeout, transfer } from './consensus.ts'
import { corrupt, fsync, rewind, wipe } from './files.ts'
import type { Move, Nemesis, Scene } from './move.ts'
import { bridge, cut, hold, link, oneway, partition, ring } from './network.ts'
import { busy, disk, freeze, kill, powercut, stop } from './processes.ts'
import { shuffled } from './targets.ts'
import { control, viewers } from './watchers.ts'

export const NEMESES = {
  kill,
  stop,
  freeze,
  cut,
  partition,
  oneway,
  bridge,
  ring,
  link,
  hold,
  powercut,
  disk,
  busy,
  timeout,
  transfer,
  move,
  brokers,
  flood,
  clock,
  corrupt,
  wipe,
  rewind,
  fsync,
  control,
  viewers,
} as const satisfies Readonly<Record<string, Nemesis>>
export type NemesisName = keyof typeof NEMESES

export const NEMESIS_NAMES = Object.keys(NEMESES).filter(isNemesis)

export function isNemesis(name: string): name is NemesisName {
  return Object.hasOwn(NEMESES, name)
}

/** What they do to one node is looked at while nothing else happens. */
const ALONE: ReadonlySet<NemesisName> = new Set(['corrupt', 'wipe', 'rewind', 'fsync', 'control', 'viewers'])
export const strikesAlone = (name: NemesisName): boolean => ALONE.has(name)
/** These hit what there is once in the cluster, or brokers only, or one node only. */
const OF_ONE_ROLE: ReadonlySet<NemesisName> = new Set([...ALONE, 'clock', 'move', 'brokers'])

export interface Attack {
  readonly name: NemesisName
  readonly role: NodeRole
  readonly moves: readonly Move[]
}

export interface Round {
  readonly attacks: readonly Attack[]
  readonly holdMs: number
  readonly calmMs: number
}

const HOLD_MS = [5_000, 15_000] as const
/** Long enough for elections, short enough to make the next fault meet what the last one left. */
const CALM_MS = [1_000, 3_000] as const

export interface Choice {
  readonly enabled: readonly NemesisName[]
  /** From 0: every enabled nemesis has its turn before one comes again. */
  readonly round: number
  /** Every round has all of them; else one or two. */
  readonly together?: boolean
  readonly random: Random
}

export function chooseRound(scene: Scene, choice: Choice): Round {
  const { random } = choice
  const names = choice.together === true ? choice.enabled : oneOrTwo(choice)
  const attacks = names.flatMap((name) =>
    rolesFor(name, random).map((role) => ({ name, role, moves: NEMESES[name](scene, role, random) })),
  )
  return { attacks, holdMs: random.int(...HOLD_MS), calmMs: random.int(...CALM_MS) }
}

function oneOrTwo({ enabled, round, random }: Choice): readonly NemesisName[] {
  const [due, ...others] = shuffledFor(enabled, round, random)
  if (due === undefined) return []
  const second = others.find((name) => !strikesAlone(name))
  return random.chance(0.4) && !strikesAlone(due) && second !== undefined ? [due, second] : [due]
}

/** The one whose turn it is first, then the others in any order. */
function shuffledFor(enabled: readonly NemesisName[], round: number, random: Random): readonly NemesisName[] {
  const due = enabled[round % enabled.length]
  const others = shuffled(
    enabled.filter((name) => name !== due),
    random,
  )
  return due === undefined ? others : [due, ...others]
}

/** All roles half the time, else one. */
function rolesFor(name: NemesisName, random: Random): readonly NodeRole[] {
  if (name === 'corrupt' || name === 'wipe') return [random.pick(NODE_ROLES)]
  if (OF_ONE_ROLE.has(name)) return ['broker']
  return random.chance(0.5) ? NODE_ROLES : [random.pick(NODE_ROLES)]
}
