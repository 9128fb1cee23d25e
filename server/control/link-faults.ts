// What is done to links and to single frames: the table of rules, and the nodes that are told of it.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { LinkFault, LinkTable, Wire } from './links.ts'
import type { Order } from './node-process.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'
import { linkState } from './cluster-answer.ts'
import { frameOf } from './frame-id.ts'
import type { ActivePartition } from './links-growth.ts'
import { withNode, withoutNode } from './links-growth.ts'
import { applyLinkFault, directions, newLinkTable, ruleOf, rulesFrom } from './links.ts'
import { confirms, orderAll } from './node-orders.ts'

type End = (ids: readonly number[], cause: string | null) => void

export class LinkFaults {
  readonly #supervisor: Supervisor
  readonly #hub: TraceHub
  readonly #end: End
  #table: LinkTable

  constructor(supervisor: Supervisor, hub: TraceHub, end: End) {
    this.#supervisor = supervisor
    this.#hub = hub
    this.#end = end
    this.#table = newLinkTable([...supervisor.entries.values()].map(({ place }) => place))
  }

  get table(): LinkTable {
    return this.#table
  }

  rulesFor(node: NodeId): ReturnType<typeof rulesFrom> {
    return rulesFrom(this.#table, node)
  }

  /** A partition with one island of all, or a link without numbers, only takes rules away. */
  leavesNothing(fault: Fault): boolean {
    return (
      (fault.kind === 'partition' || fault.kind === 'link') && !applyLinkFault(this.#table, fault, 0).begun
    )
  }

  /** Answers the nodes that have not confirmed. */
  async apply(fault: LinkFault, id: number): Promise<NodeId[]> {
    const change = applyLinkFault(this.#table, fault, id)
    this.#table = change.table
    const cause = `fault:${id}`
    const senders = [...new Set(change.changed.map(({ from }) => from))]
    const told = [...senders.map((node) => this.#tell(node, this.#rules(node))), ...this.#letGo(fault)]
    const pending = await Promise.all(told)
    for (const wire of change.changed) this.#tellLink(wire, cause)
    this.#end(change.ended, cause)
    return [...new Set(pending.flat())]
  }

  /** A node joins: whoever may not speak to it is told so before it starts. */
  async join(node: NodeId, partition: ActivePartition | null): Promise<void> {
    const places = [...this.#supervisor.entries.values()].map(({ place }) => place)
    this.#table = withNode(this.#table, places, node, partition)
    if (partition === null) return
    const others = places.filter(({ id }) => id !== node)
    await Promise.all(others.map(({ id }) => this.#tell(id, this.#rules(id))))
  }

  /** Whoever spoke to it stops dialling it. */
  leave(node: NodeId, cause: string | null): void {
    const { table, ended } = withoutNode(this.#table, node)
    const spoke = this.#table.wires.flatMap(({ from, to }) => (to === node ? [from] : []))
    this.#table = table
    for (const from of spoke) void this.#tell(from, { t: 'forget', node })
    this.#end(ended, cause)
  }

  /** To one frame, at the node that sends it. */
  touch(fault: Extract<Fault, { frame: string }>): Promise<Result<readonly NodeId[], Refusal>> {
    const { from, to, number } = frameOf(fault.frame)
    return orderAll(this.#supervisor, [{ node: from, order: { t: 'frame', to, number, deed: fault.kind } }])
  }

  #rules(node: NodeId): Order {
    return { t: 'rules', rules: this.rulesFor(node) }
  }

  /** Frames that were held one by one go with their link. */
  #letGo(fault: LinkFault): Promise<NodeId[]>[] {
    if (fault.kind === 'release' || fault.kind === 'mend')
      return directions(fault).map(({ from, to }) => this.#tell(from, { t: 'release', to }))
    if (fault.kind !== 'heal') return []
    return [...this.#supervisor.entries.keys()].map((node) => this.#tell(node, { t: 'release', to: null }))
  }

  /** Answers the node when it has not confirmed; one that is down has nothing to confirm but rules. */
  async #tell(node: NodeId, order: Order): Promise<NodeId[]> {
    const entry = this.#supervisor.entries.get(node)
    if (entry === undefined || entry.process === null) return order.t === 'rules' ? [node] : []
    return (await confirms(entry, entry.process, order)) ? [] : [node]
  }

  #tellLink(wire: Wire, cause: string): void {
    const rule = ruleOf(this.#table, wire)
    const state = rule.cut ? 'cut' : linkState(this.#hub.view, wire.from, wire.to)
    this.#hub.emit({ kind: 'link', ...wire, state, rule }, cause)
  }
}
