// One simulated node: real cores in the real cycle, real machines, a simulated disk. Every life begins with
// what the disk gives back and with nothing else.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import { createEngine } from '../host/engine.ts'
import type { CycleResult, Engine } from '../host/engine.ts'
import type { Machine, Reply } from '../machines/machine.ts'
import type { Entry, Message, RaftView } from '../raft/types.ts'
import type { PutRecord } from '../storage/port.ts'
import { Desk } from './desk.ts'
import type { Outcome } from './desk.ts'
import type { DurableNode, SimDisk } from './disks/disk.ts'
import { STATE_EVERY } from './invariants/machines.ts'
import { groupsOn, nodeOf } from './layout.ts'
import type { Layout } from './layout.ts'
import type { Marks } from './marks.ts'
import type { Network } from './network.ts'
import type { Observer } from './observer.ts'
import type { NodeOptions } from './options.ts'
import { createMachine, createReplica } from './replica.ts'
import { markArrival, markEvent, markSent, markView } from './sightseer.ts'
import type { Timeline } from './timeline.ts'
import { Violation } from './violation.ts'

export interface NodeParts {
  readonly number: number
  readonly id: NodeId
  readonly seed: number
  readonly layout: Layout
  readonly options: NodeOptions
  readonly timeline: Timeline
  readonly network: Network
  readonly observer: Observer
  readonly marks: Marks
  readonly disk: SimDisk
  /** An entry that no replica had applied before. */
  readonly firstApplied: (group: GroupId, entry: Entry, reply: Reply | null) => void
  /** The process has ended by itself: its disk failed. */
  readonly died: () => void
}

interface Applied {
  readonly group: GroupId
  readonly entry: Entry
  readonly reply: Reply | null
  readonly state: string
}

/** What a socket holds for a process that does not read. */
const MAX_WAITING_FRAMES = 500
/** A turn that goes on for ever is a bug of the engine. */
const MAX_CYCLES = 10_000

export class SimNode {
  state: 'up' | 'down' | 'frozen' = 'down'
  life = 0
  /** Dead for good. */
  isBuried = false
  readonly number: number
  readonly disk: SimDisk
  readonly #parts: NodeParts
  readonly #random: Random
  #engine: Engine | null = null
  #machines = new Map<GroupId, Machine>()
  #desk: Desk
  /** What arrived while the process was frozen, in order. */
  #frozen: (() => void)[] = []
  #arrived: Message[] = []
  #applied: Applied[] = []
  #inFlight: readonly PutRecord[] = []
  #wakes = false

  constructor(parts: NodeParts) {
    this.#parts = parts
    this.number = parts.number
    this.disk = parts.disk
    this.#random = createRandom(seedOf(parts.seed, 'node', parts.number))
    this.#desk = new Desk(parts.number, 0, parts.marks)
  }

  get isUp(): boolean {
    return this.state === 'up'
  }

  view(group: GroupId): RaftView | null {
    return this.#engine?.view(group) ?? null
  }

  entries(group: GroupId): readonly Entry[] {
    const last = this.view(group)?.lastIndex ?? 0
    return last === 0 ? [] : (this.#engine?.entries(group, 1, last) ?? [])
  }

  machine(group: GroupId): Machine {
    const machine = this.#machines.get(group)
    assert(machine !== undefined, () => `node ${this.number} has no machine of group ${group}`)
    return machine
  }

  /** False: the machine stopped again in the middle of its recovery. */
  start(): boolean {
    assert(this.state === 'down', 'a process starts once')
    if (this.isBuried) return true
    const files = this.disk.open()
    if (files === null) return false
    this.life += 1
    this.state = 'up'
    this.#frozen = []
    this.#arrived = []
    this.#inFlight = []
    this.#wakes = false
    this.#desk = new Desk(this.number, this.life, this.#parts.marks)
    this.#engine = this.#createEngine(files)
    this.#parts.observer.lifeBegins(this.number, this.#engine)
    this.#startTicking()
    return true
  }

  crash(): void {
    if (this.state === 'down') return
    this.state = 'down'
    this.#engine = null
    this.disk.crash()
    const desk = this.#desk
    desk.crash()
  }

  bury(): void {
    this.crash()
    this.isBuried = true
  }

  freeze(): void {
    if (this.state === 'up') this.state = 'frozen'
  }

  /** Sockets first, time afterwards (B76). */
  thaw(): void {
    if (this.state !== 'frozen') return
    this.state = 'up'
    const waiting = this.#frozen
    this.#frozen = []
    if (waiting.length > 0) this.#parts.marks.hit('thawed with frames waiting')
    for (const run of waiting) if (this.isUp) run()
    this.#tick(this.#parts.options.limits.ticksPerCycle)
  }

  receive(msg: Message, sentIn: number): void {
    if (this.state === 'down') return
    if (sentIn !== this.life) this.#parts.marks.hit('message for an earlier life')
    this.#whenAwake(() => {
      const view = this.#parts.observer.watched(this.number, msg.g).view
      if (view !== null) markArrival(this.#parts.marks, msg, view)
      if (this.#living().receive(msg, null) === 'full') this.#parts.marks.hit('mailbox overflow')
      else this.#arrived.push(msg)
      this.#work()
    })
  }

  propose(group: GroupId, data: string, answer: (outcome: Outcome) => void): void {
    if (this.state === 'down') return answer({ kind: 'refused', why: 'down', leader: 0 })
    this.#whenAwake(() => {
      this.#desk.propose(this.#living(), group, data, answer)
      this.#work()
    })
  }

  read(group: GroupId, answer: (outcome: Outcome) => void): void {
    if (this.state === 'down') return answer({ kind: 'refused', why: 'down', leader: 0 })
    this.#whenAwake(() => {
      const view = this.view(group)
      if (view?.role === 'leader' && !view.ownTermCommitted)
        this.#parts.marks.hit('read waited for own-term commit')
      this.#desk.read(this.#living(), group, answer)
      this.#work()
    })
  }

  unreachable(msg: Message): void {
    if (this.isUp) this.#living().input(msg.g, { t: 'unreachable', to: msg.to }, null)
  }

  /** The election timer of one group runs out now. */
  fireTimer(group: GroupId): void {
    const view = this.view(group)
    if (!this.isUp || view === null || view.role === 'leader') return
    const left = Math.max(1, view.timeoutTicks - view.elapsedTicks)
    for (let fed = 0; fed < left; fed += 1) this.#living().input(group, { t: 'tick' }, null)
    this.#work()
  }

  #living(): Engine {
    assert(this.#engine !== null, () => `node ${this.number} is down`)
    return this.#engine
  }

  #whenAwake(run: () => void): void {
    if (this.state === 'up') run()
    else if (this.state === 'frozen' && this.#frozen.length < MAX_WAITING_FRAMES) this.#frozen.push(run)
  }

  #createEngine(files: DurableNode): Engine {
    const { id, layout, options, seed } = this.#parts
    this.#machines = new Map()
    const engine = createEngine({
      node: id,
      limits: options.limits,
      hooks: { apply: (group, entries) => this.#apply(group, entries) },
    })
    for (const group of groupsOn(layout, this.number)) {
      const random = seedOf(seed, 'core', this.number, this.life)
      engine.addGroup(createReplica(group, files, options, random))
      this.#machines.set(group.layout.group, createMachine(group.layout.kind))
    }
    return engine
  }

  #startTicking(): void {
    const { options } = this.#parts
    const { life } = this
    const spread = 1 + options.drift * (2 * this.#random.next() - 1)
    const every = Math.max(1, Math.round(options.tick * spread))
    const next = (delay: number): void =>
      this.#parts.timeline.schedule(delay, 'tick', this.number, () => {
        if (life !== this.life || this.state === 'down') return
        if (this.state === 'up') this.#tick(1)
        next(every)
      })
    next(this.#random.int(0, every))
  }

  #tick(count: number): void {
    if (!this.isUp) return
    const engine = this.#living()
    for (const group of engine.groups()) engine.tick(group, count)
    this.#work()
  }

  #apply(group: GroupId, entries: readonly Entry[]): void {
    const machine = this.machine(group)
    for (const entry of entries) {
      const reply = entry.kind === 'cmd' ? machine.apply(JSON.parse(entry.data), entry.index) : null
      const state = entry.index % STATE_EVERY === 0 ? JSON.stringify(machine.snapshot()) : ''
      this.#applied.push({ group, entry, reply, state })
    }
  }

  /** Looks at what came: at once, or at the loop's next turn. */
  #work(): void {
    const { turn } = this.#parts.options
    if (turn === 0) return this.#turns()
    if (this.#wakes) return
    this.#wakes = true
    const { life } = this
    this.#parts.timeline.schedule(this.#random.int(0, turn), 'cycle', this.number, () => {
      if (life !== this.life || this.state === 'down') return
      this.#whenAwake(() => {
        this.#wakes = false
        this.#turn()
        if (this.isUp && this.#living().hasWork()) this.#work()
      })
    })
  }

  #turns(): void {
    for (let turns = 0; this.isUp && this.#turn(); turns += 1) assert(turns < MAX_CYCLES, 'never at rest')
  }

  #turn(): boolean {
    const engine = this.#living()
    const result = engine.cycle()
    if (result !== null) this.#take(engine, result)
    this.#write(engine)
    return result !== null
  }

  #take(engine: Engine, result: CycleResult): void {
    const { observer, marks, network, layout, options } = this.#parts
    for (const { group, event } of result.events) {
      if (event.k === 'lost')
        throw new Violation('LostEntries', `${event.r} misses ${event.have}..${event.told}`)
      markEvent(marks, event, this.#inFlight)
      observer.told(this.number, group, event)
    }
    const before = new Map(
      result.stepped.map((group) => [group, observer.watched(this.number, group).view] as const),
    )
    for (const group of new Set(result.stepped)) {
      const now = observer.seen(this.number, group, engine)
      const then = before.get(group)
      if (then) markView(marks, then, now)
    }
    const applied = this.#tellApplied()
    for (const msg of result.send) {
      observer.sent(this.number, msg)
      const then = before.get(msg.g)
      if (then) markSent(marks, msg, then, this.#arrived, options.maxAppendBytes)
      network.send(this.number, nodeOf(layout, msg.g, msg.to), msg)
    }
    this.#arrived = []
    this.#desk.take(result)
    for (const { group, entry, reply } of applied) this.#desk.applied(group, entry, reply)
  }

  #tellApplied(): readonly Applied[] {
    const { observer, firstApplied } = this.#parts
    const applied = this.#applied
    this.#applied = []
    for (const { group, entry, reply, state } of applied) {
      const isFirst = observer.history(group).replies.length < entry.index
      observer.applied(this.number, group, entry, reply === null ? '' : JSON.stringify(reply), () => state)
      if (isFirst) firstApplied(group, entry, reply)
    }
    return applied
  }

  /** Group commit: one batch at a time, the next one collects meanwhile. */
  #write(engine: Engine): void {
    const batch = engine.takeBatch()
    if (batch === null) return
    this.#inFlight = batch
    this.disk.append(batch, (ok) => {
      if (!ok) {
        this.#parts.marks.hit('disk failed')
        this.crash()
        return this.#parts.died()
      }
      this.#inFlight = []
      this.#whenAwakeAlways(() => {
        engine.persisted(batch)
        this.#work()
      })
    })
  }

  /** A completion is never lost, however long the process sleeps. */
  #whenAwakeAlways(run: () => void): void {
    if (this.state === 'up') run()
    else if (this.state === 'frozen') this.#frozen.push(run)
  }
}
