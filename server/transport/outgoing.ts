// The sending side of one directed link: lanes, then the fault gate, then the wire. The same for real
// sockets and for the memory twin; only the wire differs.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { DropReason, LinkState } from '../../shared/trace-facts.ts'
import type { Result } from '../../shared/result.ts'
import type { FrameDeed, LinkStatus, OutgoingFrame, TransportEvents } from './port.ts'
import type { ClusterTime } from './cluster-time.ts'
import type { Gate, Plan } from './gate.ts'
import type { Queued } from './outbox.ts'
import { err, ok } from '../../shared/result.ts'
import { bodyBytes, HEADER_BYTES } from './frame.ts'
import { DelayLine } from './delay-line.ts'
import { DELIVER_NOW } from './gate.ts'
import { HeldFrames } from './held-frames.ts'
import { HeldReport } from './held-report.ts'
import { LinkTally } from './link-tally.ts'
import { MAX_OUTBOX_BYTES, Outbox } from './outbox.ts'

export interface Wire {
  /** `busy`: the socket is full. `pending`: an attempt to connect is under way. `down`: neither. */
  state(): 'open' | 'busy' | 'pending' | 'down'
  linkState(): LinkState
  /** One write. Only while `open`; afterwards `ready` of the link is called when the next may follow. */
  write(frames: readonly Queued[]): void
  setCut(cut: boolean): void
}

export interface LinkOptions {
  readonly self: NodeId
  readonly to: NodeId
  readonly gate: Gate
  readonly clock: ClusterTime
  readonly now: () => number
  readonly wire: Wire
  readonly events: Omit<TransportEvents, 'onFrame' | 'onLink'>
}

const NOT_HERE = 'it does not wait here: it has left, or was never sent'

export class Outgoing {
  private readonly options: LinkOptions
  private readonly outbox = new Outbox()
  private readonly line = new DelayLine<Queued>()
  private lineBytes = 0
  private readonly held = new HeldFrames()
  private readonly report: HeldReport
  /** Let go by hand: they leave with the next write, whatever the clock says. */
  private released: Queued[] = []
  private cancelTimer: (() => void) | null = null
  private numbers = 0
  private toldUnreachable = false
  readonly tally = new LinkTally()

  constructor(options: LinkOptions) {
    this.options = options
    this.report = new HeldReport(options.to, options.events)
  }

  send(frame: OutgoingFrame): number {
    this.numbers += 1
    const bytes = HEADER_BYTES + bodyBytes(frame.body)
    const queued = { frame, number: this.numbers, sentAt: this.options.now(), bytes }
    const waiting = this.outbox.bytes + this.lineBytes + this.held.bytes
    if (waiting + bytes > MAX_OUTBOX_BYTES) this.drop(queued, 'overflow')
    else this.outbox.push(queued)
    return this.numbers
  }

  flush(): void {
    this.toldUnreachable = false
    this.ready()
  }

  /** The wire can take another write, or time went on. */
  ready(): void {
    const { clock, gate, self, to, wire } = this.options
    const state = wire.state()
    const paused = clock.rate === 0
    if (gate.rule(self, to).cut) return this.drain()
    if (paused)
      for (const queued of [...this.line.items(), ...this.outbox.items()]) this.report.waits(queued, 'pause')
    if (state === 'down') return this.dropWaiting()
    if (state !== 'open') return
    const ready = [...this.released.splice(0), ...(paused ? [] : this.throughGate(this.outbox.take()))]
    this.rearm()
    if (ready.length === 0) return
    this.tally.wrote(ready)
    wire.write(ready)
  }

  /** An attempt to connect failed, or the connection is gone. What the gate holds survives that. */
  lost(): void {
    this.dropWaiting()
  }

  setRule(rule: LinkRule): void {
    const { clock, gate, self, to, wire } = this.options
    const wasHeld = gate.rule(self, to).hold
    gate.setRule(self, to, rule)
    wire.setCut(rule.cut)
    if (rule.cut) {
      const waiting = [
        ...this.takeLine(this.line.clear()),
        ...this.held.takeAll(),
        ...this.released.splice(0),
      ]
      for (const queued of waiting) this.drop(queued, 'cut')
    } else this.line.shorten(rule.delayMs + rule.jitterMs, clock.now())
    if (wasHeld && !rule.hold) this.letGo(this.held.takeOfLink())
    this.ready()
  }

  /** To one frame that waits: held by hand, delayed by a rule, or kept by a pause. */
  touch(number: number, deed: FrameDeed): Result<null, string> {
    if (deed === 'hold' && this.held.find(number) !== null) return err('it is held already')
    if (deed === 'duplicate') return this.double(number)
    const queued = this.held.take(number) ?? this.pick(number)
    if (queued === null) return err(NOT_HERE)
    if (deed === 'hold') this.keep(queued, true)
    else if (deed === 'release') this.letGo([queued])
    else this.drop(queued, 'byHand')
    this.ready()
    return ok(null)
  }

  /** Everything that was held by hand goes, in the order it came. */
  release(): void {
    this.letGo(this.held.takeAll())
    this.ready()
  }

  retellHeld(): void {
    this.report.forget()
    for (const queued of this.held.items()) this.report.waits(queued, 'hold')
    this.ready()
  }

  clockChanged(): void {
    if (this.options.clock.rate > 0) this.report.pauseEnded()
    this.rearm()
    this.ready()
  }

  close(): void {
    this.cancelTimer?.()
    this.cancelTimer = null
  }

  status(): LinkStatus {
    const { gate, self, to, wire } = this.options
    const held = this.outbox.frames + this.line.size + this.held.size + this.released.length
    return { to, state: wire.linkState(), rule: gate.rule(self, to), held, ...this.tally.counters() }
  }

  private throughGate(frames: readonly Queued[]): Queued[] {
    const { gate, self, to, clock } = this.options
    const ready: Queued[] = []
    for (const queued of frames) {
      const plan = gate.plan(self, to)
      if (plan === DELIVER_NOW && this.line.size === 0) ready.push(queued)
      else this.follow(plan, queued)
    }
    if (this.line.size > 0) ready.push(...this.takeLine(this.line.takeDue(clock.now())))
    return ready
  }

  private follow(plan: Plan, queued: Queued): void {
    if (!plan.deliver) return plan.why === 'hold' ? this.keep(queued, false) : this.drop(queued, plan.why)
    const now = this.options.clock.now()
    if (plan.copies.length > 1) this.tally.duplicated += 1
    if (plan.copies[0].delayMs > 0) this.tally.delayed += 1
    for (const copy of plan.copies) {
      this.line.push(queued, copy, now)
      this.lineBytes += queued.bytes
    }
  }

  private keep(queued: Queued, single: boolean): void {
    if (this.held.push(queued, single)) this.report.waits(queued, 'hold')
    else this.drop(queued, 'overflow')
  }

  private letGo(queued: readonly Queued[]): void {
    this.report.left(queued)
    this.released.push(...queued)
  }

  /** Out of its lane or its delay. It takes its draws as if it had gone through the gate. */
  private pick(number: number): Queued | null {
    const delayed = this.line.take((queued) => queued.number === number)
    if (delayed !== null) this.lineBytes -= delayed.bytes
    if (delayed !== null) return delayed
    const queued = this.outbox.pick(number)
    if (queued !== null) this.options.gate.plan(this.options.self, this.options.to)
    return queued
  }

  /** One copy goes, with the same number; the other waits on. */
  private double(number: number): Result<null, string> {
    const waiting = [...this.held.items(), ...this.line.items(), ...this.outbox.items()]
    const queued = waiting.find((one) => one.number === number)
    if (queued === undefined) return err(NOT_HERE)
    this.tally.duplicated += 1
    this.released.push(queued)
    this.ready()
    return ok(null)
  }

  private takeLine(taken: Queued[]): Queued[] {
    for (const { bytes } of taken) this.lineBytes -= bytes
    return taken
  }

  /** A cut link swallows everything, and every frame still takes its draws. */
  private drain(): void {
    for (const queued of this.outbox.clear())
      this.follow(this.options.gate.plan(this.options.self, this.options.to), queued)
  }

  private dropWaiting(): void {
    const gone = this.released.splice(0)
    if (this.options.clock.rate > 0)
      gone.push(...this.takeLine(this.line.takeDue(this.options.clock.now())), ...this.outbox.clear())
    for (const queued of gone) this.drop(queued, 'noConnection')
    this.rearm()
  }

  private drop(queued: Queued, dropped: DropReason): void {
    const { to, events } = this.options
    const { frame, number, bytes, sentAt } = queued
    this.tally.dropped[dropped] += 1
    this.report.left([queued])
    const { kind, group, info = {} } = frame
    events.onLost({ to, number, kind, group, bytes, sentAt, dropped, info })
    // Lost by dice or by hand looks like a slow link to Raft; everything else means: this peer is not reached.
    if (dropped === 'loss' || dropped === 'byHand' || this.toldUnreachable) return
    this.toldUnreachable = true
    events.onUnreachable(to)
  }

  private rearm(): void {
    this.cancelTimer?.()
    const due = this.line.nextDue()
    this.cancelTimer = due === null ? null : this.options.clock.at(due, () => this.ready())
  }
}
