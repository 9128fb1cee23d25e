// Nodes in one process and in virtual time, over the memory twins of network and disk: the real roles, asked
// through their routes. Time moves only in `run`.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import type { Json, NodeId } from '../../shared/ids.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { createRandom } from '../../shared/random.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { createHost } from '../host/host.ts'
import type { RunningHost } from '../host/host.ts'
import { LIVE, TestTimers } from '../host/virtual.ts'
import { MemoryDisk } from '../storage/memory-disk.ts'
import { openMemoryStorage } from '../storage/memory.ts'
import type { NodeStorage, ReplicaRecord } from '../storage/port.ts'
import { MemoryNetwork } from '../transport/memory-network.ts'
import { createMemoryTransport } from '../transport/memory.ts'
import { render } from './answer.ts'
import type { NodeFacts } from './common-routes.ts'
import type { Fields } from './fields.ts'
import type { Route } from './server.ts'

const SYNC_MS = 1
const bodySchema = z.record(z.string(), z.json())

/** Which node is made, and the replicas its folder begins with. */
export interface NodePlan {
  readonly config: NodeConfig
  readonly first: readonly ReplicaRecord[]
}

export interface RoleParts extends NodePlan {
  readonly host: RunningHost
  readonly storage: NodeStorage
  readonly facts: NodeFacts
  readonly newRequestId: () => string
  readonly setTimer: (ms: number, fn: () => void) => void
}

/** What is the same in the configuration of every node of a test. */
export const COMMON_CONFIG = {
  cluster: 'test',
  mayCreate: true,
  seed: 1,
  clock: LIVE,
  origins: [],
  version: 'test',
}

export interface VirtualNode {
  readonly host: RunningHost
  readonly disk: MemoryDisk
  readonly storage: NodeStorage
  readonly routes: readonly Route[]
}

export type Told = Readonly<Record<string, Json>> & { readonly http: number }

export class VirtualNodes {
  readonly timers = new TestTimers()
  readonly fatal: string[] = []
  readonly #planOf: (node: NodeId) => NodePlan
  readonly #startRole: (parts: RoleParts) => Promise<Pick<VirtualNode, 'routes'>>
  readonly #network = new MemoryNetwork()
  readonly #nodes = new Map<NodeId, VirtualNode>()
  #births = 0
  #starts = 0

  constructor(
    planOf: (node: NodeId) => NodePlan,
    startRole: (parts: RoleParts) => Promise<Pick<VirtualNode, 'routes'>>,
  ) {
    this.#planOf = planOf
    this.#startRole = startRole
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
    const plan = this.#planOf(node)
    const { config } = plan
    const storage = this.#openStorage(disk, plan)
    const host = this.#createHost(config, storage)
    host.setPeers(config.peers.map((peer) => ({ node: peer.node, host: peer.host, port: peer.raftPort })))
    let count = 0
    const { role, cluster, version } = config
    const { routes } = await this.#startRole({
      ...plan,
      host,
      storage,
      facts: { node, role, cluster, version, pid: 1 },
      newRequestId: () => `${node}.${storage.life}.${(count += 1)}`,
      setTimer: (ms, fn) => void this.timers.setTimer(ms, fn),
    })
    await host.start()
    const made = { host, disk, storage, routes }
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

  #openStorage(disk: MemoryDisk, { config, first }: NodePlan): NodeStorage {
    const { node, role, dir, cluster, mayCreate } = config
    this.#births += 1
    const opened = openMemoryStorage(
      disk,
      { dir, cluster, node, role, mayCreate, firstReplicas: first },
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
