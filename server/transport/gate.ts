// The fault gate: what happens to one message on one directed link. TCP never loses or reorders, so
// faults are injected on whole frames. Pure and seeded; the real transport and the simulator
// run this same code.
//
// Each kind of fault on each link has its own stream of chance, and every message takes the same number
// of draws from every stream, whatever the rule says and whatever comes out. So a second rule never
// shifts what the first one does, and two runs that differ in one rule can be compared.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Random } from '../../shared/random.ts'
import { NO_RULE, ruleIsIdle } from '../../shared/link-rule.ts'
import { createRandom, seedOf } from '../../shared/random.ts'

/** How far a copy lags behind the message it doubles: long enough to be a message of its own in a picture. */
export const DUPLICATE_LAG_MS = 20
/** How long a reordered message is held so that later ones overtake it: about two heartbeats. */
export const OVERTAKEN_FOR_MS = 100

export interface Copy {
  /** Cluster milliseconds. */
  readonly delayMs: number
  /** True: never before or after another that keeps its order too. False: others may pass. */
  readonly keepsOrder: boolean
}

export type Plan =
  | { readonly deliver: false; readonly why: 'cut' | 'loss' | 'hold' }
  /** At least one copy; the second one is the duplicate. */
  | { readonly deliver: true; readonly copies: readonly [Copy, ...Copy[]] }

const PLAIN_COPY: Copy = { delayMs: 0, keepsOrder: true }
/** Compared by identity on the hot path. */
export const DELIVER_NOW: Plan = { deliver: true, copies: [PLAIN_COPY] }

interface Link {
  rule: LinkRule
  readonly loss: Random
  readonly jitter: Random
  readonly duplicate: Random
  readonly reorder: Random
}

export class Gate {
  private readonly links = new Map<NodeId, Map<NodeId, Link>>()
  private readonly seed: number

  constructor(seed: number) {
    this.seed = seed
  }

  setRule(from: NodeId, to: NodeId, rule: LinkRule): void {
    this.link(from, to).rule = rule
  }

  rule(from: NodeId, to: NodeId): LinkRule {
    return this.links.get(from)?.get(to)?.rule ?? NO_RULE
  }

  /** The fate of the next message from `from` to `to`. */
  plan(from: NodeId, to: NodeId): Plan {
    const { rule, loss, jitter, duplicate, reorder } = this.link(from, to)
    const lost = loss.next() < rule.lossRate
    const jitterMs = jitter.next() * rule.jitterMs
    const doubled = duplicate.next() < rule.duplicateRate
    const lagMs = duplicate.next() * DUPLICATE_LAG_MS
    const overtaken = reorder.next() < rule.reorderRate
    const heldMs = reorder.next() * OVERTAKEN_FOR_MS
    if (rule.cut) return { deliver: false, why: 'cut' }
    // Whoever holds a link decides about every frame: no dice beside that.
    if (rule.hold) return { deliver: false, why: 'hold' }
    if (lost) return { deliver: false, why: 'loss' }
    if (ruleIsIdle(rule)) return DELIVER_NOW
    const delayMs = rule.delayMs + jitterMs + (overtaken ? heldMs : 0)
    const first = { delayMs, keepsOrder: !overtaken }
    const second = { delayMs: delayMs + lagMs, keepsOrder: false }
    return { deliver: true, copies: doubled ? [first, second] : [first] }
  }

  private link(from: NodeId, to: NodeId): Link {
    let outgoing = this.links.get(from)
    if (outgoing === undefined) this.links.set(from, (outgoing = new Map<NodeId, Link>()))
    let link = outgoing.get(to)
    if (link === undefined) outgoing.set(to, (link = this.newLink(from, to)))
    return link
  }

  private newLink(from: NodeId, to: NodeId): Link {
    const stream = (kind: string): Random => createRandom(seedOf(this.seed, kind, from, to))
    return {
      rule: NO_RULE,
      loss: stream('loss'),
      jitter: stream('jitter'),
      duplicate: stream('duplicate'),
      reorder: stream('reorder'),
    }
  }
}
