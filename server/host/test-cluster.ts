// Several hosts in one process, in virtual time, over the memory twins of network and disk. Time moves only
// in `run`; everything a test does is repeated exactly by its seed.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import type { Boot, Options, RaftCore } from '../raft/types.ts'
import type { TransportEvents } from '../transport/port.ts'
import { assert } from '../../shared/assert.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import type { DiskFault, MemoryDisk } from '../storage/memory-disk.ts'
import { MemoryNetwork } from '../transport/memory-network.ts'
import type { SnapshotLimits } from './limits.ts'
import { createTestDisk, startNode, TEST_GROUP } from './test-node.ts'
import type { TestNode } from './test-node.ts'
import type { UplinkPipe } from './uplink.ts'
import { TestTimers } from './virtual.ts'

export { TEST_GROUP } from './test-node.ts'
export type { TestNode } from './test-node.ts'

export interface TestClusterOptions {
  readonly nodes: readonly NodeId[]
  readonly groups?: readonly GroupId[]
  /** The first members; all nodes by default. Others wait for an order. */
  readonly members?: readonly NodeId[]
  readonly seed?: number
  readonly uplink?: (node: NodeId) => UplinkPipe
  readonly diskFault?: (node: NodeId) => DiskFault
  /** While true, what this node's disk is asked to do waits. */
  readonly stalled?: (node: NodeId) => boolean
  readonly snapshots?: SnapshotLimits
  /** The machines seal so many commands in one part. */
  readonly itemsPerPart?: number
  /** An index names so many parts; without it, there are none. */
  readonly partsPerIndex?: number
  /** Puts something between a node's network and its host. */
  readonly watch?: (node: NodeId, events: TransportEvents) => TransportEvents
  readonly createCore?: (options: Options, boot: Boot) => RaftCore
}

export interface TestCluster {
  readonly timers: TestTimers
  node(id: NodeId): TestNode
  run(ms: number): Promise<void>
  /** Runs until it holds; fails after `limitMs`. */
  until(holds: () => boolean, limitMs?: number): Promise<void>
  leader(group?: GroupId): Promise<TestNode>
  followers(group?: GroupId): readonly TestNode[]
  /** Kills the process: what is on the disk stays. */
  crash(id: NodeId): Promise<void>
  /** The next life of a node that was killed; `wiped`: its folder is gone as well. */
  restart(id: NodeId, folder?: 'kept' | 'wiped'): Promise<TestNode>
  /** Cuts or mends every link between this node and the others, both ways. */
  isolate(id: NodeId, cut: boolean): void
}

export async function startCluster(options: TestClusterOptions): Promise<TestCluster> {
  const timers = new TestTimers()
  const network = new MemoryNetwork()
  const { groups = [TEST_GROUP], members = options.nodes } = options
  const all = new Map<NodeId, TestNode>()
  const disks = new Map<NodeId, MemoryDisk>()
  let lives = 0
  const live = async (
    id: NodeId,
    disk: MemoryDisk,
    isNew: boolean,
    firstReplicas: readonly ReplicaRecord[] = [],
  ): Promise<TestNode> => {
    lives += 1
    const common = { cluster: options, timers, network }
    const node = await startNode({ ...common, id, disk, life: lives, isNew, firstReplicas })
    all.set(id, node)
    return node
  }
  for (const id of options.nodes) {
    const first = groups.flatMap((group) => recordOf(group, members, id) ?? [])
    await live(id, createTestDisk(id, options, timers), true, first)
  }

  const run = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 1) {
      timers.advance(1)
      while (network.deliver() > 0) timers.advance(0)
      await Promise.resolve()
    }
  }
  const until = async (holds: () => boolean, limitMs = 10_000): Promise<void> => {
    for (let waited = 0; !holds(); waited += 1) {
      assert(waited < limitMs, () => `not within ${limitMs} ms: ${holds.toString()}`)
      await run(1)
    }
  }
  const leaderOf = (group: GroupId): TestNode | undefined =>
    [...all.values()].find(({ host }) => host.status(group)?.role === 'leader')

  return {
    timers,
    node(id) {
      const node = all.get(id)
      assert(node !== undefined, `there is no ${id}`)
      return node
    },
    run,
    until,
    async leader(group = TEST_GROUP) {
      await until(() => leaderOf(group) !== undefined)
      const leader = leaderOf(group)
      assert(leader !== undefined, 'a leader was just there')
      return leader
    },
    followers: (group = TEST_GROUP) =>
      [...all.values()].filter(({ host }) => host.status(group)?.role === 'follower'),
    async crash(id) {
      const node = all.get(id)
      all.delete(id)
      await node?.host.stop()
      node?.disk.crash({ kind: 'keep' })
      if (node !== undefined) disks.set(id, node.disk)
    },
    async restart(id, folder = 'kept') {
      const kept = disks.get(id)
      disks.delete(id)
      if (folder === 'wiped' || kept === undefined) return live(id, createTestDisk(id, options, timers), true)
      return live(id, kept, false)
    },
    isolate(id, cut) {
      const rule = { ...NO_RULE, cut }
      for (const [other, { host }] of all) {
        const to = other === id ? options.nodes.filter((node) => node !== id) : [id]
        host.setRules(to.map((node) => ({ to: node, rule })))
      }
    },
  }
}

/** Replica ids are never shared between groups: 11, 12, 13 in group 1. Null: not a member. */
export function recordOf(group: GroupId, nodes: readonly NodeId[], self: NodeId): ReplicaRecord | null {
  const members = nodes.map((node, place) => ({ replica: group * 10 + place + 1, node }))
  const own = members.find(({ node }) => node === self)
  if (own === undefined) return null
  const conf = { voters: members.map(({ replica }) => replica), outgoing: [], learners: [] }
  const name = group === TEST_GROUP ? 'atm' : `orders/${group}`
  return { group, replica: own.replica, name, epoch: 0, conf, members }
}
