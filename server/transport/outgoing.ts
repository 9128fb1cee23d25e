// The sending side of one directed link: lanes, then the fault gate, then the wire. The same for real
// sockets and for the memory twin; only the wire differs.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { DropReason, LinkState } from '../../shared/trace-facts.ts'
import type { LinkStatus, OutgoingFrame, TransportEvents } from './port.ts'
import type { ClusterTime } from './cluster-time.ts'
import type { Gate, Plan } from './gate.ts'
import type { Queued } from './outbox.ts'
import { bodyBytes, HEADER_BYTES } from './frame.ts'
import { DelayLine } from './delay-line.ts'
import { DELIVER_NOW } from './gate.ts'
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
  readonly events: Pick<TransportEvents, 'onLost' | 'onUnreachable'>
}

export class Outgoing {
  private readonly options: LinkOptions
  private readonly outbox = new Outbox()
  private readonly line = new DelayLine<Queued>()
  private lineBytes = 0
  private cancelTimer: (() => void) | null = null
  private numbers = 0
  private toldUnreachable = false
  readonly tally = new LinkTally()

  constructor(options: LinkOptions) {
    this.options = options
  }

  send(frame: OutgoingFrame): number {
    this.numbers += 1
    const bytes = HEADER_BYTES + bodyBytes(frame.body)
    const queued = { frame, number: this.numbers, sentAt: this.options.now(), bytes }
    if (this.outbox.bytes + this.lineBytes + bytes > MAX_OUTBOX_BYTES) this.drop(queued, 'overflow')
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
    if (clock.rate === 0) return
    const state = wire.state()
    if (gate.rule(self, to).cut) return this.drain()
    if (state === 'down') return this.dropWaiting()
    if (state !== 'open') return
    const ready = this.throughGate(this.outbox.take())
    this.rearm()
    if (ready.length === 0) return
    this.tally.wrote(ready)
    wire.write(ready)
  }

  /** An attempt to connect failed, or the connection is gone. What the gate holds survives that. */
  lost(): void {
    if (this.options.clock.rate > 0) this.dropWaiting()
  }

  setRule(rule: LinkRule): void {
    const { clock, gate, self, to, wire } = this.options
    gate.setRule(self, to, rule)
    wire.setCut(rule.cut)
    if (rule.cut) {
      for (const queued of this.takeLine(this.line.clear())) this.drop(queued, 'cut')
    } else this.line.shorten(rule.delayMs + rule.jitterMs, clock.now())
    this.ready()
  }

  clockChanged(): void {
    this.rearm()
    this.ready()
  }

  close(): void {
    this.cancelTimer?.()
    this.cancelTimer = null
  }

  status(): LinkStatus {
    const { gate, self, to, wire } = this.options
    const held = this.outbox.frames + this.line.size
    return { to, state: wire.linkState(), rule: gate.rule(self, to), held, ...this.tally.counters() }
  }

  private throughGate(frames: readonly Queued[]): Queued[] {
    const { gate, self, to, clock } = this.options
    const ready: Queued[] = []
    for (const queued of frames) {
      const plan = gate.plan(self, to)
      if (plan === DELIVER_NOW && this.line.size === 0) ready.push(queued)
      else this.hold(queued, plan)
    }
    if (this.line.size > 0) ready.push(...this.takeLine(this.line.takeDue(clock.now())))
    return ready
  }

  private hold(queued: Queued, plan: Plan): void {
    if (!plan.deliver) return this.drop(queued, plan.why)
    const now = this.options.clock.now()
    if (plan.copies.length > 1) this.tally.duplicated += 1
    if (plan.copies[0].delayMs > 0) this.tally.delayed += 1
    for (const copy of plan.copies) {
      this.line.push(queued, copy, now)
      this.lineBytes += queued.bytes
    }
  }

  private takeLine(taken: Queued[]): Queued[] {
    for (const { bytes } of taken) this.lineBytes -= bytes
    return taken
  }

  /** A cut link swallows everything, and every frame still takes its draws. */
  private drain(): void {
    for (const queued of this.outbox.clear())
      this.hold(queued, this.options.gate.plan(this.options.self, this.options.to))
  }

  private dropWaiting(): void {
    const due = this.takeLine(this.line.takeDue(this.options.clock.now()))
    for (const queued of [...due, ...this.outbox.clear()]) this.drop(queued, 'noConnection')
    this.rearm()
  }

  private drop(queued: Queued, dropped: DropReason): void {
    const { to, events } = this.options
    const { frame, number, bytes, sentAt } = queued
    this.tally.dropped[dropped] += 1
    const { kind, group, info = {} } = frame
    events.onLost({ to, number, kind, group, bytes, sentAt, dropped, info })
    // Lost by dice looks like a slow link to Raft; everything else means: this peer is not reached.
    if (dropped === 'loss' || this.toldUnreachable) return
    this.toldUnreachable = true
    events.onUnreachable(to)
  }

  private rearm(): void {
    this.cancelTimer?.()
    const due = this.line.nextDue()
    this.cancelTimer = due === null ? null : this.options.clock.at(due, () => this.ready())
  }
}
