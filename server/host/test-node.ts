// One node of a test cluster: a host over the memory twins of disk and network, for one life after the other.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { createRandom } from '../../shared/random.ts'
import type { NodeStorage, ReplicaRecord } from '../storage/port.ts'
import { MemoryDisk } from '../storage/memory-disk.ts'
import { openMemoryStorage } from '../storage/memory.ts'
import type { MemoryNetwork } from '../transport/memory-network.ts'
import { createMemoryTransport } from '../transport/memory.ts'
import { createHost } from './host.ts'
import type { RunningHost } from './host.ts'
import { ListMachine } from './list-machine.fixture.ts'
import type { TestClusterOptions } from './test-cluster.ts'
import type { TestTimers } from './virtual.ts'
import { LIVE } from './virtual.ts'

export const TEST_GROUP: GroupId = 1
/** What a sync of the simulated disk takes. */
const SYNC_MS = 1

export interface TestNode {
  readonly host: RunningHost
  /** Of the test group. */
  readonly machine: ListMachine
  readonly disk: MemoryDisk
  readonly storage: NodeStorage
  readonly fatal: { code: number; message: string }[]
  /** Indexes of the snapshots that the role was told of. */
  readonly restored: number[]
  /** Opens a replica that the managers would order. */
  open(record: ReplicaRecord): ReturnType<RunningHost['open']>
}

export interface LifeOptions {
  readonly id: NodeId
  readonly life: number
  /** Its folder may be made. */
  readonly isNew: boolean
  readonly disk: MemoryDisk
  readonly firstReplicas: readonly ReplicaRecord[]
  readonly cluster: TestClusterOptions
  readonly timers: TestTimers
  readonly network: MemoryNetwork
}

export function createTestDisk(
  id: NodeId,
  { stalled, diskFault }: TestClusterOptions,
  timers: TestTimers,
): MemoryDisk {
  return new MemoryDisk({
    schedule(perform) {
      const turn = (): void => {
        if (stalled?.(id) === true) timers.setTimer(SYNC_MS, turn)
        else perform()
      }
      timers.setTimer(SYNC_MS, turn)
    },
    fault: (op) => (op.op === 'sync' ? (diskFault?.(id) ?? null) : null),
  })
}

export async function startNode(options: LifeOptions): Promise<TestNode> {
  const { id, disk, isNew, firstReplicas, cluster } = options
  const opened = openMemoryStorage(disk, {
    dir: `/data/${id}`,
    cluster: 'test',
    node: id,
    role: 'atm',
    mayCreate: isNew,
    firstReplicas,
  })
  assert(opened.ok, () => `storage of ${id}: ${JSON.stringify(opened)}`)
  const storage = opened.value
  const fatal: TestNode['fatal'] = []
  const restored: number[] = []
  let machine = new ListMachine(cluster.itemsPerPart, cluster.partsPerIndex)
  const host = createTestHost(options, storage, fatal)
  host.setPeers(cluster.nodes.map((node, place) => ({ node, host: 'memory', port: place + 1 })))
  const open: TestNode['open'] = (record) => {
    const made = new ListMachine(cluster.itemsPerPart, cluster.partsPerIndex)
    if (record.group === TEST_GROUP) machine = made
    const onRestored = (index: number): void => void restored.push(index)
    return host.open({ record, machine: made, onRestored })
  }
  for (const { record } of storage.replicas) {
    const begun = await open(record)
    assert(begun.ok, () => JSON.stringify(begun))
  }
  await host.start()
  return {
    host,
    get machine() {
      return machine
    },
    disk,
    storage,
    fatal,
    restored,
    open,
  }
}

function createTestHost(
  { id, life, cluster, timers, network }: LifeOptions,
  storage: NodeStorage,
  fatal: TestNode['fatal'],
): RunningHost {
  const { seed = 1, uplink, createCore, snapshots } = cluster
  const common = { node: id, timers, seed }
  return createHost({
    ...common,
    storage,
    transport: (events) =>
      createMemoryTransport(network, {
        ...common,
        cluster: 'test',
        role: 'atm',
        start: life,
        host: 'memory',
        port: 0,
        random: createRandom(seed),
        events: cluster.watch?.(id, events) ?? events,
      }),
    clock: LIVE,
    onFatal: (code, message) => void fatal.push({ code, message }),
    ...(createCore === undefined ? {} : { createCore }),
    ...(snapshots === undefined ? {} : { snapshots }),
    ...(uplink === undefined
      ? {}
      : {
          uplink: {
            pipe: uplink(id),
            pid: 1,
            limit: 500,
            vitals: () => ({ rssBytes: 1, heapBytes: 1, cpuMs: 0 }),
          },
        }),
  })
}
