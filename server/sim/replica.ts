// One replica of a life: a core that begins with what the files hold, and an empty machine.

import { createBank } from '../machines/bank.ts'
import type { Machine } from '../machines/machine.ts'
import { createPartition } from '../machines/partition.ts'
import { createRaft } from '../raft/core.ts'
import { raftOptions } from '../raft/limits.ts'
import type { RaftCore } from '../raft/types.ts'
import type { DurableNode } from './disks/disk.ts'
import type { GroupHere, MachineKind } from './layout.ts'
import type { NodeOptions } from './options.ts'

export function createReplica(
  { layout, replica }: GroupHere,
  files: DurableNode,
  options: NodeOptions,
  seed: number,
): { group: number; name: string; replica: number; core: RaftCore } {
  const { group, name, conf } = layout
  const raft = {
    ...raftOptions(group, replica, seed),
    electionTicks: options.electionTicks,
    heartbeatTicks: options.heartbeatTicks,
    maxAppendBytes: options.maxAppendBytes,
    maxInflight: options.maxInflight,
    maxInflightBytes: options.maxInflightBytes,
    maxUncommittedBytes: options.maxUncommittedBytes,
  }
  const boot = { ...files.of(group).files(), conf, snap: null }
  return { group, name, replica, core: createRaft(raft, boot) }
}

export const createMachine = (kind: MachineKind): Machine =>
  kind === 'bank' ? createBank() : createPartition()
