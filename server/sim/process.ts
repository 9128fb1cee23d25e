// One life of a simulated node: the cores of what its disk held, in the real cycle, with empty machines and an
// empty desk. It works when it is told to and knows nothing of time; it ends with the object.

import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { seedOf } from '../../shared/random.ts'
import { createEngine } from '../host/engine.ts'
import type { CycleResult, Engine } from '../host/engine.ts'
import type { Reply } from '../machines/machine.ts'
import type { Config, Entry, Message, RaftView, SnapMeta } from '../raft/types.ts'
import type { PutRecord } from '../storage/port.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { Desk } from './desk.ts'
import type { Outcome } from './desk.ts'
import type { DurableNode } from './disks/disk.ts'
import { STATE_EVERY } from './invariants/machines.ts'
import type { NodeParts } from './node-parts.ts'
import { createMachine, createReplica } from './replica.ts'
import type { SimMachine } from './replica.ts'
import type { Placed } from './roster.ts'
import { Sessions } from './sessions.ts'
import { markArrival, markEvent, markSent, markView } from './sightseer.ts'
import { SnapshotDesk } from './snapshot-desk.ts'
import { Violation } from './violation.ts'

interface Applied {
  readonly what: 'applied'
  readonly group: GroupId
  readonly entry: Entry
  readonly reply: Reply | null
  readonly state: string
}

interface Restored {
  readonly what: 'restored'
  readonly group: GroupId
  readonly meta: SnapMeta
  readonly state: string
}

export interface Sleep {
  /** Calls back now, or when the process is thawed; never, if it ends before. */
  readonly whenAwake: (run: () => void) => void
  /** There is work. */
  readonly wake: () => void
  /** Records are on their way to the disk. */
  readonly writing: (batch: readonly PutRecord[]) => void
  /** The disk has failed. */
  readonly die: () => void
  /** This life has not ended. */
  readonly isLiving: () => boolean
}

export class SimProcess {
  readonly engine: Engine
  readonly desk: Desk
  readonly #parts: NodeParts
  readonly #sleep: Sleep
  readonly #files: DurableNode
  readonly #life: number
  readonly #snapshots: SnapshotDesk
  readonly #machines = new Map<GroupId, SimMachine>()
  readonly #sessions = new Sessions()
  /** Since the last turn. */
  #arrived: Message[] = []
  #brought: (Applied | Restored)[] = []
  #inFlight: readonly PutRecord[] = []

  constructor(parts: NodeParts, life: number, files: DurableNode, sleep: Sleep) {
    const { id, number, roster, options, marks } = parts
    this.#parts = parts
    this.#files = files
    this.#life = life
    this.#sleep = sleep
    this.desk = new Desk(number, life, marks)
    this.engine = createEngine({
      node: id,
      limits: options.limits,
      hooks: {
        restore: (group, meta) => this.#restore(group, meta),
        apply: (group, entries) => this.#apply(group, entries),
      },
    })
    this.#snapshots = new SnapshotDesk(
      { node: parts, engine: this.engine, machine: (group) => this.machine(group), sleep },
      life,
    )
    for (const placed of roster.on(number)) if (files.replicas.has(placed.layout.group)) this.add(placed)
  }

  /** A core with what the files hold of this replica. */
  add(placed: Placed): void {
    const { number, options, seed } = this.#parts
    const { group, kind } = placed.layout
    const files = this.#files.of(group).files(options.marginEntries)
    const machine = createMachine(kind, options)
    this.engine.addGroup(createReplica(placed, files, options, seedOf(seed, 'core', number, this.#life)))
    this.#machines.set(group, machine)
    this.#snapshots.addGroup(group, machine, files.snap)
  }

  view(group: GroupId): RaftView | null {
    return this.engine.view(group)
  }

  machine(group: GroupId): SimMachine {
    const machine = this.#machines.get(group)
    assert(machine !== undefined, () => `node ${this.#parts.number} has no machine of group ${group}`)
    return machine
  }

  receive(msg: Message): void {
    const { observer, marks, number } = this.#parts
    const view = observer.find(number, msg.g)?.view ?? null
    if (view !== null && view.self === msg.to) {
      markArrival(marks, msg, view)
      if (this.#sessions.isStale(msg, view)) marks.hit('stale session ignored')
    }
    switch (this.engine.receive(msg, null)) {
      case 'full':
        return marks.hit('mailbox overflow')
      case 'noSuchReplica':
        if (this.#parts.roster.isClosed(msg.to)) marks.hit('tombstone hit')
        return
      case 'queued':
        return void this.#arrived.push(msg)
    }
  }

  receiveSnapshot(from: number, msg: SnapshotMessage): void {
    if (this.view(msg.g)?.self !== msg.to) return
    const forCore = this.#snapshots.receive(from, msg)
    if (forCore !== null) this.receive(forCore)
  }

  wantSnapshot(group: GroupId): void {
    if (this.view(group) !== null) this.#snapshots.want(group)
    this.#sleep.wake()
  }

  changeMembers(group: GroupId, conf: Config, answer: (outcome: Outcome) => void): void {
    if (this.view(group) === null) return answer({ kind: 'refused', why: 'closed', leader: 0 })
    this.desk.changeMembers(this.engine, group, conf, answer)
  }

  /** Its core is never stepped again. */
  remove(group: GroupId): void {
    this.engine.removeGroup(group)
    this.#machines.delete(group)
    this.#snapshots.removeGroup(group)
    this.desk.closed(group)
  }

  transfer(group: GroupId, to: ReplicaId): void {
    if (this.view(group) !== null) this.desk.transfer(this.engine, group, to)
  }

  propose(group: GroupId, data: string, answer: (outcome: Outcome) => void): void {
    if (this.view(group) === null) return answer({ kind: 'refused', why: 'closed', leader: 0 })
    this.desk.propose(this.engine, group, data, answer)
  }

  read(group: GroupId, answer: (outcome: Outcome) => void): void {
    const view = this.view(group)
    if (view === null) return answer({ kind: 'refused', why: 'closed', leader: 0 })
    const isEarly = view.role === 'leader' && !view.ownTermCommitted
    if (isEarly) this.#parts.marks.hit('read waited for own-term commit')
    this.desk.read(this.engine, group, answer)
  }

  tick(count: number): void {
    for (const group of this.engine.groups()) this.engine.tick(group, count)
  }

  /** The election timer of one group runs out now: it is fed the ticks that it has left. */
  fireTimer(group: GroupId): void {
    const view = this.view(group)
    if (view === null || view.role === 'leader') return
    const left = Math.max(1, view.timeoutTicks - view.elapsedTicks)
    for (let fed = 0; fed < left; fed += 1) this.engine.input(group, { t: 'tick' }, null)
  }

  /** One cycle and the write it asks for; false if there was nothing to do. */
  turn(): boolean {
    const result = this.engine.cycle()
    if (result !== null) this.#take(result)
    this.#parts.recorder()?.turn(this.#parts.number)
    this.#snapshots.turn(result?.recorded ?? [])
    this.#write()
    return result !== null || this.hasWork()
  }

  /** Another turn is wanted, whatever happens. */
  hasWork(): boolean {
    return this.engine.hasWork() || this.#snapshots.hasWork()
  }

  #apply(group: GroupId, entries: readonly Entry[]): void {
    const machine = this.machine(group)
    this.#snapshots.applied(group, entries)
    for (const entry of entries) {
      const reply = entry.kind === 'cmd' ? machine.apply(JSON.parse(entry.data), entry.index) : null
      const state = entry.index % STATE_EVERY === 0 ? JSON.stringify(machine.snapshot()) : ''
      this.#brought.push({ what: 'applied', group, entry, reply, state })
    }
  }

  #restore(group: GroupId, meta: SnapMeta): void {
    const state = this.#snapshots.restore(group, meta)
    this.#brought.push({ what: 'restored', group, meta, state })
  }

  #take(result: CycleResult): void {
    const before = this.#look(result)
    const brought = this.#tellBrought()
    const { observer, marks, network, roster, options, number } = this.#parts
    for (const msg of result.send) {
      observer.sent(number, msg)
      this.#sessions.sent(msg)
      const then = before.get(msg.g)
      if (then) markSent(marks, msg, then, this.#arrived, options.maxAppendBytes)
      const to = roster.of(msg.to).node
      if (msg.t === 'snap') this.#snapshots.offer(to, msg)
      else network.send(number, to, msg)
    }
    this.#arrived = []
    for (const { group, index } of result.reads) observer.answered(number, group, index)
    this.desk.take(result)
    for (const one of brought) {
      if (one.what === 'restored') this.desk.restored(one.group, one.meta.index)
      else this.desk.applied(one.group, one.entry, one.reply)
    }
  }

  /** Shows what changed, before anything that follows from it leaves; answers how it was. */
  #look({ events, stepped }: CycleResult): ReadonlyMap<GroupId, RaftView | null> {
    const { observer, marks, number } = this.#parts
    for (const { group, event } of events) {
      if (event.k === 'lost')
        throw new Violation('LostEntries', `${event.r} misses ${event.have}..${event.told}`)
      markEvent(marks, event, this.#inFlight)
      observer.told(number, group, event)
      this.#parts.recorder()?.event(number, group, event)
    }
    const before = new Map<GroupId, RaftView | null>()
    for (const group of new Set(stepped)) {
      const then = observer.watched(number, group).view
      before.set(group, then)
      const now = observer.seen(number, group, this.engine)
      const told = events.filter((one) => one.group === group).map(({ event }) => event)
      if (then !== null) markView(marks, then, now, told)
    }
    return before
  }

  /** In the order in which the machines got it. */
  #tellBrought(): readonly (Applied | Restored)[] {
    const { observer, firstApplied, number } = this.#parts
    const brought = this.#brought
    this.#brought = []
    for (const one of brought) {
      if (one.what === 'restored') {
        observer.snapped(number, one.group, 'restored', one.meta, one.state)
        continue
      }
      const { group, entry, reply, state } = one
      this.#parts.recorder()?.applied(number, group, entry, reply)
      const isFirst = observer.history(group).replies.length < entry.index
      observer.applied(number, group, entry, reply === null ? '' : JSON.stringify(reply), () => state)
      if (isFirst) firstApplied(group, entry, reply)
    }
    return brought
  }

  /** Group commit: one batch at a time, the next one collects meanwhile. */
  #write(): void {
    const batch = this.engine.takeBatch()
    if (batch === null) return
    this.#inFlight = batch
    this.#sleep.writing(batch)
    this.#parts.disk.append(batch, (ok) => {
      if (!ok) return this.#sleep.die()
      this.#inFlight = []
      this.#sleep.whenAwake(() => {
        this.engine.persisted(batch)
        this.#sleep.wake()
      })
    })
  }
}
