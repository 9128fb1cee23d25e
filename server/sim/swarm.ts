// The options of one seed. Every draw of the first ones comes from one stream, in one fixed order. What was added later
// has a stream of its own each: a seed that draws none of it is the run that it always was, and still tells its story.

import { SEGMENT_LIMITS } from '../machines/segments.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import { FAULT_CHOICES, OPERATOR_CHOICES } from './options.ts'
import type {
  ClientOptions,
  DiskOptions,
  FaultChoice,
  FaultOptions,
  NetworkOptions,
  NodeOptions,
  OperatorChoice,
  OperatorOptions,
  SimOptions,
} from './options.ts'
import { outrun, unseat } from './mixes.ts'
import { MS } from './timeline.ts'
import type { Micros } from './timeline.ts'

/** Of one group, whatever is drawn. */
const MOST_MEMBERS = 5

export function drawOptions(seed: number): SimOptions {
  const random = createRandom(seedOf(seed, 'options'))
  const drawn = addGroups(drawAny(random), createRandom(seedOf(seed, 'more groups')))
  const first = addFaults(random.chance(1 / 4) ? unseat(drawn) : drawn, LATER_FAULTS, random)
  const isOutrun = createRandom(seedOf(seed, 'outrun')).chance(1 / 8)
  const last = addMoves(isOutrun ? outrun(first) : first, createRandom(seedOf(seed, 'later moves')))
  return addSegments(last, createRandom(seedOf(seed, 'segments')))
}

/** Drawn last, from the stream of the options. */
const LATER_FAULTS: readonly FaultChoice[] = ['crashWriting', 'stutter']
const SNAPSHOT_FAULTS: readonly FaultChoice[] = ['overtake', 'lag']
const LATER_MOVES: readonly OperatorChoice[] = ['rejoin']

function addFaults(drawn: SimOptions, later: readonly FaultChoice[], random: Random): SimOptions {
  const chosen = later.filter(() => random.chance(1 / 3))
  return { ...drawn, faults: { ...drawn.faults, choices: [...drawn.faults.choices, ...chosen] } }
}

function addMoves(drawn: SimOptions, random: Random): SimOptions {
  const chosen = LATER_MOVES.filter(() => random.chance(1 / 3))
  return { ...drawn, operator: { ...drawn.operator, choices: [...drawn.operator.choices, ...chosen] } }
}

/** Of a run as short as these the usual limits seal nothing at all. Small ones make a few indexes within it. */
function addSegments(drawn: SimOptions, random: Random): SimOptions {
  if (!random.chance(1 / 2)) return drawn
  const [messages, bytes, perIndex] = [random.int(1, 2), random.pick([100, 400]), random.int(2, 3)]
  return { ...drawn, node: { ...drawn.node, segments: { messages, bytes, perIndex } } }
}

/**
 * Of one run in eight. A strike hits one group and an event belongs to one, so with eight groups each of them meets an
 * eighth of what there is; what many groups share, one log and one loop, breaks in few runs as well as in many.
 */
const MANY_GROUPS_SHARE = 1 / 8
const [FEW_GROUPS, MOST_GROUPS] = [4, 8]

function addGroups(drawn: SimOptions, random: Random): SimOptions {
  if (!random.chance(MANY_GROUPS_SHARE)) return drawn
  const more = random.int(FEW_GROUPS + 1, MOST_GROUPS) - drawn.groups.length
  return { ...drawn, groups: [...drawn.groups, ...drawGroups(more, drawn.nodes, random)] }
}

/** How many replicas each of them has. */
const drawGroups = (count: number, nodes: number, random: Random): readonly number[] =>
  Array.from({ length: count }, () => Math.min(nodes, random.pick([1, 2, 3, 3, 3, 4, 5, 5])))

function drawAny(random: Random): SimOptions {
  const nodes = random.pick([1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7])
  const groups = drawGroups(random.pick([1, 1, 2, 2, 3, 4]), nodes, random)
  const node = drawNode(random)
  return {
    nodes,
    groups,
    node,
    network: drawNetwork(random, node),
    disk: drawDisk(random, node),
    faults: drawFaults(random, node),
    operator: drawOperator(random, node),
    clients: drawClients(random),
  }
}

function drawNode(random: Random): NodeOptions {
  const electionTicks = random.pick([4, 5, 8, 10, 20])
  const drawn: NodeOptions = {
    electionTicks,
    heartbeatTicks: electionTicks > 5 ? random.pick([1, 2, 2]) : 1,
    tick: random.pick([10, 25, 25]) * MS,
    drift: random.pick([0, 0, 0.01, 0.1]),
    turn: random.pick([0, 0, 0, 500, 5 * MS]),
    maxAppendBytes: random.pick([1, 100, 300, 1_000, 256 * 1024]),
    maxInflight: random.pick([1, 2, 4, 64]),
    maxInflightBytes: random.pick([1, 500, 4 * 1024 * 1024]),
    maxUncommittedBytes: random.pick([1, 1_000, 1_000_000, 4 * 1024 * 1024]),
    limits: {
      mailbox: random.pick([2, 8, 1_024, 1_024]),
      inputsPerCycle: random.pick([1, 4, 64]),
      ticksPerCycle: 2,
      batchBytes: random.pick([1, 1_000, 1024 * 1024]),
    },
    snapshotEvery: random.pick([0, 1, 3, 10, 50]),
    marginEntries: random.pick([0, 1, 5, 50]),
    segments: SEGMENT_LIMITS,
  }
  const inputsPerCycle = Math.max(drawn.limits.inputsPerCycle, leastInputs(drawn))
  return { ...drawn, limits: { ...drawn.limits, inputsPerCycle } }
}

/** Beside the answers to its beats a leader has as many other messages to take. */
const INPUTS_PER_BEAT = 2 * (MOST_MEMBERS - 1)

/** With fewer in each turn of a slow loop what arrives piles up for ever: nothing breaks, and nothing gets done. */
const leastInputs = ({ turn, heartbeatTicks, tick }: NodeOptions): number =>
  Math.ceil((INPUTS_PER_BEAT * turn) / (heartbeatTicks * tick))

/** Mostly far below the election timeout, sometimes near it: then nobody may ever be elected, but nothing breaks. */
function drawNetwork(random: Random, { electionTicks, tick }: NodeOptions): NetworkOptions {
  const longest = random.pick([200, MS, 5 * MS, (electionTicks * tick) / 8, (electionTicks * tick) / 2])
  return {
    latency: [Math.round(longest / random.pick([1, 2, 10])), Math.round(longest)],
    lossRate: random.pick([0, 0, 0.01, 0.05, 0.3]),
    duplicateRate: random.pick([0, 0, 0.02, 0.2]),
    reorderRate: random.pick([0, 0, 0.05, 0.2]),
    jitterMs: random.pick([0, 0, 10, 100]),
    flipRate: random.pick([0, 0, 0.01]),
    capacity: random.pick([3, 20, 1_000, 1_000]),
  }
}

function drawDisk(random: Random, { electionTicks, tick }: NodeOptions): DiskOptions {
  const longest = random.pick([100, MS, 10 * MS, (electionTicks * tick) / 4])
  return {
    kind: random.pick(['records', 'records', 'records', 'files']),
    write: [10, Math.round(longest / 4)],
    sync: [50, Math.round(longest)],
    errorRate: random.pick([0, 0, 0.005, 0.02]),
    crash: random.pick(['keep', 'lose', 'random', 'random']),
    recoveryCrashRate: random.pick([0, 0.2]),
    fileLimitBytes: random.pick([2_000, 20_000, 4 * 1024 * 1024]),
  }
}

function drawFaults(random: Random, { electionTicks, tick }: NodeOptions): FaultOptions {
  const timeout = electionTicks * tick
  const later = [...LATER_FAULTS, ...SNAPSHOT_FAULTS]
  const choices = FAULT_CHOICES.filter((one) => !later.includes(one) && random.chance(1 / 2))
  const every = random.pick([0, timeout / 2, timeout, timeout, 3 * timeout])
  const chosen: readonly FaultChoice[] = choices.length === 0 ? ['crash'] : choices
  const shortest: Micros = Math.round(timeout / 10)
  return {
    every: Math.round(every),
    lasts: [shortest, Math.round(random.pick([timeout / 2, 2 * timeout, 6 * timeout]))],
    choices: chosen,
    leaveMinorityDead: random.chance(1 / 3),
  }
}

/** Half of the runs have one; a change, to be of use, takes some elections of time. */
function drawOperator(random: Random, { electionTicks, tick }: NodeOptions): OperatorOptions {
  const timeout = electionTicks * tick
  return {
    every: Math.round(random.pick([0, timeout / 4, timeout, 3 * timeout])),
    choices: OPERATOR_CHOICES.filter((one) => !LATER_MOVES.includes(one) && random.chance(3 / 4)),
  }
}

const drawClients = (random: Random): ClientOptions => ({
  perGroup: random.int(1, 4),
  pause: random.pick([MS, 10 * MS, 50 * MS, 200 * MS]),
  latency: [100, random.pick([500, 5 * MS])],
  messageBytes: random.pick([1, 40, 400]),
})
