// One replica of a life: a core that begins with what the files hold, and a machine that begins with the
// snapshot, or empty.

import { createBank } from '../machines/bank.ts'
import type { Bank } from '../machines/bank.ts'
import { createPartition } from '../machines/partition.ts'
import type { Partition } from '../machines/partition.ts'
import { createRaft } from '../raft/core.ts'
import { raftOptions } from '../raft/limits.ts'
import type { RaftCore } from '../raft/types.ts'
import type { ReplicaFiles } from './disks/durable.ts'
import type { MachineKind } from './layout.ts'
import type { NodeOptions } from './options.ts'
import type { Placed } from './roster.ts'

export function createReplica(
  { layout, replica, conf }: Placed,
  files: ReplicaFiles,
  options: NodeOptions,
  seed: number,
): { group: number; name: string; replica: number; core: RaftCore } {
  const { group, name } = layout
  const raft = {
    ...raftOptions(group, replica, seed),
    electionTicks: options.electionTicks,
    heartbeatTicks: options.heartbeatTicks,
    maxAppendBytes: options.maxAppendBytes,
    maxInflight: options.maxInflight,
    maxInflightBytes: options.maxInflightBytes,
    maxUncommittedBytes: options.maxUncommittedBytes,
    marginEntries: options.marginEntries,
  }
  return { group, name, replica, core: createRaft(raft, { ...files, conf }) }
}

export type SimMachine = Bank | Partition

export const createMachine = (kind: MachineKind, { segments }: NodeOptions): SimMachine =>
  kind === 'bank' ? createBank() : createPartition(segments)
