// One simulated cluster: nodes, wires, disks and what looks at them, all on one timeline. It knows no faults
// and no clients; those are added by whoever runs it.

import type { GroupId, GroupName } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import type { Reply } from '../machines/machine.ts'
import type { Entry } from '../raft/types.ts'
import { Atlas } from './faults/atlas.ts'
import type { Carriers } from './faults/atlas.ts'
import type { SimDisk } from './disks/disk.ts'
import { FileDisk } from './disks/files.ts'
import { RecordDisk } from './disks/records.ts'
import { createLayout, nodeId } from './layout.ts'
import type { Layout } from './layout.ts'
import { Marks } from './marks.ts'
import { Network } from './network.ts'
import { SimNode } from './node.ts'
import type { Recorder } from './recorder.ts'
import { Roster } from './roster.ts'
import type { Placed } from './roster.ts'
import { Observer } from './observer.ts'
import { longestTimeout } from './options.ts'
import type { SimOptions } from './options.ts'
import { Timeline } from './timeline.ts'
import type { Micros } from './timeline.ts'
import { check } from './violation.ts'

type FirstApplied = (group: GroupId, entry: Entry, reply: Reply | null) => void

export class World {
  readonly seed: number
  readonly options: SimOptions
  readonly layout: Layout
  /** Who is where, as it changes. */
  readonly roster: Roster
  readonly atlas: Atlas
  readonly timeline = new Timeline()
  readonly marks = new Marks()
  readonly observer: Observer
  readonly network: Network
  readonly nodes: readonly SimNode[]
  /** Told of every entry when the first replica applies it. */
  firstApplied: FirstApplied = () => {}
  /** Writes down what happens; null: nobody does. */
  recorder: Recorder | null = null
  readonly #restarts: Random

  constructor(seed: number, options: SimOptions) {
    this.seed = seed
    this.options = options
    this.layout = createLayout(options.nodes, options.groups, this.stream('layout'))
    this.roster = new Roster(this.layout)
    this.observer = new Observer(this.layout, this.timeline)
    this.atlas = new Atlas(() => this.#carriers())
    this.network = new Network({
      layout: this.layout,
      options: options.network,
      seed: seedOf(seed, 'gate'),
      random: this.stream('network'),
      timeline: this.timeline,
      marks: this.marks,
      recorder: () => this.recorder,
      lifeOf: (node) => this.node(node).life,
      deliver: (to, msg, sentIn) => this.node(to).receive(msg, sentIn),
      deliverSnapshot: (from, to, msg) => this.node(to).receiveSnapshot(from, msg),
      unreachable: (from, msg) => this.node(from).unreachable(msg),
    })
    this.nodes = this.layout.nodes.map((_, number) => this.#createNode(number))
    for (const node of this.nodes)
      for (const placed of this.roster.on(node.number)) this.observer.placed(placed)
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
    if (node.state !== 'down') return
    const opened = node.start()
    if (opened === 'crashed') return this.restartLater(number)
    if (opened === 'open') return
    this.marks.hit('damage refused')
    check(this.atlas.isHurt(number), 'Recovery', () => `node ${number} refuses to start undamaged files`)
    node.bury()
  }

  /** One bit of its files turns over; only while that leaves every group a sound majority. */
  damage(number: number): void {
    const node = this.node(number)
    if (node.state !== 'down' || !this.atlas.mayDamage(number)) return
    if (node.disk.flipBit(this.stream(`damage ${number} ${node.life}`))) this.atlas.damaged(number)
  }

  /** Who leads the newest term of the group. */
  leaderOf(group: GroupId): number | null {
    let best: { readonly node: number; readonly term: number } | null = null
    for (const { node } of this.roster.here(group)) {
      const view = this.node(node).view(group)
      if (view?.role === 'leader' && view.term > (best?.term ?? 0)) best = { node, term: view.term }
    }
    return best?.node ?? null
  }

  /** Its group goes on without it, and it never comes back. */
  close(placed: Placed): void {
    this.roster.close(placed.replica)
    this.node(placed.node).close(placed)
  }

  transfer(name: GroupName, to: number): void {
    const group = this.layout.groups.find((one) => one.name === name)?.group
    const leader = group === undefined ? null : this.leaderOf(group)
    const target = group === undefined ? undefined : this.roster.here(group).find(({ node }) => node === to)
    if (group === undefined || leader === null || target === undefined) return
    this.node(leader).transfer(group, target.replica)
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
      layout: this.layout,
      roster: this.roster,
      options: options.node,
      timeline,
      network,
      observer,
      marks,
      recorder: () => this.recorder,
      disk: this.#createDisk(number),
      firstApplied: (group, entry, reply) => this.firstApplied(group, entry, reply),
      died: () => this.restartLater(number),
    })
  }

  #createDisk(node: number): SimDisk {
    const { layout, roster, timeline, marks, options } = this
    const durable = this.observer.durable[node]
    assert(durable !== undefined, 'every node has files')
    const random = this.stream(`disk ${node}`)
    const parts = { node, options: options.disk, random, timeline, durable, roster, marks }
    return options.disk.kind === 'records' ? new RecordDisk(parts) : new FileDisk(parts, nodeId(layout, node))
  }

  #carriers(): ReturnType<Carriers> {
    return this.layout.groups.flatMap(({ group, conf }) =>
      this.roster.here(group).map(({ node, replica }) => {
        const view = this.observer.find(node, group)?.view
        const { voters } = view?.self === replica ? view.conf : conf
        return voters.map((id) => this.roster.of(id).node)
      }),
    )
  }
}
