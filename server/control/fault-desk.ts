// Carries out faults. A fault is checked first, then told as an event, then done; the answer comes when it
// is in effect at every node that can hear of it now. Nodes that are down or frozen learn of it later.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { TraceBodyOf } from '../../shared/trace.ts'
import type { LinkTable } from './links.ts'
import type { rulesFrom } from './links.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'
import { unreachable } from '../../shared/assert.ts'
import { describeFault } from '../../shared/fault-words.ts'
import { err, ok } from '../../shared/result.ts'
import { objectionTo } from './fault-check.ts'
import { FaultList } from './fault-list.ts'
import { undoOf } from './fault-undo.ts'
import { frameOf } from './frame-id.ts'
import { GroupFaults } from './group-faults.ts'
import { LinkFaults } from './link-faults.ts'
import type { ActivePartition } from './links-growth.ts'
import type { NodeFaultParts } from './node-faults.ts'
import { NodeFaults } from './node-faults.ts'

export interface FaultDone {
  /** Of the `fault` event. */
  readonly seq: number
  readonly id: number
  readonly text: string
  readonly undo: Fault | null
  /** Nodes that have not confirmed it: down, frozen or busy. */
  readonly pending: readonly NodeId[]
}

export interface DeskParts extends Omit<NodeFaultParts, 'supervisor'> {
  readonly supervisor: Supervisor
  readonly hub: TraceHub
}

export class FaultDesk {
  readonly #supervisor: Supervisor
  readonly #hub: TraceHub
  readonly #list: FaultList
  readonly #links: LinkFaults
  readonly #nodes: NodeFaults
  readonly #groups: GroupFaults

  constructor(parts: DeskParts) {
    const { supervisor, hub } = parts
    this.#supervisor = supervisor
    this.#hub = hub
    this.#list = new FaultList((body, cause) => hub.emit(body, cause))
    this.#links = new LinkFaults(supervisor, hub, (ended, cause) => this.#list.end(ended, cause))
    this.#nodes = new NodeFaults(parts)
    this.#groups = new GroupFaults(supervisor, hub)
  }

  get links(): LinkTable {
    return this.#links.table
  }

  async apply(asked: Fault, by: string): Promise<Result<FaultDone, Refusal>> {
    const objection = objectionTo(asked, {
      supervisor: this.#supervisor,
      links: this.links,
      view: this.#hub.view,
    })
    if (objection !== null) return err(objection)
    const settled = asked.kind === 'corrupt' ? this.#nodes.settle(asked) : ok(asked)
    if (!settled.ok) return settled
    const fault = settled.value
    const id = this.#list.nextId()
    const undo = this.#links.leavesNothing(fault) ? null : undoOf(fault, [...this.#supervisor.entries.keys()])
    if (fault.kind === 'disk') this.#list.endOfNode(fault.node, ['disk'], `fault:${id}`)
    const seq = this.#list.add(id, by, fault, undo)
    const done = await this.#carryOut(fault, id)
    if (done.ok) return ok({ seq, id, text: describeFault(fault), undo, pending: done.value })
    // It was told as begun, and it did not begin.
    this.#list.end([id], `fault:${id}`)
    return done
  }

  /** What a starting node has to know before it sends anything. */
  rulesFor(node: NodeId): ReturnType<typeof rulesFrom> {
    return this.#links.rulesFor(node)
  }

  /** A node joins, not started yet. */
  async join(node: NodeId, cause: string | null): Promise<void> {
    const partition = this.#partition()
    await this.#links.join(node, partition)
    this.#renewUndo(partition, cause)
  }

  /** A node has left: nothing is done to it any more. */
  leave(node: NodeId, cause: string | null): void {
    const over = this.#list.active.filter(({ fault }) => 'frame' in fault && isAbout(fault.frame, node))
    this.#list.end(
      over.map(({ id }) => id),
      cause,
    )
    this.#list.endOfNode(node, ['kill', 'stop', 'powercut', 'freeze', 'disk'], cause)
    this.#links.leave(node, cause)
    this.#renewUndo(this.#partition(), cause, node)
  }

  #partition(): ActivePartition | null {
    const [found] = this.#list.active.flatMap(({ id, fault }) =>
      fault.kind === 'partition' ? [{ id, fault }] : [],
    )
    return found ?? null
  }

  /** It is undone by an island of all nodes, and these are others now. `gone`: it is still being taken out. */
  #renewUndo(partition: ActivePartition | null, cause: string | null, gone: NodeId | null = null): void {
    const nodes = [...this.#supervisor.entries.keys()].filter((node) => node !== gone)
    const undo = partition === null ? null : undoOf(partition.fault, nodes)
    if (partition !== null && undo !== null) this.#list.change(partition.id, undo, cause)
  }

  /** The life of a node went on, whoever caused it. */
  noteProcess(node: NodeId, what: TraceBodyOf<'process'>['what'], cause: string | null): void {
    if (what === 'spawned') this.#list.endOfNode(node, ['kill', 'stop', 'powercut'], cause)
    if (what === 'thawed' || what === 'exited') this.#list.endOfNode(node, ['freeze'], cause)
    // A disk misbehaves for a process, not for its files.
    if (what === 'exited') this.#list.endOfNode(node, ['disk'], cause)
  }

  /** Frames that were held have gone, by whatever way. */
  noteFreed(frames: readonly string[], cause: string | null): void {
    const over = this.#list.active.filter(
      ({ fault }) => fault.kind === 'hold' && 'frame' in fault && frames.includes(fault.frame),
    )
    this.#list.end(
      over.map(({ id }) => id),
      cause,
    )
  }

  /** Answers the nodes that could not confirm. */
  async #carryOut(fault: Fault, id: number): Promise<Result<readonly NodeId[], Refusal>> {
    const cause = `fault:${id}`
    switch (fault.kind) {
      case 'kill':
      case 'stop':
      case 'start':
      case 'freeze':
      case 'thaw':
      case 'powercut':
      case 'busy':
      case 'disk':
      case 'corrupt':
        return this.#nodes.apply(fault, cause)
      case 'cut':
      case 'mend':
      case 'partition':
      case 'link':
        return ok(await this.#links.apply(fault, id))
      case 'hold':
      case 'release':
        if ('frame' in fault) return this.#links.touch(fault)
        return ok(await this.#links.apply(fault, id))
      case 'drop':
      case 'duplicate':
        return this.#links.touch(fault)
      case 'timeout':
        return this.#groups.fireTimers(fault.nodes, fault.group)
      case 'transfer':
        return this.#groups.transfer(fault)
      case 'heal':
        return ok(await this.#heal(fault, id))
      default:
        return unreachable(fault)
    }
  }

  async #heal(fault: Extract<Fault, { kind: 'heal' }>, id: number): Promise<readonly NodeId[]> {
    const cause = `fault:${id}`
    const bad = this.#list.active.flatMap((one) => (one.fault.kind === 'disk' ? [one.fault.node] : []))
    // Before the thaw: so it lies in the pipe when a frozen node wakes up.
    const repaired = this.#nodes.repairDisks(bad)
    this.#nodes.thawAll(cause)
    const [pending] = await Promise.all([this.#links.apply(fault, id), repaired, this.#nodes.startAll(cause)])
    // A node may write before it reads its pipe: then its disk has ended it while it was being repaired.
    if (bad.length > 0) await this.#nodes.startAll(cause)
    for (const node of bad) this.#list.endOfNode(node, ['disk'], cause)
    return pending
  }
}

function isAbout(frame: string, node: NodeId): boolean {
  const { from, to } = frameOf(frame)
  return from === node || to === node
}
