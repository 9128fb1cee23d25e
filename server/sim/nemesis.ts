// Does harm at random moments, and undoes it after a while. All its chance comes from its own stream.

import type { Fault } from '../../shared/fault.ts'
import { unreachable } from '../../shared/assert.ts'
import type { Random } from '../../shared/random.ts'
import { bridge, deaf, islands, mute, ring, some } from './cuts.ts'
import type { DirectedLink } from './cuts.ts'
import { applyFault } from './faults.ts'
import { nodeId } from './layout.ts'
import type { FaultChoice } from './options.ts'
import type { Micros } from './timeline.ts'
import type { World } from './world.ts'

/** Share of the links that a uniform cut takes. */
const UNIFORM_SHARE = 0.3
/** Longest sync of a slow disk, in election timeouts: long enough for another leader to come meanwhile. */
const MAX_SLOW_TIMEOUTS = 6

export class Nemesis {
  readonly #world: World
  readonly #random: Random
  #active = true

  constructor(world: World) {
    this.#world = world
    this.#random = world.stream('faults')
    if (world.options.faults.every > 0) this.#plan()
  }

  /** What it has begun is undone by whoever heals. */
  stop(): void {
    this.#active = false
  }

  #plan(): void {
    const { every, choices } = this.#world.options.faults
    this.#after(this.#random.int(1, 2 * every), () => {
      const [first = 'crash', ...others] = choices
      this.#strike(this.#random.pick([first, ...others]))
      this.#plan()
    })
  }

  #strike(choice: FaultChoice): void {
    const all = this.#world.nodes.map(({ number }) => number)
    const node = this.#random.int(0, all.length - 1)
    switch (choice) {
      case 'crash':
        return this.#crash([node])
      case 'crashLeader':
        return this.#crash([this.#leader() ?? node])
      case 'isolateLeader':
        return this.#isolateLeader(all, this.#leader() ?? node)
      case 'duel':
        return this.#duel(all)
      case 'powerCut':
        this.#world.marks.hit('power cut of all')
        return this.#crash(all)
      case 'freeze':
        return this.#freeze(node)
      case 'halves':
        return this.#cut(islands(all, this.#half(all)))
      case 'isolate':
        return this.#cut(islands(all, new Set([node])))
      case 'uniform':
        return this.#cut(some(all, () => this.#random.chance(UNIFORM_SHARE)))
      case 'bridge':
        return this.#cut(bridge(all, node, this.#half(all)))
      case 'ring':
        return this.#cut(ring(this.#shuffled(all)))
      case 'oneWay':
        return this.#cut(this.#random.chance(1 / 2) ? mute(all, node) : deaf(all, node))
      case 'slowDisk':
        return this.#slowDisk(this.#random.chance(1 / 2) ? (this.#leader() ?? node) : node, this.#lasting())
      case 'link':
        return this.#degrade(all, node)
      case 'timeout':
        return this.#timeout(all)
      case 'heal':
        return applyFault(this.#world, { kind: 'heal' })
      default:
        return unreachable(choice)
    }
  }

  #crash(nodes: readonly number[]): void {
    for (const node of nodes) {
      this.#apply({ kind: 'kill', node: this.#id(node) })
      this.#world.restartLater(node, this.#lasting())
    }
  }

  /** The leader dies, and once its lease is over several timers fire together. */
  #duel(all: readonly number[]): void {
    const leader = this.#leader()
    if (leader !== null) this.#crash([leader])
    const { electionTicks, tick } = this.#world.options.node
    this.#after(electionTicks * tick, () => this.#timeout(all))
  }

  /** Who leads the newest term of some group. */
  #leader(): number | null {
    const { groups } = this.#world.layout
    const group = groups[this.#random.int(0, groups.length - 1)]
    let best: { readonly node: number; readonly term: number } | null = null
    for (const { node } of group?.members ?? []) {
      const view = group === undefined ? null : this.#world.node(node).view(group.group)
      if (view?.role === 'leader' && view.term > (best?.term ?? 0)) best = { node, term: view.term }
    }
    return best?.node ?? null
  }

  #freeze(node: number): void {
    this.#apply({ kind: 'freeze', node: this.#id(node) })
    this.#after(this.#lasting(), () => this.#apply({ kind: 'thaw', node: this.#id(node) }))
  }

  /** What waits for a slow disk is torn, replaced or overtaken more often. */
  #slowDisk(node: number, lasting: Micros): void {
    const { electionTicks, tick } = this.#world.options.node
    const usual = this.#world.options.disk.sync[1]
    const { disk } = this.#world.node(node)
    disk.slow(Math.max(1, (this.#random.int(1, MAX_SLOW_TIMEOUTS) * electionTicks * tick) / usual))
    this.#after(lasting, () => {
      disk.slow(1)
      if (this.#random.chance(1 / 2)) this.#crash([node])
    })
  }

  /** Its last entries are on no other disk, perhaps not even on its own, when the next leader replaces them. */
  #isolateLeader(all: readonly number[], leader: number): void {
    const friend = this.#random.int(0, all.length - 1)
    if (this.#random.chance(1 / 2)) this.#slowDisk(leader, this.#lasting())
    // Mute, it still hears the next leader, whose first append may replace what it is just writing.
    this.#cut(this.#random.chance(1 / 2) ? mute(all, leader) : islands(all, new Set([leader, friend])))
  }

  #cut(links: readonly DirectedLink[]): void {
    const each = (kind: 'cut' | 'mend'): void => {
      for (const [from, to] of links)
        this.#apply({ kind, from: this.#id(from), to: this.#id(to), oneWay: true })
    }
    each('cut')
    this.#after(this.#lasting(), () => each('mend'))
  }

  #degrade(all: readonly number[], from: number): void {
    const to = (from + this.#random.int(1, Math.max(1, all.length - 1))) % all.length
    if (to === from) return
    const link = { kind: 'link', from: this.#id(from), to: this.#id(to) } as const
    const dials = {
      delayMs: this.#random.int(0, 200),
      jitterMs: this.#random.int(0, 100),
      lossRate: this.#random.next(),
      duplicateRate: this.#random.next() / 2,
      reorderRate: this.#random.next(),
    }
    this.#apply({ ...link, ...dials })
    this.#after(this.#lasting(), () => this.#apply(link))
  }

  #timeout(all: readonly number[]): void {
    const { groups } = this.#world.layout
    const group = groups[this.#random.int(0, groups.length - 1)]
    const nodes = all.filter(() => this.#random.chance(1 / 2)).map((node) => this.#id(node))
    const members = group?.members.map(({ node }) => this.#id(node)) ?? []
    const chosen = nodes.filter((id) => members.includes(id))
    if (group !== undefined && chosen.length > 0)
      this.#apply({ kind: 'timeout', nodes: chosen, group: group.name })
  }

  #apply(fault: Fault): void {
    applyFault(this.#world, fault)
  }

  #id(node: number): string {
    return nodeId(this.#world.layout, node)
  }

  #half(all: readonly number[]): Set<number> {
    return new Set(this.#shuffled(all).slice(0, this.#random.int(1, Math.max(1, all.length - 1))))
  }

  #shuffled(all: readonly number[]): number[] {
    const keyed = all.map((node) => ({ node, key: this.#random.next() }))
    return keyed.sort((a, b) => a.key - b.key).map(({ node }) => node)
  }

  #lasting(): Micros {
    const [low, high] = this.#world.options.faults.lasts
    return this.#random.int(low, Math.max(low, high))
  }

  #after(delay: Micros, run: () => void): void {
    this.#world.timeline.schedule(delay, 'fault', 0, () => {
      if (this.#active) run()
    })
  }
}
