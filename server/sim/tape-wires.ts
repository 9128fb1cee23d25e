// The wires of a simulated run as the dashboard draws them: which half-arrows stand, what is done to them, and
// how much they carry. Told when it changes; what is carried, once a second of the run's own time.
// What every wire of a run does is its weather and no fault: only what differs from it is told of one.

import type { LinkRule } from '../../shared/link-rule.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import type { LinkState } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { nodeId } from './layout.ts'
import { MS, SECOND } from './timeline.ts'
import type { Micros } from './timeline.ts'
import type { World } from './world.ts'

interface Carried {
  readonly to: number
  frames: number
  bytes: number
  dropped: number
}

export class TapeWires {
  readonly #world: World
  readonly #emit: (body: TraceBody) => void
  readonly #up = new Set<number>()
  /** What was told last of each half-arrow. */
  readonly #told = new Map<string, string>()
  /** Per sender, since it told last. */
  readonly #carried = new Map<number, Map<number, Carried>>()
  readonly #toldAt = new Map<number, Micros>()

  constructor(world: World, emit: (body: TraceBody) => void) {
    this.#world = world
    this.#emit = emit
  }

  /** A process begins or ends: every wire of it with it. */
  process(node: number, isUp: boolean): void {
    if (isUp) this.#up.add(node)
    else this.#up.delete(node)
    for (const other of this.#world.layout.nodes.keys()) {
      this.rule(node, other)
      this.rule(other, node)
    }
  }

  /** What is done to the wire may have changed. */
  rule(from: number, to: number): void {
    if (from === to) return
    const rule = this.#withoutWeather(this.#world.network.ruleOf(from, to))
    const bothUp = this.#up.has(from) && this.#up.has(to)
    const state: LinkState = rule.cut ? 'cut' : bothUp ? 'up' : 'gone'
    const [sender, receiver] = [nodeId(this.#world.layout, from), nodeId(this.#world.layout, to)]
    const text = JSON.stringify([state, rule])
    const key = `${sender}>${receiver}`
    if (this.#told.get(key) === text) return
    this.#told.set(key, text)
    this.#emit({ kind: 'link', from: sender, to: receiver, state, rule })
  }

  #withoutWeather(rule: LinkRule): LinkRule {
    const { lossRate, duplicateRate, reorderRate, jitterMs } = this.#world.options.network
    const isUsual =
      rule.delayMs === 0 &&
      rule.lossRate === lossRate &&
      rule.duplicateRate === duplicateRate &&
      rule.reorderRate === reorderRate &&
      rule.jitterMs === jitterMs
    return isUsual ? { ...NO_RULE, cut: rule.cut, hold: rule.hold } : rule
  }

  carried(from: number, to: number, bytes: number, isLost: boolean): void {
    const all = this.#carried.get(from) ?? new Map<number, Carried>()
    this.#carried.set(from, all)
    const one = all.get(to) ?? { to, frames: 0, bytes: 0, dropped: 0 }
    all.set(to, one)
    one.frames += 1
    one.bytes += bytes
    if (isLost) one.dropped += 1
  }

  /** At the end of each turn of a node. */
  turn(node: number): void {
    const { now } = this.#world.timeline
    const since = now - (this.#toldAt.get(node) ?? 0)
    if (since < SECOND) return
    this.#toldAt.set(node, now)
    const all = [...(this.#carried.get(node)?.values() ?? [])]
    const { layout } = this.#world
    const links = all.map(({ to, ...counts }) => ({ to: nodeId(layout, to), ...counts, notShown: 0 }))
    for (const one of all) Object.assign(one, { frames: 0, bytes: 0, dropped: 0 })
    this.#emit({ kind: 'traffic', node: nodeId(layout, node), overMs: since / MS, links })
  }
}
