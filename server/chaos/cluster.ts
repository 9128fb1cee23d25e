// A cluster to be broken: in a process group of its own, and with so few entries between two snapshots that a
// short run has many.

import type { LaunchedCluster } from '../launch/launched-cluster.ts'
import { launchCluster } from '../launch/launched-cluster.ts'

export type ChaosCluster = LaunchedCluster

export interface StartOptions {
  readonly startScript: string
  readonly seed: number
  /** Entries of a group between two snapshots. */
  readonly snapshots: number
}

export const startChaosCluster = ({ startScript, seed, snapshots }: StartOptions): Promise<ChaosCluster> =>
  launchCluster({
    startScript,
    name: 'chaos',
    detached: true,
    flags: ['--seed', String(seed), '--snapshots', String(snapshots)],
  })
