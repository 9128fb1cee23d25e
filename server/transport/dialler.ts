// The connection that this node dialled to one peer, and the only one it sends on: two one-way
// connections per pair make a one-way cut a real thing, and leave no question which of two to keep.

import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { LinkState } from '../../shared/trace-facts.ts'
import type { Queued } from './outbox.ts'
import type { Backoff } from './backoff.ts'
import type { Wire } from './outgoing.ts'
import type { Timers } from './timers.ts'
import { assert, unreachable } from '../../shared/assert.ts'
import { writeFrame } from './frame.ts'
import { FrameDecoder } from './frame-decoder.ts'
import { readWelcome } from './hello.ts'

/** A frozen process takes connections and says nothing: the kernel answers for it. */
const HANDSHAKE_MS = 2_000
/** Real time. A socket that took nothing for so long is worth less than a new one. */
const STUCK_AFTER_MS = 5_000

export interface DiallerOptions {
  readonly timers: Timers
  readonly backoff: Backoff
  /** The bytes of the hello of this dial. */
  readonly hello: (epoch: number) => Buffer
  readonly onState: (state: LinkState, detail: string) => void
  /** The next write may follow. */
  readonly onReady: () => void
  /** Whatever waits has nowhere to go. */
  readonly onLost: () => void
}

export interface Address {
  readonly host: string
  readonly port: number
}

type Phase =
  /** Nobody said where the peer listens, or this node itself does not listen yet. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'dialling'; readonly socket: Socket; readonly cancel: () => void }
  | { readonly kind: 'up'; readonly socket: Socket }
  | { readonly kind: 'waiting'; readonly cancel: () => void }
  | { readonly kind: 'cut' }
  | { readonly kind: 'closed' }

export class Dialler implements Wire {
  private readonly options: DiallerOptions
  private phase: Phase = { kind: 'idle' }
  private address: Address | null = null
  private epoch = 0
  private reported: LinkState = 'gone'
  private reportedDetail = ''
  private cancelStuck: (() => void) | null = null

  constructor(options: DiallerOptions) {
    this.options = options
  }

  /** A new place, or a sign of life from the peer: worth an attempt at once. */
  dialNow(address: Address): void {
    const moved = address.host !== this.address?.host || address.port !== this.address.port
    this.address = address
    const { phase } = this
    if (phase.kind === 'cut' || phase.kind === 'closed') return
    if (!moved && (phase.kind === 'up' || phase.kind === 'dialling')) return
    this.leave()
    this.begin(address)
  }

  state(): 'open' | 'busy' | 'pending' | 'down' {
    const { phase } = this
    switch (phase.kind) {
      case 'up':
        return phase.socket.writableLength > 0 ? 'busy' : 'open'
      case 'dialling':
        return 'pending'
      case 'idle':
      case 'waiting':
      case 'cut':
      case 'closed':
        return 'down'
      default:
        return unreachable(phase)
    }
  }

  linkState(): LinkState {
    return this.reported
  }

  write(frames: readonly Queued[]): void {
    const { phase } = this
    assert(phase.kind === 'up', 'only an open wire is written to')
    const { socket } = phase
    socket.write(this.encode(frames), () => {
      if (this.phase !== phase || socket.writableLength > 0) return
      this.cancelStuck?.()
      this.cancelStuck = null
      this.options.onReady()
    })
    if (socket.writableLength === 0) return
    this.cancelStuck?.()
    this.cancelStuck = this.options.timers.setTimer(STUCK_AFTER_MS, () => this.fail('takes no more bytes'))
  }

  setCut(cut: boolean): void {
    if (this.phase.kind === 'closed' || cut === (this.phase.kind === 'cut')) return
    this.leave()
    if (cut) {
      this.phase = { kind: 'cut' }
      this.report('cut', 'cut by a fault')
    } else {
      this.report('gone', 'not dialled yet')
      if (this.address !== null) this.begin(this.address)
    }
  }

  close(): void {
    this.leave()
    this.phase = { kind: 'closed' }
  }

  private begin(address: Address): void {
    this.options.backoff.reset()
    this.report('connecting', `dialling ${address.host}:${address.port}`)
    this.dial(address)
  }

  /** Not reported: a peer that is down is `gone`, however often it is dialled. */
  private dial(address: Address): void {
    this.epoch += 1
    const socket = connect({ host: address.host, port: address.port, noDelay: true })
    const cancel = this.options.timers.setTimer(HANDSHAKE_MS, () => this.fail('does not answer'))
    const phase: Phase = { kind: 'dialling', socket, cancel }
    this.phase = phase
    const decoder = new FrameDecoder()
    let why = 'closed the connection'
    socket.write(this.options.hello(this.epoch))
    socket.on('error', (error) => (why = error.message))
    socket.on('data', (chunk) => this.heard(socket, decoder.push(chunk)))
    socket.on('close', () => {
      if (this.socket() === socket) this.fail(why)
    })
  }

  /** Exactly one frame comes back on a dialled connection; anything more is a fault of the other side. */
  private heard(socket: Socket, { frames, fault }: ReturnType<FrameDecoder['push']>): void {
    if (this.socket() !== socket) return
    const { phase } = this
    const [answer, ...more] = frames
    if (fault !== null) return this.fail(`sent a damaged frame (${fault})`)
    if (answer === undefined) return
    if (phase.kind !== 'dialling' || more.length > 0) return this.fail('sent frames on a one-way connection')
    const welcome = readWelcome(answer)
    if (!welcome.ok) return this.fail(welcome.error)
    phase.cancel()
    this.phase = { kind: 'up', socket }
    this.options.backoff.reset()
    this.report('up', 'connected')
    this.options.onReady()
  }

  private fail(why: string): void {
    this.leave()
    const waitMs = this.options.backoff.next()
    const cancel = this.options.timers.setTimer(waitMs, () => {
      if (this.address !== null) this.dial(this.address)
    })
    this.phase = { kind: 'waiting', cancel }
    this.report('gone', why)
    this.options.onLost()
  }

  /** Ends whatever the phase holds; the caller sets the next one. */
  private leave(): void {
    const { phase } = this
    this.phase = { kind: 'idle' }
    this.cancelStuck?.()
    this.cancelStuck = null
    if (phase.kind === 'dialling' || phase.kind === 'waiting') phase.cancel()
    if (phase.kind === 'dialling' || phase.kind === 'up') phase.socket.destroy()
  }

  private socket(): Socket | null {
    return this.phase.kind === 'dialling' || this.phase.kind === 'up' ? this.phase.socket : null
  }

  private report(state: LinkState, detail: string): void {
    if (state === this.reported && detail === this.reportedDetail) return
    this.reported = state
    this.reportedDetail = detail
    this.options.onState(state, detail)
  }

  /** One buffer for one write: small frames cost a copy, and no list of parts for the kernel. */
  private encode(frames: readonly Queued[]): Buffer {
    let bytes = 0
    for (const queued of frames) bytes += queued.bytes
    const target = Buffer.allocUnsafe(bytes)
    let at = 0
    for (const { frame, number, sentAt } of frames) {
      const { kind, group, from, to, body } = frame
      at = writeFrame(target, at, { kind, group, from, to, epoch: this.epoch, number, sentAt }, body)
    }
    return target
  }
}
