// The moment at which one fault strikes. Every fault has a number, its logical position, and a stream of chance
// of its own: leaving one out shifts no other, which is what makes a failing run shorter.

import type { Fault } from '../../../shared/fault.ts'
import type { NodeId } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import { nodeId } from '../layout.ts'
import type { GroupLayout } from '../layout.ts'
import type { Micros } from '../timeline.ts'
import type { World } from '../world.ts'
import { applyFault } from './apply.ts'
import type { DirectedLink } from './cuts.ts'

export class Moment {
  readonly world: World
  readonly random: Random
  readonly all: readonly number[]
  /** Any node; whom a fault hits if it has no better idea. */
  readonly node: number
  readonly group: GroupLayout | undefined
  readonly #isActive: () => boolean

  constructor(world: World, random: Random, isActive: () => boolean) {
    this.world = world
    this.random = random
    this.#isActive = isActive
    this.all = world.nodes.map(({ number }) => number)
    this.node = random.int(0, this.all.length - 1)
    const { groups } = world.layout
    this.group = groups[random.int(0, groups.length - 1)]
  }

  /** One election timeout, the shortest. */
  get timeout(): Micros {
    const { electionTicks, tick } = this.world.options.node
    return electionTicks * tick
  }

  /** Who leads the newest term of the group. */
  leader(): number | null {
    const { group } = this
    return group === undefined ? null : this.world.leaderOf(group.group)
  }

  lasting(): Micros {
    const [low, high] = this.world.options.faults.lasts
    return this.random.int(low, Math.max(low, high))
  }

  /** Not any more, once faults have ended. */
  after(delay: Micros, run: () => void): void {
    this.world.timeline.schedule(delay, 'fault', 0, () => {
      if (this.#isActive()) run()
    })
  }

  apply(fault: Fault): void {
    applyFault(this.world, fault)
  }

  /** And mends them after a while. */
  cut(links: readonly DirectedLink[]): void {
    this.after(this.lasting(), this.cutUntilTold(links))
  }

  /** What it answers mends them. */
  cutUntilTold(links: readonly DirectedLink[]): () => void {
    const each = (kind: 'cut' | 'mend'): void => {
      for (const [from, to] of links) this.apply({ kind, from: this.id(from), to: this.id(to), oneWay: true })
    }
    each('cut')
    return () => each('mend')
  }

  crash(nodes: readonly number[]): void {
    for (const node of nodes) {
      this.apply({ kind: 'kill', node: this.id(node) })
      this.world.restartLater(node, this.lasting())
    }
  }

  id(node: number): NodeId {
    return nodeId(this.world.layout, node)
  }

  half(): Set<number> {
    return new Set(this.shuffled().slice(0, this.random.int(1, Math.max(1, this.all.length - 1))))
  }

  shuffled(): number[] {
    const keyed = this.all.map((node) => ({ node, key: this.random.next() }))
    return keyed.sort((a, b) => a.key - b.key).map(({ node }) => node)
  }
}
