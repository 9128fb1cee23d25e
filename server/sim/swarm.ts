// The options of one seed. Every draw comes from the stream of options, in one fixed order.

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
  OperatorOptions,
  SimOptions,
} from './options.ts'
import { MS } from './timeline.ts'
import type { Micros } from './timeline.ts'

/** Of one group, whatever is drawn. */
const MOST_MEMBERS = 5

export function drawOptions(seed: number): SimOptions {
  const random = createRandom(seedOf(seed, 'options'))
  const drawn = drawAny(random)
  return addLater(random.chance(1 / 4) ? unseat(drawn) : drawn, random)
}

/** Drawn last: runs without them are what they were before there were any, so that old seeds still find bugs. */
const LATER_CHOICES: readonly FaultChoice[] = ['crashWriting', 'stutter']

function addLater(drawn: SimOptions, random: Random): SimOptions {
  const later = LATER_CHOICES.filter(() => random.chance(1 / 3))
  return { ...drawn, faults: { ...drawn.faults, choices: [...drawn.faults.choices, ...later] } }
}

/**
 * One busy group whose leaders are cut off and killed all the time, with writes in flight: what takes several
 * leaders in a row is too seldom where everything happens a little.
 */
function unseat(drawn: SimOptions): SimOptions {
  const { node, network, disk, faults, operator, clients } = drawn
  // The shortest timeouts, so that many leaders fit into few events.
  const quick = { electionTicks: 4, heartbeatTicks: 1, tick: 10 * MS, turn: 0, drift: 0 }
  const limits = { ...node.limits, mailbox: 1_024, inputsPerCycle: 64, batchBytes: 1_000 }
  const timeout = quick.electionTicks * quick.tick
  return {
    nodes: 5,
    groups: [5],
    node: { ...node, ...quick, limits, maxUncommittedBytes: 1_000_000 },
    network: { ...network, latency: [100, 2 * MS], lossRate: 0, jitterMs: 0, flipRate: 0, capacity: 1_000 },
    disk: { ...disk, crash: 'random', errorRate: 0, sync: [MS, 10 * MS] },
    operator,
    clients: { ...clients, perGroup: 4, pause: 20 * MS },
    faults: {
      ...faults,
      every: 2 * timeout,
      lasts: [timeout, 4 * timeout],
      choices: ['isolateLeader', 'isolateLeader', 'slowDisk', 'crashLeader', 'duel'],
    },
  }
}

function drawAny(random: Random): SimOptions {
  const nodes = random.pick([1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7])
  const groups = Array.from({ length: random.pick([1, 1, 2, 2, 3, 4]) }, () =>
    Math.min(nodes, random.pick([1, 2, 3, 3, 3, 4, 5, 5])),
  )
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
  const choices = FAULT_CHOICES.filter((one) => !LATER_CHOICES.includes(one) && random.chance(1 / 2))
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
    choices: OPERATOR_CHOICES.filter(() => random.chance(3 / 4)),
  }
}

const drawClients = (random: Random): ClientOptions => ({
  perGroup: random.int(1, 4),
  pause: random.pick([MS, 10 * MS, 50 * MS, 200 * MS]),
  latency: [100, random.pick([500, 5 * MS])],
  messageBytes: random.pick([1, 40, 400]),
})
