// Several hosts in one process, in virtual time, over the memory twins of network and disk. Time moves only
// in `run`; everything a test does is repeated exactly by its seed.

import type { GroupId, Json, NodeId } from '../../shared/ids.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import type { Boot, Options, RaftCore } from '../raft/types.ts'
import type { Machine, Reply } from '../machines/machine.ts'
import { assert } from '../../shared/assert.ts'
import { createRandom } from '../../shared/random.ts'
import { MemoryDisk } from '../storage/memory-disk.ts'
import type { DiskFault } from '../storage/memory-disk.ts'
import { openMemoryStorage } from '../storage/memory.ts'
import { MemoryNetwork } from '../transport/memory-network.ts'
import { createMemoryTransport } from '../transport/memory.ts'
import { createHost } from './host.ts'
import type { RunningHost } from './host.ts'
import type { UplinkPipe } from './uplink.ts'
import { LIVE, TestTimers } from './virtual.ts'

export const TEST_GROUP: GroupId = 1
/** What a sync of the simulated disk takes. */
const SYNC_MS = 1

/** Remembers what was applied, in order. */
export class ListMachine implements Machine {
  readonly list: Json[] = []

  apply(command: Json, index: number): Reply {
    this.list.push(command)
    return { ok: true, value: this.list.length, index, duplicate: false }
  }

  describe(command: Json): string {
    return `add ${JSON.stringify(command)}`
  }

  snapshot(): Json {
    return this.list
  }

  restore(): void {
    throw new Error('no test restores a list')
  }

  parts(): readonly [] {
    return []
  }

  partText(): null {
    return null
  }

  releaseParts(): void {}
}

export interface TestNode {
  readonly host: RunningHost
  readonly machine: ListMachine
  readonly disk: MemoryDisk
  readonly fatal: { code: number; message: string }[]
}

export interface TestClusterOptions {
  readonly nodes: readonly NodeId[]
  readonly groups?: readonly GroupId[]
  readonly seed?: number
  readonly uplink?: (node: NodeId) => UplinkPipe
  readonly diskFault?: (node: NodeId) => DiskFault
  /** While true, what this node's disk is asked to do waits. */
  readonly stalled?: (node: NodeId) => boolean
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
  /** Cuts or mends every link between this node and the others, both ways. */
  isolate(id: NodeId, cut: boolean): void
}

export async function startCluster(options: TestClusterOptions): Promise<TestCluster> {
  const timers = new TestTimers()
  const network = new MemoryNetwork()
  const all = new Map<NodeId, TestNode>()
  for (const id of options.nodes) all.set(id, await startNode(id, options, timers, network))
  const nodes = [...all.values()]

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
    nodes.find(({ host }) => host.status(group)?.role === 'leader')

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
    followers: (group = TEST_GROUP) => nodes.filter(({ host }) => host.status(group)?.role === 'follower'),
    isolate(id, cut) {
      const rule = { cut, delayMs: 0, jitterMs: 0, lossRate: 0, duplicateRate: 0, reorderRate: 0 }
      for (const [other, { host }] of all) {
        const to = other === id ? options.nodes.filter((node) => node !== id) : [id]
        host.setRules(to.map((node) => ({ to: node, rule })))
      }
    },
  }
}

async function startNode(
  id: NodeId,
  options: TestClusterOptions,
  timers: TestTimers,
  network: MemoryNetwork,
): Promise<TestNode> {
  const { nodes, groups = [TEST_GROUP], seed = 1, uplink, diskFault, createCore } = options
  const disk = new MemoryDisk({
    schedule(perform) {
      const turn = (): void => {
        if (options.stalled?.(id) === true) timers.setTimer(SYNC_MS, turn)
        else perform()
      }
      timers.setTimer(SYNC_MS, turn)
    },
    fault: (op) => (op.op === 'sync' ? (diskFault?.(id) ?? null) : null),
  })
  const records = groups.map((group) => recordOf(group, nodes, id))
  const opened = openMemoryStorage(disk, {
    dir: `/data/${id}`,
    cluster: 'test',
    node: id,
    role: 'atm',
    mayCreate: true,
    firstReplicas: records,
  })
  assert(opened.ok, () => `storage of ${id}: ${JSON.stringify(opened)}`)
  const fatal: TestNode['fatal'] = []
  const machine = new ListMachine()
  const common = { node: id, timers, seed }
  const host = createHost({
    ...common,
    storage: opened.value,
    transport: (events) =>
      createMemoryTransport(network, {
        ...common,
        cluster: 'test',
        role: 'atm',
        start: 1,
        host: 'memory',
        port: 0,
        random: createRandom(seed),
        events,
      }),
    clock: LIVE,
    onFatal: (code, message) => void fatal.push({ code, message }),
    ...(createCore === undefined ? {} : { createCore }),
    ...(uplink === undefined
      ? {}
      : { uplink: { pipe: uplink(id), pid: 1, limit: 500, vitals: () => ({ rssBytes: 1, cpuMs: 0 }) } }),
  })
  host.setPeers(nodes.map((node, place) => ({ node, host: 'memory', port: place + 1 })))
  for (const record of records) {
    const made = await host.open({
      record,
      machine: record.group === TEST_GROUP ? machine : new ListMachine(),
    })
    assert(made.ok, () => JSON.stringify(made))
  }
  await host.start()
  return { host, machine, disk, fatal }
}

/** Replica ids are never shared between groups: 11, 12, 13 in group 1. */
function recordOf(group: GroupId, nodes: readonly NodeId[], self: NodeId): ReplicaRecord {
  const members = nodes.map((node, place) => ({ replica: group * 10 + place + 1, node }))
  const own = members.find(({ node }) => node === self)
  assert(own !== undefined, `${self} is no member`)
  const conf = { voters: members.map(({ replica }) => replica), outgoing: [], learners: [] }
  return {
    group,
    replica: own.replica,
    name: group === TEST_GROUP ? 'atm' : `orders/${group}`,
    epoch: 0,
    conf,
    members,
  }
}
