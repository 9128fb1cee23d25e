// The wires. A message has a latency of its link; the fault gate, the same code that real nodes run, cuts,
// loses, delays, doubles and lets others overtake. What keeps its order on a link stays in order, as on TCP.

import type { LinkRule } from '../../shared/link-rule.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import type { Random } from '../../shared/random.ts'
import { assert } from '../../shared/assert.ts'
import type { Message } from '../raft/types.ts'
import { Gate } from '../transport/gate.ts'
import type { Copy } from '../transport/gate.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { isDamaged } from './faults/damage.ts'
import type { Layout } from './layout.ts'
import { nodeId } from './layout.ts'
import type { Marks } from './marks.ts'
import type { NetworkOptions } from './options.ts'
import type { Recorder, Sendable } from './recorder.ts'
import type { Micros, Timeline } from './timeline.ts'
import { fromMs } from './timeline.ts'

export interface NetworkParts {
  readonly layout: Layout
  readonly options: NetworkOptions
  readonly seed: number
  readonly random: Random
  readonly timeline: Timeline
  readonly marks: Marks
  readonly recorder: () => Recorder | null
  readonly lifeOf: (node: number) => number
  /** `sentIn`: the receiver's life when the message left. */
  readonly deliver: (to: number, msg: Message, sentIn: number) => void
  readonly deliverSnapshot: (from: number, to: number, msg: SnapshotMessage) => void
  /** A full outbox tells the sender, as a lost connection would. */
  readonly unreachable: (from: number, msg: Message) => void
}

interface Link {
  /** What leaves while the link is held waits here; null: it is not held. */
  held: (() => void)[] | null
  cuts: number
  dials: LinkRule
  inFlight: number
  /** When the last message that keeps its order arrives. */
  lastAt: Micros
}

export type Dials = Partial<Omit<LinkRule, 'cut'>>

export class Network {
  readonly #parts: NetworkParts
  readonly #gate: Gate
  readonly #links: Link[]
  #options: NetworkOptions
  /** Looks at each message before it leaves; false: it is lost. For scenarios. */
  filter: ((msg: Message, from: number, to: number) => boolean) | null = null
  snapshotFilter: ((msg: SnapshotMessage, from: number, to: number) => boolean) | null = null
  sent = 0

  constructor(parts: NetworkParts) {
    this.#parts = parts
    this.#options = parts.options
    this.#gate = new Gate(parts.seed)
    const count = parts.layout.nodes.length
    this.#links = Array.from({ length: count * count }, () => ({
      held: null,
      cuts: 0,
      dials: NO_RULE,
      inFlight: 0,
      lastAt: 0,
    }))
    this.setAll(parts.options)
  }

  /** The dials of every link, beside the cuts that are there. */
  setAll(options: NetworkOptions): void {
    this.#options = options
    const { lossRate, duplicateRate, reorderRate, jitterMs } = options
    this.#each((from, to) => this.setDials(from, to, { lossRate, duplicateRate, reorderRate, jitterMs }))
  }

  setDials(from: number, to: number, dials: Dials): void {
    const link = this.#link(from, to)
    link.dials = { ...NO_RULE, ...dials }
    this.#setRule(from, to, link)
  }

  /** Cuts add up: a link is mended when each cut of it is. */
  cut(from: number, to: number): void {
    const link = this.#link(from, to)
    link.cuts += 1
    this.#setRule(from, to, link)
  }

  mend(from: number, to: number): void {
    const link = this.#link(from, to)
    link.cuts = Math.max(0, link.cuts - 1)
    this.#setRule(from, to, link)
  }

  mendAll(): void {
    this.#each((from, to) => {
      this.#link(from, to).cuts = 0
      this.release(from, to)
      this.#setRule(from, to, this.#link(from, to))
    })
  }

  hold(from: number, to: number): void {
    this.#link(from, to).held ??= []
    this.#parts.recorder()?.wire(from, to)
  }

  /** What waited leaves now, in its order. */
  release(from: number, to: number): void {
    const link = this.#link(from, to)
    const waiting = link.held ?? []
    link.held = null
    this.#parts.recorder()?.wire(from, to)
    for (const send of waiting) send()
  }

  ruleOf(from: number, to: number): LinkRule {
    const { dials, cuts, held } = this.#link(from, to)
    return { ...dials, cut: cuts > 0, hold: held !== null }
  }

  send(from: number, to: number, msg: Message): void {
    const { deliver, unreachable, random, marks, lifeOf } = this.#parts
    this.sent += 1
    if (this.filter !== null && !this.filter(msg, from, to)) return
    if (random.chance(this.#options.flipRate) && isDamaged(msg, random)) {
      marks.hit('damaged frame refused')
      return unreachable(from, msg)
    }
    const life = lifeOf(to)
    const sent = this.#transmit(from, to, msg, () => deliver(to, msg, life))
    if (!sent) unreachable(from, msg)
  }

  sendSnapshot(from: number, to: number, msg: SnapshotMessage): void {
    this.sent += 1
    if (this.snapshotFilter !== null && !this.snapshotFilter(msg, from, to)) return
    this.#transmit(from, to, msg, () => this.#parts.deliverSnapshot(from, to, msg))
  }

  /** False: the outbox is full. */
  #transmit(from: number, to: number, msg: Sendable, deliver: () => void): boolean {
    const { layout, marks, timeline, recorder } = this.#parts
    const link = this.#link(from, to)
    if (link.held !== null) {
      link.held.push(() => void this.#transmit(from, to, msg, deliver))
      return true
    }
    if (link.inFlight >= this.#options.capacity) {
      marks.hit('outbox overflow')
      return false
    }
    const plan = this.#gate.plan(nodeId(layout, from), nodeId(layout, to))
    if (!plan.deliver) {
      recorder()?.lost(from, to, msg, link.cuts > 0)
      return true
    }
    const sentAt = timeline.now
    const arrive = (): void => {
      recorder()?.arrived(from, to, msg, sentAt)
      deliver()
    }
    if (plan.copies.length > 1) marks.hit('frame duplicated')
    for (const copy of plan.copies) this.#carry(link, to, arrive, copy)
    return true
  }

  #carry(link: Link, to: number, deliver: () => void, copy: Copy): void {
    const { random, timeline, marks } = this.#parts
    const [low, high] = this.#options.latency
    const wanted = timeline.now + random.int(low, high) + fromMs(copy.delayMs)
    const at = copy.keepsOrder ? Math.max(wanted, link.lastAt) : wanted
    if (at < link.lastAt) marks.hit('frame overtaken')
    if (copy.keepsOrder) link.lastAt = at
    link.inFlight += 1
    timeline.schedule(at - timeline.now, 'message', to, () => {
      link.inFlight -= 1
      deliver()
    })
  }

  #setRule(from: number, to: number, link: Link): void {
    const { layout } = this.#parts
    this.#gate.setRule(nodeId(layout, from), nodeId(layout, to), { ...link.dials, cut: link.cuts > 0 })
    this.#parts.recorder()?.wire(from, to)
  }

  #link(from: number, to: number): Link {
    const link = this.#links[from * this.#parts.layout.nodes.length + to]
    assert(link !== undefined, () => `there is no link from ${from} to ${to}`)
    return link
  }

  #each(act: (from: number, to: number) => void): void {
    const nodes = this.#parts.layout.nodes.map((_, at) => at)
    for (const from of nodes) for (const to of nodes) if (from !== to) act(from, to)
  }
}
