// What may be left out of a run to make it shorter, and how that is written on a command line. Whatever is left out
// shifts nothing else: every source of chance has its own stream, and every strike its number.

import { FAULT_CHOICES, OPERATOR_CHOICES } from './options.ts'
import type { FaultChoice, OperatorChoice, SimOptions } from './options.ts'

/** Troubles that are always there, at some rate. */
const WEATHERS = [
  'loss',
  'duplicates',
  'reordering',
  'flips',
  'fullLinks',
  'diskErrors',
  'brokenRecoveries',
  'drift',
  'turns',
  'snapshots',
] as const
type Weather = (typeof WEATHERS)[number]

/** What the options are without it. */
const WITHOUT: Readonly<Record<Weather, (options: SimOptions) => SimOptions>> = {
  loss: ({ network, ...rest }) => ({ ...rest, network: { ...network, lossRate: 0 } }),
  duplicates: ({ network, ...rest }) => ({ ...rest, network: { ...network, duplicateRate: 0 } }),
  reordering: ({ network, ...rest }) => ({ ...rest, network: { ...network, reorderRate: 0, jitterMs: 0 } }),
  flips: ({ network, ...rest }) => ({ ...rest, network: { ...network, flipRate: 0 } }),
  fullLinks: ({ network, ...rest }) => ({ ...rest, network: { ...network, capacity: 10_000 } }),
  diskErrors: ({ disk, ...rest }) => ({ ...rest, disk: { ...disk, errorRate: 0 } }),
  brokenRecoveries: ({ disk, ...rest }) => ({ ...rest, disk: { ...disk, recoveryCrashRate: 0 } }),
  drift: ({ node, ...rest }) => ({ ...rest, node: { ...node, drift: 0 } }),
  turns: ({ node, ...rest }) => ({ ...rest, node: { ...node, turn: 0 } }),
  snapshots: ({ node, ...rest }) => ({ ...rest, node: { ...node, snapshotEvery: 0 } }),
}

export type Kind = FaultChoice | OperatorChoice | Weather
export const KINDS: readonly Kind[] = [...new Set([...FAULT_CHOICES, ...OPERATOR_CHOICES, ...WEATHERS])]

export interface Reduction {
  readonly without: readonly Kind[]
  /** Numbers of strikes that are left out: of faults, and of the operator. */
  readonly faults: readonly number[]
  readonly moves: readonly number[]
  /** At most so many; null: as drawn. */
  readonly nodes: number | null
  readonly groups: number | null
  readonly clients: number | null
}

export const WHOLE: Reduction = {
  without: [],
  faults: [],
  moves: [],
  nodes: null,
  groups: null,
  clients: null,
}

export function reduce(drawn: SimOptions, reduction: Reduction): SimOptions {
  const { without, faults, moves } = reduction
  const isFault = (kind: Kind): kind is FaultChoice => FAULT_CHOICES.some((one) => one === kind)
  const isMove = (kind: Kind): kind is OperatorChoice => OPERATOR_CHOICES.some((one) => one === kind)
  let options = smaller(drawn, reduction)
  for (const weather of WEATHERS) if (without.includes(weather)) options = WITHOUT[weather](options)
  return {
    ...options,
    faults: { ...options.faults, without: without.filter(isFault), omit: faults },
    operator: { ...options.operator, without: without.filter(isMove), omit: moves },
  }
}

function smaller(options: SimOptions, reduction: Reduction): SimOptions {
  const nodes = Math.min(options.nodes, reduction.nodes ?? Infinity)
  const groups = options.groups.slice(0, reduction.groups ?? Infinity).map((size) => Math.min(size, nodes))
  const perGroup = Math.min(options.clients.perGroup, reduction.clients ?? Infinity)
  return { ...options, nodes, groups, clients: { ...options.clients, perGroup } }
}

export const replayCommand = (seed: number, steps: number, reduction: Reduction = WHOLE): string =>
  ['npm run sim --', `--seed ${seed}`, `--steps ${steps}`, ...flags(reduction)].join(' ')

function flags({ without, faults, moves, nodes, groups, clients }: Reduction): readonly string[] {
  const list = (name: string, values: readonly (string | number)[]): string[] =>
    values.length === 0 ? [] : [`--${name} ${values.join(',')}`]
  const most = (name: string, value: number | null): string[] =>
    value === null ? [] : [`--${name} ${value}`]
  return [
    ...list('without', without),
    ...list('no-faults', inOrder(faults)),
    ...list('no-moves', inOrder(moves)),
    ...most('nodes', nodes),
    ...most('groups', groups),
    ...most('clients', clients),
  ]
}

const inOrder = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b)

export function kindsOf(words: readonly string[]): readonly Kind[] {
  return words.map((word) => {
    const kind = KINDS.find((one) => one === word)
    if (kind === undefined) throw new Error(`nothing is called ${word}; there are ${KINDS.join(' ')}`)
    return kind
  })
}
