// One simulated node over all its lives: up, down or frozen. Every life begins with what the disk gives back
// and with nothing else.

import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import type { Config, Entry, Message, RaftView } from '../raft/types.ts'
import type { PutRecord } from '../storage/port.ts'
import type { Outcome } from './desk.ts'
import type { DurableNode, Opened, SimDisk } from './disks/disk.ts'
import type { NodeParts } from './node-parts.ts'
import { SimProcess } from './process.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import type { SimMachine } from './replica.ts'
import type { Placed } from './roster.ts'
import { Ticker } from './ticker.ts'
import type { Micros } from './timeline.ts'

/** What sockets hold for a process that does not read; the rest is lost, as with a full outbox. */
const MAX_WAITING_FRAMES = 500
/** A turn that goes on for ever is a bug of the engine. */
const MAX_CYCLES = 10_000

export class SimNode {
  state: 'up' | 'down' | 'frozen' = 'down'
  life = 0
  /** Dead for good. */
  isBuried = false
  /** Told of all records that are on their way to the disk. */
  onWrite: (batch: readonly PutRecord[]) => void = () => {}
  readonly number: number
  readonly disk: SimDisk
  readonly #parts: NodeParts
  readonly #random: Random
  readonly #ticker: Ticker
  #process: SimProcess | null = null
  /** What happened to the process while it was frozen, in order. */
  #frozen: (() => void)[] = []
  #wakes = false

  constructor(parts: NodeParts) {
    this.#parts = parts
    this.number = parts.number
    this.disk = parts.disk
    this.#random = createRandom(seedOf(parts.seed, 'node', parts.number))
    this.#ticker = new Ticker({ timeline: parts.timeline, node: parts.number })
  }

  get isUp(): boolean {
    return this.state === 'up'
  }

  view(group: GroupId): RaftView | null {
    return this.#process?.view(group) ?? null
  }

  /** Requests that wait for a word of its cores. */
  get openRequests(): number {
    return this.#process?.desk.open ?? 0
  }

  entries(group: GroupId): readonly Entry[] {
    const view = this.view(group)
    if (view === null || view.lastIndex < view.firstIndex) return []
    return this.#living().engine.entries(group, view.firstIndex, view.lastIndex)
  }

  machine(group: GroupId): SimMachine {
    return this.#living().machine(group)
  }

  start(): Opened['kind'] {
    assert(this.state === 'down', 'a process starts once')
    if (this.isBuried) return 'open'
    const opened = this.disk.open()
    if (opened.kind !== 'open') return opened.kind
    this.life += 1
    const { life } = this
    this.state = 'up'
    this.#frozen = []
    this.#wakes = false
    this.#process = new SimProcess(this.#parts, this.life, opened.files, {
      whenAwake: (run) => this.#whenAwake(run),
      wake: () => this.#work(),
      writing: (batch) => this.onWrite(batch),
      die: () => this.#die(),
      isLiving: () => life === this.life && this.state !== 'down',
    })
    const { engine } = this.#process
    for (const group of engine.groups()) this.#parts.observer.lifeBegins(this.number, engine, group)
    this.#parts.recorder()?.process(this.number, 'spawned')
    for (const group of engine.groups()) this.#record(group)
    this.#catchUpOnOrders(opened.files)
    this.#startTicking()
    return 'open'
  }

  crash(): void {
    if (this.state === 'down') return
    const { desk } = this.#living()
    this.state = 'down'
    this.#process = null
    this.#parts.recorder()?.process(this.number, 'exited')
    this.disk.crash()
    desk.crash()
  }

  bury(): void {
    this.crash()
    this.isBuried = true
  }

  freeze(): void {
    if (this.state !== 'up') return
    this.state = 'frozen'
    this.#parts.recorder()?.process(this.number, 'frozen')
  }

  /** Sockets first, time afterwards (B76). */
  thaw(): void {
    if (this.state !== 'frozen') return
    this.state = 'up'
    this.#parts.recorder()?.process(this.number, 'thawed')
    const waiting = this.#frozen
    this.#frozen = []
    if (waiting.length > 0) this.#parts.marks.hit('thawed with frames waiting')
    for (const run of waiting) if (this.isUp) run()
    if (this.isUp) this.#tick(this.#parts.options.limits.ticksPerCycle)
  }

  /** The loop does nothing for so long; then the clock has jumped. */
  stall(time: Micros): void {
    if (this.state !== 'up') return
    const { life } = this
    this.freeze()
    this.#parts.timeline.schedule(time, 'fault', this.number, () => {
      if (life === this.life) this.thaw()
    })
  }

  /** How fast its clock runs; 0: it stands still. */
  setRate(rate: number): void {
    this.#ticker.rate = rate
  }

  transfer(group: GroupId, to: ReplicaId): void {
    this.#arrives((process) => process.transfer(group, to))
  }

  receive(msg: Message, sentIn: number): void {
    if (this.state === 'down') return
    if (sentIn !== this.life) this.#parts.marks.hit('message for an earlier life')
    this.#arrives((process) => process.receive(msg))
  }

  receiveSnapshot(from: number, msg: SnapshotMessage): void {
    if (this.state === 'down') return
    this.#arrives((process) => process.receiveSnapshot(from, msg))
  }

  /** An order of the managers; it is repeated at the next start if this life ends before it is durable. */
  place(placed: Placed): void {
    const { life } = this
    this.disk.placeReplica(placed, () => {
      if (life !== this.life || this.#parts.roster.isClosed(placed.replica)) return
      this.#whenAwake(() => this.#begin(placed))
    })
  }

  close(placed: Placed): void {
    const { group } = placed.layout
    const isHere = this.#parts.observer.find(this.number, group)?.replica.replica === placed.replica
    if (isHere) this.#parts.observer.closed(placed)
    if (this.state === 'down' || !isHere) return
    this.#parts.marks.hit('replica closed')
    this.#living().remove(group)
    this.disk.removeReplica(group, placed.replica, () => {})
  }

  changeMembers(group: GroupId, conf: Config, answer: (outcome: Outcome) => void = () => {}): void {
    this.#arrives((process) => process.changeMembers(group, conf, answer))
  }

  wantSnapshot(group: GroupId): void {
    if (this.isUp) this.#living().wantSnapshot(group)
  }

  propose(group: GroupId, data: string, answer: (outcome: Outcome) => void): void {
    if (this.view(group) === null) return answer({ kind: 'refused', why: 'down', leader: 0 })
    this.#arrives((process) => process.propose(group, data, answer))
  }

  read(group: GroupId, answer: (outcome: Outcome) => void): void {
    if (this.view(group) === null) return answer({ kind: 'refused', why: 'down', leader: 0 })
    this.#arrives((process) => process.read(group, answer))
  }

  /** What was sent to this replica may be lost: its connection broke. */
  unreachable({ g, to }: Pick<Message, 'g' | 'to'>): void {
    if (this.isUp) this.#living().engine.input(g, { t: 'unreachable', to }, null)
  }

  /** The election timer of one group runs out now. */
  fireTimer(group: GroupId): void {
    if (!this.isUp) return
    this.#living().fireTimer(group)
    this.#work()
  }

  #begin(placed: Placed): void {
    const { observer } = this.#parts
    const process = this.#living()
    observer.placed(placed)
    process.add(placed)
    observer.lifeBegins(this.number, process.engine, placed.layout.group)
    this.#record(placed.layout.group)
  }

  #record(group: GroupId): void {
    const { engine } = this.#living()
    this.#parts.recorder()?.replica(this.number, group, engine, this.machine(group))
  }

  /** What was ordered while nobody was here to take it. */
  #catchUpOnOrders(files: DurableNode): void {
    const here = this.#parts.roster.on(this.number)
    const groups = new Set(here.map(({ layout }) => layout.group))
    for (const [group, { replica }] of files.replicas)
      if (!groups.has(group)) this.disk.removeReplica(group, replica, () => {})
    for (const placed of here) if (!files.replicas.has(placed.layout.group)) this.place(placed)
  }

  #living(): SimProcess {
    assert(this.#process !== null, () => `node ${this.number} is down`)
    return this.#process
  }

  #arrives(take: (process: SimProcess) => void): void {
    if (this.state === 'frozen' && this.#frozen.length >= MAX_WAITING_FRAMES) return
    this.#whenAwake(() => {
      take(this.#living())
      this.#work()
    })
  }

  #whenAwake(run: () => void): void {
    if (this.state === 'up') run()
    else if (this.state === 'frozen') this.#frozen.push(run)
  }

  #die(): void {
    this.#parts.marks.hit('disk failed')
    this.crash()
    this.#parts.died()
  }

  #startTicking(): void {
    const { options } = this.#parts
    const { life } = this
    const spread = 1 + options.drift * (2 * this.#random.next() - 1)
    const every = Math.max(1, Math.round(options.tick * spread))
    const isLiving = (): boolean => life === this.life && this.state !== 'down'
    this.#ticker.start(this.#random.int(0, every), every, isLiving, (count) => {
      if (this.state === 'up') this.#tick(count)
    })
  }

  #tick(count: number): void {
    this.#living().tick(count)
    this.#work()
  }

  /** Looks at what came: at once, or at the loop's next turn. */
  #work(): void {
    const { turn } = this.#parts.options
    if (turn === 0) return this.#turns()
    if (this.#wakes) return
    this.#wakes = true
    const { life } = this
    this.#parts.timeline.schedule(this.#random.int(0, turn), 'cycle', this.number, () => {
      if (life === this.life) this.#whenAwake(() => this.#nextTurn())
    })
  }

  #nextTurn(): void {
    this.#wakes = false
    this.#living().turn()
    if (this.isUp && this.#living().hasWork()) this.#work()
  }

  #turns(): void {
    for (let turns = 0; this.isUp && this.#living().turn(); turns += 1)
      assert(turns < MAX_CYCLES, 'never at rest')
  }
}
