// Carries out faults. A fault is checked first, then told as an event, then done; the answer comes when it
// is in effect at every node that can hear of it now. Nodes that are down or frozen learn of it later.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { LinkFault, LinkTable, Wire } from './links.ts'
import type { NodeEntry } from './node-entry.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'
import { unreachable } from '../../shared/assert.ts'
import { describeFault } from '../../shared/fault-words.ts'
import { err, ok } from '../../shared/result.ts'
import { linkState } from './cluster-answer.ts'
import { objectionTo } from './fault-check.ts'
import { FaultList } from './fault-list.ts'
import { applyLinkFault, newLinkTable, ruleOf, rulesFrom } from './links.ts'
import { notNow } from './refusal.ts'

export interface FaultDone {
  /** Of the `fault` event. */
  readonly seq: number
  readonly id: number
  readonly text: string
  readonly undo: Fault | null
  /** Nodes that have not confirmed it: down, frozen or busy. */
  readonly pending: readonly NodeId[]
}

/** A node that is alive answers within a turn of its loop. */
const ACK_LIMIT_MS = 1_000

export class FaultDesk {
  readonly #supervisor: Supervisor
  readonly #hub: TraceHub
  readonly #list: FaultList
  #links: LinkTable

  constructor(supervisor: Supervisor, hub: TraceHub) {
    this.#supervisor = supervisor
    this.#hub = hub
    this.#list = new FaultList((body, cause) => hub.emit(body, cause))
    this.#links = newLinkTable([...supervisor.entries.values()].map(({ place }) => place))
  }

  get links(): LinkTable {
    return this.#links
  }

  async apply(fault: Fault, by: string): Promise<Result<FaultDone, Refusal>> {
    const objection = objectionTo(fault, {
      supervisor: this.#supervisor,
      links: this.#links,
      view: this.#hub.view,
    })
    if (objection !== null) return err(objection)
    const id = this.#list.nextId()
    const undo = this.#leavesNothing(fault) ? null : this.#undoOf(fault)
    const seq = this.#list.add(id, by, fault, undo)
    const done = await this.#carryOut(fault, id)
    return done.ok ? ok({ seq, id, text: describeFault(fault), undo, pending: done.value }) : done
  }

  /** What a starting node has to know before it sends anything. */
  rulesFor(node: NodeId): ReturnType<typeof rulesFrom> {
    return rulesFrom(this.#links, node)
  }

  /** The life of a node went on, whoever caused it. */
  noteProcess(
    node: NodeId,
    what: 'spawned' | 'ready' | 'exited' | 'frozen' | 'thawed',
    cause: string | null,
  ): void {
    if (what === 'spawned') this.#list.endOfNode(node, ['kill', 'stop'], cause)
    if (what === 'thawed' || what === 'exited') this.#list.endOfNode(node, ['freeze'], cause)
  }

  /** A partition with one island of all, or a link without numbers, only takes rules away. */
  #leavesNothing(fault: Fault): boolean {
    return (
      (fault.kind === 'partition' || fault.kind === 'link') && !applyLinkFault(this.#links, fault, 0).begun
    )
  }

  #undoOf(fault: Fault): Fault | null {
    switch (fault.kind) {
      case 'kill':
      case 'stop':
        return { kind: 'start', node: fault.node }
      case 'freeze':
        return { kind: 'thaw', node: fault.node }
      case 'cut':
        return { ...fault, kind: 'mend' }
      case 'partition':
        return { kind: 'partition', islands: [[...this.#supervisor.entries.keys()]] }
      case 'link':
        return {
          kind: 'link',
          from: fault.from,
          to: fault.to,
          ...(fault.oneWay === undefined ? {} : { oneWay: fault.oneWay }),
        }
      case 'start':
      case 'thaw':
      case 'mend':
      case 'timeout':
      case 'heal':
        return null
      default:
        return unreachable(fault)
    }
  }

  /** Answers the nodes that could not confirm. */
  async #carryOut(fault: Fault, id: number): Promise<Result<NodeId[], Refusal>> {
    switch (fault.kind) {
      case 'kill':
      case 'stop':
      case 'start':
      case 'freeze':
      case 'thaw':
        return this.#onNode(fault.kind, fault.node, `fault:${id}`)
      case 'cut':
      case 'mend':
      case 'partition':
      case 'link':
        return ok(await this.#onLinks(fault, id))
      case 'timeout':
        return this.#fireTimers(fault.nodes, fault.group)
      case 'heal':
        return this.#heal(fault, id)
      default:
        return unreachable(fault)
    }
  }

  async #onNode(
    action: 'kill' | 'stop' | 'start' | 'freeze' | 'thaw',
    node: NodeId,
    cause: string,
  ): Promise<Result<NodeId[], Refusal>> {
    const found = this.#supervisor.find(node)
    if (!found.ok) return found
    const entry = found.value
    if (action === 'kill') await this.#supervisor.kill(entry, cause)
    if (action === 'stop') await this.#supervisor.stop(entry, cause)
    if (action === 'start') await this.#supervisor.start(entry, cause)
    if (action === 'freeze') this.#supervisor.freeze(entry, cause)
    if (action === 'thaw') this.#supervisor.thaw(entry, cause)
    if (action === 'start' && entry.process === null)
      return err(notNow(`${node} did not start: ${entry.reason ?? entry.state}`))
    return ok([])
  }

  async #onLinks(fault: LinkFault, id: number): Promise<NodeId[]> {
    const change = applyLinkFault(this.#links, fault, id)
    this.#links = change.table
    const cause = `fault:${id}`
    const senders = [...new Set(change.changed.map(({ from }) => from))]
    const pending = await Promise.all(
      senders.map(async (node) => ((await this.#pushRules(node)) ? [] : [node])),
    )
    for (const wire of change.changed) this.#tellLink(wire, cause)
    this.#list.end(change.ended, cause)
    return pending.flat()
  }

  /** True when the node has confirmed its new rules. */
  async #pushRules(node: NodeId): Promise<boolean> {
    const entry = this.#supervisor.entries.get(node)
    const order = { t: 'rules' as const, rules: this.rulesFor(node) }
    if (entry === undefined || entry.process === null) return false
    if (!hears(entry)) {
      entry.process.send(order)
      return false
    }
    return (await entry.process.ask(order, ACK_LIMIT_MS))?.ok === true
  }

  #tellLink(wire: Wire, cause: string): void {
    const rule = ruleOf(this.#links, wire)
    const state = rule.cut ? 'cut' : linkState(this.#hub.view, wire.from, wire.to)
    this.#hub.emit({ kind: 'link', ...wire, state, rule }, cause)
  }

  async #fireTimers(nodes: readonly NodeId[], group: string): Promise<Result<NodeId[], Refusal>> {
    const acks = await Promise.all(
      nodes.map(async (node) => ({
        node,
        ack: await this.#supervisor.entries.get(node)?.process?.ask({ t: 'timeout', group }, ACK_LIMIT_MS),
      })),
    )
    const refused = acks.find(({ ack }) => ack?.ok === false)
    if (refused !== undefined) return err(notNow(`${refused.node}: ${refused.ack?.message ?? 'refused'}`))
    return ok(acks.filter(({ ack }) => ack === null || ack === undefined).map(({ node }) => node))
  }

  async #heal(fault: Extract<Fault, { kind: 'heal' }>, id: number): Promise<Result<NodeId[], Refusal>> {
    const cause = `fault:${id}`
    const entries = [...this.#supervisor.entries.values()]
    for (const entry of entries) if (entry.state === 'frozen') this.#supervisor.thaw(entry, cause)
    const pending = this.#onLinks(fault, id)
    const down = entries.filter(({ process }) => process === null)
    await Promise.all(down.map((entry) => this.#supervisor.start(entry, cause)))
    return ok(await pending)
  }
}

const hears = ({ connected, state }: NodeEntry): boolean => connected && state !== 'frozen'
