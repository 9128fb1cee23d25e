// A run as the events that the dashboard plays, one line of JSON each, behind a first line that says how it all
// began and, of a run that failed, what broke: the same form as the journal of a real cluster. The words for
// cores come from the host's own trace.

import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import { describeFault } from '../../shared/fault-words.ts'
import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { InvariantName } from '../../shared/invariants/names.ts'
import type { TraceBody, TraceEvent } from '../../shared/trace.ts'
import type { Rpc } from '../../shared/trace-facts.ts'
import { rpcTypeOf } from '../../shared/trace-facts.ts'
import type { Engine } from '../host/engine.ts'
import { createGroupTrace } from '../host/group-trace.ts'
import type { GroupTrace } from '../host/group-trace.ts'
import { PROGRESS_SAMPLE_MS } from '../host/limits.ts'
import { newReplica, nodesOf } from '../host/replica.ts'
import type { Replica } from '../host/replica.ts'
import { tellProgress } from '../host/samples.ts'
import type { Reply } from '../machines/machine.ts'
import type { Entry, RaftEvent } from '../raft/types.ts'
import { HEADER_BYTES } from '../transport/frame.ts'
import type { Outcome } from './desk.ts'
import { nodeId } from './layout.ts'
import type { Recorder, Sendable } from './recorder.ts'
import type { SimMachine } from './replica.ts'
import { storyOf, ToldMachine } from './tape-machines.ts'
import { TapeWires } from './tape-wires.ts'
import { MS } from './timeline.ts'
import type { Micros } from './timeline.ts'
import type { Violation } from './violation.ts'
import type { World } from './world.ts'

/** Simulated processes listen nowhere; the dashboard wants a number. */
const NO_PORT = 0

interface Life {
  readonly trace: GroupTrace
  readonly replicas: Map<GroupId, Replica>
  readonly machines: Map<GroupId, ToldMachine>
  /** What was told last of each leader's followers. */
  readonly progress: WeakMap<Replica, string>
  sampledAt: Micros
  engine: Engine | null
}

/** Checks of the simulator that the dashboard's row of checks has too; the others are named in the verdict alone. */
const CHECKS: Readonly<Record<string, InvariantName>> = {
  ElectionSafety: 'election-safety',
  LogMatching: 'log-matching',
  LeaderCompleteness: 'leader-completeness',
  StateMachineSafety: 'state-machine-safety',
  MoneyConserved: 'money',
}

export class Tape implements Recorder {
  readonly events: TraceEvent[] = []
  readonly #world: World
  readonly #lives = new Map<number, Life>()
  readonly #starts = new Map<number, number>()
  readonly #wires: TapeWires
  #frames = 0
  #faults = 0

  constructor(world: World) {
    this.#world = world
    this.#wires = new TapeWires(world, (body) => this.#emit(body))
  }

  /** The whole tape of a run that is over; of one that failed, with what broke as its last event. */
  text(run: string, violation: Violation | null): string {
    const name = violation === null ? undefined : CHECKS[violation.invariant]
    if (violation !== null && name !== undefined)
      this.#emit({ kind: 'invariant', name, ok: false, checked: 1, evidence: violation.message })
    const verdict = violation?.message ?? null
    const keyframe = { kind: 'keyframe', run, seq: 0, view: EMPTY_VIEW, verdict }
    return [keyframe, ...this.events].map((line) => `${JSON.stringify(line)}\n`).join('')
  }

  process(number: number, what: 'spawned' | 'exited' | 'frozen' | 'thawed'): void {
    const starts = (this.#starts.get(number) ?? 0) + (what === 'spawned' ? 1 : 0)
    this.#starts.set(number, starts)
    if (what === 'spawned') this.#lives.set(number, this.#newLife(this.#id(number)))
    if (what === 'exited') this.#lives.delete(number)
    this.#emit({
      kind: 'process',
      node: this.#id(number),
      what: what === 'spawned' ? 'ready' : what,
      state: what === 'exited' ? 'killed' : what === 'frozen' ? 'frozen' : 'running',
      role: 'broker',
      pid: what === 'exited' ? null : number + 1,
      httpPort: NO_PORT,
      raftPort: NO_PORT,
      lastExit: what === 'exited' ? { code: null, signal: 'SIGKILL' } : null,
      starts,
    })
    if (what === 'spawned' || what === 'exited') this.#wires.process(number, what === 'spawned')
  }

  replica(number: number, group: GroupId, engine: Engine, machine: SimMachine): void {
    const life = this.#lives.get(number)
    const placed = this.#world.roster.on(number).find(({ layout }) => layout.group === group)
    const view = engine.view(group)
    if (life === undefined || placed === undefined || view === null) return
    life.engine = engine
    const replica = newReplica({ record: this.#world.roster.record(placed), machine }, view)
    life.replicas.set(group, replica)
    life.trace.facts(replica)
    const told = new ToldMachine(this.#id(number), replica.name, machine)
    life.machines.set(group, told)
    told.tell(view.applied, (body) => this.#emit(body))
  }

  event(number: number, group: GroupId, event: RaftEvent): void {
    const life = this.#lives.get(number)
    const replica = this.#look(life, group)
    if (replica !== null) life?.trace.event(replica, event, null)
  }

  applied(number: number, group: GroupId, entry: Entry, reply: Reply | null): void {
    const life = this.#lives.get(number)
    const replica = this.#look(life, group)
    if (replica === null) return
    replica.applied = entry.index
    if (entry.kind === 'cmd')
      life?.trace.applied(replica, {
        index: entry.index,
        command: JSON.parse(entry.data),
        reply: JSON.parse(JSON.stringify(reply)),
      })
    life?.trace.appliedRange(replica, entry.index, entry.index, null)
  }

  answered(number: number, group: GroupId, command: string, outcome: Outcome): void {
    const machine = this.#lives.get(number)?.machines.get(group)
    const layout = this.#world.layout.groups.find((one) => one.group === group)
    // What a process leaves unanswered when it ends, nobody says.
    if (machine === undefined || layout === undefined) return
    const story = storyOf(this.#id(number), layout, machine.describe(command), command, outcome)
    if (story !== null) this.#emit(story)
  }

  turn(number: number): void {
    const life = this.#lives.get(number)
    for (const group of life?.replicas.keys() ?? []) this.#look(life, group)
    life?.trace.flush()
    this.#tellMachines(life)
    this.#wires.turn(number)
    if (life !== undefined) this.#sample(this.#id(number), life)
  }

  wire(from: number, to: number): void {
    this.#wires.rule(from, to)
  }

  arrived(from: number, to: number, msg: Sendable, sentAt: Micros): void {
    this.#emit({ ...this.#rpc(from, to, msg, sentAt, false), receivedAt: this.#world.timeline.now / MS })
  }

  lost(from: number, to: number, msg: Sendable, isCut: boolean): void {
    this.#emit({
      ...this.#rpc(from, to, msg, this.#world.timeline.now, true),
      receivedAt: null,
      dropped: isCut ? 'cut' : 'loss',
    })
  }

  fault(fault: Fault): void {
    this.#faults += 1
    const text = describeFault(fault)
    this.#emit({ kind: 'fault', id: this.#faults, by: 'simulator', fault, text, state: 'once', undo: null })
  }

  #rpc(from: number, to: number, msg: Sendable, sentAt: Micros, isLost: boolean): Omit<Rpc, 'receivedAt'> {
    this.#frames += 1
    const [sender, receiver] = [this.#id(from), this.#id(to)]
    const bytes = HEADER_BYTES + JSON.stringify(msg).length
    this.#wires.carried(from, to, bytes, isLost)
    const group = this.#world.layout.groups.find((one) => one.group === msg.g)
    return {
      kind: 'rpc',
      id: `${sender}>${receiver}#${this.#frames}`,
      from: sender,
      to: receiver,
      ...(group === undefined ? {} : { group: group.name }),
      type: rpcTypeOf(FOLDED[msg.t] ?? msg.t),
      bytes,
      sentAt: sentAt / MS,
      ...('term' in msg ? { term: msg.term } : {}),
      ...(msg.t === 'app' ? { count: msg.entries.length } : {}),
      ...('granted' in msg ? { ok: msg.granted } : {}),
      ...(msg.t === 'appResp' ? { ok: msg.ok } : {}),
    }
  }

  #tellMachines(life: Life | undefined): void {
    for (const [group, machine] of life?.machines ?? []) {
      const applied = life?.replicas.get(group)?.view.applied
      if (applied !== undefined) machine.tell(applied, (body) => this.#emit(body))
    }
  }

  /** The replica with what its core says now. */
  #look(life: Life | undefined, group: GroupId): Replica | null {
    const replica = life?.replicas.get(group) ?? null
    const view = life?.engine?.view(group) ?? null
    if (replica === null || view === null) return null
    replica.view = view
    replica.nodes = nodesOf(replica.record, view.conf)
    return replica
  }

  #newLife(node: NodeId): Life {
    const trace = createGroupTrace({
      node,
      emit: (body) => this.#emit(body),
      entries: (group, from, to) => {
        const number = this.#world.layout.nodes.indexOf(node)
        return this.#lives.get(number)?.engine?.entries(group, from, to) ?? []
      },
    })
    return {
      trace,
      replicas: new Map(),
      machines: new Map(),
      progress: new WeakMap(),
      sampledAt: 0,
      engine: null,
    }
  }

  /** Timers and followers, as often as a real node tells them. */
  #sample(node: NodeId, life: Life): void {
    const { now } = this.#world.timeline
    if (now - life.sampledAt < PROGRESS_SAMPLE_MS * MS) return
    life.sampledAt = now
    const tick = this.#world.options.node.tick / MS
    const timers = [...life.replicas.values()]
      .filter(({ view }) => view.role !== 'leader')
      .map(({ name, view }) => ({
        group: name,
        elapsedMs: view.elapsedTicks * tick,
        timeoutMs: view.timeoutTicks * tick,
      }))
    this.#emit({ kind: 'timers', node, timers })
    for (const replica of life.replicas.values())
      tellProgress(node, replica, life.progress, (body) => this.#emit(body))
  }

  #id(number: number): NodeId {
    return nodeId(this.#world.layout, number)
  }

  #emit(body: TraceBody): void {
    const at = this.#world.timeline.now / MS
    this.events.push({ ...body, seq: this.events.length + 1, at, wallAt: at, cause: null })
  }
}

/** What a host folds has another name on the wire. */
const FOLDED: Readonly<Record<string, string>> = { hb: 'beat', hbResp: 'beatResp' }
