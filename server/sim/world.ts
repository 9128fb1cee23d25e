// One simulated cluster: nodes, wires, disks and what looks at them, all on one timeline. It knows no faults
// and no clients; those are added by whoever runs it.

import type { GroupId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import type { Reply } from '../machines/machine.ts'
import type { Entry } from '../raft/types.ts'
import type { SimDisk } from './disks/disk.ts'
import { FileDisk } from './disks/files.ts'
import { RecordDisk } from './disks/records.ts'
import { createLayout, groupsOn, nodeId, recordOf } from './layout.ts'
import type { Layout } from './layout.ts'
import { Marks } from './marks.ts'
import { Network } from './network.ts'
import { SimNode } from './node.ts'
import { Observer } from './observer.ts'
import { longestTimeout } from './options.ts'
import type { SimOptions } from './options.ts'
import { Timeline } from './timeline.ts'
import type { Micros } from './timeline.ts'

type FirstApplied = (group: GroupId, entry: Entry, reply: Reply | null) => void

export class World {
  readonly seed: number
  readonly options: SimOptions
  readonly layout: Layout
  readonly timeline = new Timeline()
  readonly marks = new Marks()
  readonly observer: Observer
  readonly network: Network
  readonly nodes: readonly SimNode[]
  /** Told of every entry when the first replica applies it. */
  firstApplied: FirstApplied = () => {}
  readonly #restarts: Random

  constructor(seed: number, options: SimOptions) {
    this.seed = seed
    this.options = options
    this.layout = createLayout(options.nodes, options.groups, this.stream('layout'))
    this.observer = new Observer(this.layout, this.timeline)
    this.network = new Network({
      layout: this.layout,
      options: options.network,
      seed: seedOf(seed, 'gate'),
      random: this.stream('network'),
      timeline: this.timeline,
      marks: this.marks,
      lifeOf: (node) => this.node(node).life,
      deliver: (to, msg, sentIn) => this.node(to).receive(msg, sentIn),
      unreachable: (from, msg) => this.node(from).unreachable(msg),
    })
    this.nodes = this.layout.nodes.map((_, number) => this.#createNode(number))
    this.#restarts = this.stream('restarts')
  }

  /** Each user of chance has its own stream, so that none shifts another. */
  stream(name: string): Random {
    return createRandom(seedOf(this.seed, name))
  }

  node(number: number): SimNode {
    const node = this.nodes[number]
    assert(node !== undefined, () => `there is no node ${number}`)
    return node
  }

  startAll(): void {
    for (const node of this.nodes) this.start(node.number)
  }

  /** A recovery that crashes is tried again after a while. */
  start(number: number): void {
    const node = this.node(number)
    if (node.state === 'down' && !node.start()) this.restartLater(number)
  }

  restartLater(number: number, delay: Micros = this.#aWhile()): void {
    this.timeline.schedule(delay, 'restart', number, () => this.start(number))
  }

  #aWhile(): Micros {
    return this.#restarts.int(1, longestTimeout(this.options.node))
  }

  #createNode(number: number): SimNode {
    const { seed, layout, timeline, network, observer, marks, options } = this
    return new SimNode({
      number,
      id: nodeId(layout, number),
      seed,
      layout,
      options: options.node,
      timeline,
      network,
      observer,
      marks,
      disk: this.#createDisk(number),
      firstApplied: (group, entry, reply) => this.firstApplied(group, entry, reply),
      died: () => this.restartLater(number),
    })
  }

  #createDisk(node: number): SimDisk {
    const { layout, timeline, marks, options } = this
    const durable = this.observer.durable[node]
    assert(durable !== undefined, 'every node has files')
    const random = this.stream(`disk ${node}`)
    const parts = { node, options: options.disk, random, timeline, durable, marks }
    if (options.disk.kind === 'records') return new RecordDisk(parts)
    const records = groupsOn(layout, node).map((here) => recordOf(layout, here.layout, { node, ...here }))
    return new FileDisk(parts, nodeId(layout, node), records)
  }
}
