// Managers and brokers in one process and in virtual time, over the memory twins of network and disk: the
// real roles, asked through their routes. Time moves only in `run`.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import type { Json, NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP } from '../../shared/ids.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { createRandom } from '../../shared/random.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { startBroker } from '../broker/broker.ts'
import { createHost } from '../host/host.ts'
import type { RunningHost } from '../host/host.ts'
import { LIVE, TestTimers } from '../host/virtual.ts'
import { render } from '../http/answer.ts'
import type { Fields } from '../http/fields.ts'
import type { Route } from '../http/server.ts'
import { MemoryDisk } from '../storage/memory-disk.ts'
import { openMemoryStorage } from '../storage/memory.ts'
import type { NodeStorage, ReplicaRecord } from '../storage/port.ts'
import { MemoryNetwork } from '../transport/memory-network.ts'
import { createMemoryTransport } from '../transport/memory.ts'
import { startManager } from './manager.ts'

const MANAGERS = ['manager-1', 'manager-2', 'manager-3']
const members = MANAGERS.map((node, place) => ({ node, replica: place + 1 }))
const conf = { voters: members.map(({ replica }) => replica), outgoing: [], learners: [] }
const SYNC_MS = 1
const bodySchema = z.record(z.string(), z.json())

export interface VirtualNode {
  readonly host: RunningHost
  readonly disk: MemoryDisk
  readonly storage: NodeStorage
  readonly routes: readonly Route[]
}

export type Told = Readonly<Record<string, Json>> & { readonly http: number }

export class VirtualQueue {
  readonly timers = new TestTimers()
  readonly fatal: string[] = []
  readonly #network = new MemoryNetwork()
  readonly #nodes = new Map<NodeId, VirtualNode>()
  readonly #brokers: number
  #births = 0
  #starts = 0

  private constructor(brokers: number) {
    this.#brokers = brokers
  }

  /** Ready when all brokers are registered and every node knows it. */
  static async start(brokers: number): Promise<VirtualQueue> {
    const queue = new VirtualQueue(brokers)
    for (const node of MANAGERS) await queue.boot(node)
    for (let number = 1; number <= brokers; number += 1) await queue.boot(`broker-${number}`)
    await queue.run(2_500)
    return queue
  }

  /** Starts a node with an empty folder, also in the place of one that was stopped. */
  boot(node: NodeId): Promise<VirtualNode> {
    const schedule = (perform: () => void): void => void this.timers.setTimer(SYNC_MS, perform)
    return this.#start(node, new MemoryDisk({ schedule, fault: () => null }))
  }

  /** Ends a node as SIGKILL does: its folder stays as it is. */
  async kill(node: NodeId): Promise<void> {
    const { host, disk } = this.node(node)
    await this.settled(host.stop())
    disk.crash({ kind: 'keep' })
  }

  /** Starts a node that was killed, in its own folder. */
  restart(node: NodeId): Promise<VirtualNode> {
    return this.#start(node, this.node(node).disk)
  }

  async #start(node: NodeId, disk: MemoryDisk): Promise<VirtualNode> {
    const manager = node.startsWith('manager')
    const config = this.#configOf(node)
    const first: ReplicaRecord[] = members
      .filter((member) => member.node === node)
      .map(({ replica }) => ({ group: MANAGERS_GROUP, replica, name: 'managers', epoch: 0, conf, members }))
    const storage = this.#openStorage(disk, config, first)
    const host = this.#createHost(config, storage)
    host.setPeers(config.peers.map((peer) => ({ node: peer.node, host: peer.host, port: peer.raftPort })))
    let count = 0
    const newRequestId = (): string => `${node}.${storage.life}.${(count += 1)}`
    const { role, cluster, version } = config
    const common = { host, config, storage, newRequestId, facts: { node, role, cluster, version, pid: 1 } }
    const [record] = first
    const setTimer = (ms: number, fn: () => void): void => void this.timers.setTimer(ms, fn)
    const started =
      manager && record !== undefined
        ? await startManager(host, config, common.facts, record, newRequestId)
        : await startBroker({ ...common, setTimer })
    await host.start()
    const made = { host, disk, storage, routes: started.routes }
    this.#nodes.set(node, made)
    return made
  }

  node(node: NodeId): VirtualNode {
    const found = this.#nodes.get(node)
    assert(found !== undefined, `there is no ${node}`)
    return found
  }

  nodes(): readonly NodeId[] {
    return [...this.#nodes.keys()]
  }

  async run(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1) {
      this.timers.advance(1)
      while (this.#network.deliver() > 0) this.timers.advance(0)
      // Answers of roles take a few promises more than those of a bare host.
      for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
    }
  }

  async until(holds: () => boolean, limitMs = 20_000): Promise<void> {
    for (let waited = 0; !holds(); waited += 1) {
      assert(waited < limitMs, () => `not within ${limitMs} ms: ${holds.toString()}`)
      await this.run(1)
    }
  }

  /** Runs until the request is answered. `after`: how long that took. */
  async ask(node: NodeId, what: string, fields: Fields = {}): Promise<Told & { readonly after: number }> {
    const begun = this.timers.now()
    const told = await this.settled(this.send(node, what, fields))
    return { ...told, after: this.timers.now() - begun }
  }

  /** Runs until the promise is. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let open = true
    void promise.finally(() => (open = false))
    await this.until(() => !open)
    return promise
  }

  async send(node: NodeId, what: string, fields: Fields = {}): Promise<Told> {
    const [method = '', path = ''] = what.split(' ')
    const route = this.node(node).routes.find(
      ({ methods, paths }) => methods.some((one) => one === method) && paths.includes(path),
    )
    assert(route !== undefined, `there is no ${what}`)
    const { status, text } = render(await route.handle(fields))
    return { ...bodySchema.parse(JSON.parse(text)), http: status }
  }

  /** Cuts or mends every link between these nodes and all others, both ways. */
  isolate(nodes: readonly NodeId[], cut = true): void {
    const rule = { ...NO_RULE, cut }
    const inside = new Set(nodes)
    for (const [from, { host }] of this.#nodes) {
      const others = [...this.#nodes.keys()].filter((to) => inside.has(to) !== inside.has(from))
      host.setRules(others.map((to) => ({ to, rule })))
    }
  }

  leaderOf(group: number): NodeId {
    for (const [node, { host }] of this.#nodes) if (host.status(group)?.role === 'leader') return node
    throw new Error(`group ${group} has no leader`)
  }

  #configOf(node: NodeId): NodeConfig {
    const all = [...MANAGERS, ...Array.from({ length: this.#brokers }, (_, turn) => `broker-${turn + 1}`)]
    const portOf = (name: NodeId): number => all.indexOf(name) + 1
    const place = (name: NodeId) => ({
      node: name,
      host: 'memory',
      httpPort: 100 + portOf(name),
      raftPort: portOf(name),
    })
    return {
      ...place(node),
      role: node.startsWith('manager') ? 'manager' : 'broker',
      cluster: 'test',
      dir: `/data/${node}`,
      peers: MANAGERS.filter((name) => name !== node).map(place),
      members: node.startsWith('manager') ? members : [],
      lastFirstReplica: members.length,
      mayCreate: true,
      seed: 1,
      clock: LIVE,
      origins: [],
      version: 'test',
    }
  }

  #openStorage(disk: MemoryDisk, config: NodeConfig, firstReplicas: readonly ReplicaRecord[]): NodeStorage {
    const { node, role, dir, cluster, mayCreate } = config
    this.#births += 1
    const opened = openMemoryStorage(
      disk,
      { dir, cluster, node, role, mayCreate, firstReplicas },
      { newBirth: () => `birth-${this.#births}` },
    )
    assert(opened.ok, () => `storage of ${node}: ${JSON.stringify(opened)}`)
    return opened.value
  }

  #createHost({ node, role, cluster, raftPort, seed, clock }: NodeConfig, storage: NodeStorage): RunningHost {
    const { timers } = this
    this.#starts += 1
    const start = this.#starts
    return createHost({
      node,
      storage,
      timers,
      clock,
      seed,
      onFatal: (code, message) => void this.fatal.push(`${node} ${code}: ${message}`),
      transport: (events) =>
        createMemoryTransport(this.#network, {
          cluster,
          node,
          role,
          start,
          host: 'memory',
          port: raftPort,
          seed,
          random: createRandom(seed),
          timers,
          events,
        }),
    })
  }
}
