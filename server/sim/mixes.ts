// Mixes of options that are made, not drawn: what takes several rare things in a row is too seldom where everything
// happens a little. Each turns what was drawn into a run of one kind.

import type { SimOptions } from './options.ts'
import { MS } from './timeline.ts'

/**
 * One busy group whose leaders are cut off and killed all the time, with writes in flight: what takes several
 * leaders in a row is too seldom where everything happens a little.
 */
export function unseat(drawn: SimOptions): SimOptions {
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

/**
 * One busy group that forgets all that a snapshot stands for, so that snapshots go to followers whose logs are longer:
 * by entries that they do not know to be committed, or that were never to be (B50).
 */
export function outrun(drawn: SimOptions): SimOptions {
  const { node, network, disk, faults, clients } = unseat(drawn)
  const timeout = node.electionTicks * node.tick
  return {
    ...unseat(drawn),
    // Snapshots are taken at the moments that the strikes wait for.
    node: { ...node, snapshotEvery: 0, marginEntries: 0, maxInflight: 64, maxInflightBytes: 1_000_000 },
    network: { ...network, latency: [MS, 5 * MS] },
    disk: { ...disk, sync: [MS, 5 * MS] },
    // Many and never long at rest: there is always something that is not committed yet.
    clients: { ...clients, perGroup: 8, pause: 5 * MS },
    faults: { ...faults, every: timeout, choices: ['overtake', 'lag'] },
  }
}
