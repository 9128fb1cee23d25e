// The links from this node to others as its host sees them: which are up, which rules are in force, and whom
// it heard lately. The transport keeps the truth; this is what roles and viewers ask for.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { LinkState } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
import type { Transport } from '../transport/port.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { TICK_MS } from '../raft/limits.ts'
import type { ClusterClock } from './clock.ts'
import { HEARD_TICKS } from './limits.ts'

export interface Links {
  readonly changed: (to: NodeId, state: LinkState) => void
  readonly reaches: (node: NodeId) => boolean
  readonly heard: (from: NodeId) => void
  readonly heardLately: (node: NodeId) => boolean
  readonly forget: (node: NodeId) => void
  /** Every link anew, for viewers that lost something. */
  readonly retell: () => void
  /** All rules of the outgoing links; a peer that is not named has none. */
  readonly setRules: (rules: readonly { readonly to: NodeId; readonly rule: LinkRule }[]) => void
}

export interface LinksOptions {
  readonly node: NodeId
  readonly clock: ClusterClock
  readonly transport: Pick<Transport, 'setRule'>
  readonly trace: (body: TraceBody, cause: string | null) => void
}

export function createLinks({ node, clock, transport, trace }: LinksOptions): Links {
  const states = new Map<NodeId, LinkState>()
  const rules = new Map<NodeId, LinkRule>()
  const heardAt = new Map<NodeId, number>()

  const tell = (to: NodeId): void => {
    const state = states.get(to) ?? 'gone'
    trace({ kind: 'link', from: node, to, state, rule: rules.get(to) ?? NO_RULE }, null)
  }

  return {
    changed(to, state) {
      states.set(to, state)
      tell(to)
    },
    reaches: (to) => states.get(to) === 'up',
    heard: (from) => void heardAt.set(from, clock.now()),
    heardLately(from) {
      const at = heardAt.get(from)
      return at !== undefined && clock.now() - at <= HEARD_TICKS * TICK_MS
    },
    forget(to) {
      for (const known of [states, rules, heardAt]) known.delete(to)
    },
    retell() {
      for (const to of states.keys()) tell(to)
    },
    setRules(named) {
      const next = new Map(named.map(({ to, rule }) => [to, rule]))
      for (const to of new Set([...rules.keys(), ...next.keys()])) {
        const rule = next.get(to) ?? NO_RULE
        const before = JSON.stringify(rules.get(to) ?? NO_RULE)
        if (next.has(to)) rules.set(to, rule)
        else rules.delete(to)
        transport.setRule(to, rule)
        if (JSON.stringify(rule) !== before) tell(to)
      }
    },
  }
}
