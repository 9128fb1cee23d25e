// The transport without sockets: same lanes, same gate, same frames as bytes, on a network that delivers
// when it is told to. For tests of whatever sits above.

import type { LinkState } from '../../shared/trace-facts.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Carrier, MemoryNetwork, Station } from './memory-network.ts'
import type { Transport, TransportOptions } from './port.ts'
import type { Queued } from './outbox.ts'
import type { Outgoing, Wire } from './outgoing.ts'
import { err, ok } from '../../shared/result.ts'
import { encodeFrame } from './frame.ts'
import { Outbound } from './outbound.ts'

const REDIAL_MS = 50

/** A connection is there whenever both ends are, they agree on the cluster, and no cut is in force. */
class MemoryWire implements Wire, Carrier {
  readonly from: NodeId
  readonly to: NodeId
  private readonly network: MemoryNetwork
  private readonly options: TransportOptions
  private readonly link: () => Outgoing
  private reported: LinkState = 'gone'
  private reportedDetail = ''
  private cancelRedial: (() => void) | null = null
  epoch = 0

  constructor(network: MemoryNetwork, options: TransportOptions, to: NodeId, link: () => Outgoing) {
    this.network = network
    this.options = options
    this.from = options.node
    this.to = to
    this.link = link
  }

  state(): 'open' | 'down' {
    return this.reported === 'up' ? 'open' : 'down'
  }

  linkState(): LinkState {
    return this.reported
  }

  write(frames: readonly Queued[]): void {
    const parts = frames.map(({ frame, number, sentAt }) => {
      const { kind, group, from, to, body } = frame
      return encodeFrame({ kind, group, from, to, epoch: this.epoch, number, sentAt }, body)
    })
    this.network.launch(this, Buffer.concat(parts))
  }

  landed(): void {
    if (this.reported === 'up') this.link().ready()
  }

  dial(): void {
    if (this.reported === 'cut' || this.reported === 'up') return
    this.close()
    const station = this.network.station(this.to)
    if (station?.options.cluster !== this.options.cluster) {
      this.cancelRedial = this.options.timers.setTimer(REDIAL_MS, () => this.dial())
      return this.report('gone', station === null ? 'nobody listens' : 'refused: wrong cluster')
    }
    this.report('up', 'connected')
    station.dialledBy(this.from)
    this.link().ready()
  }

  hangUp(why: string): void {
    if (this.reported !== 'up') return
    this.close()
    this.report('gone', why)
    this.cancelRedial = this.options.timers.setTimer(REDIAL_MS, () => this.dial())
    this.link().lost()
  }

  setCut(cut: boolean): void {
    if (cut === (this.reported === 'cut')) return
    this.close()
    this.report(cut ? 'cut' : 'gone', cut ? 'cut by a fault' : 'not dialled yet')
    if (!cut) this.dial()
  }

  /** What is on its way is lost; nothing is dialled by itself any more. */
  close(): void {
    this.epoch += 1
    this.cancelRedial?.()
    this.cancelRedial = null
  }

  private report(state: LinkState, detail: string): void {
    if (state === this.reported && detail === this.reportedDetail) return
    this.reported = state
    this.reportedDetail = detail
    this.options.events.onLink(this.to, state, detail)
  }
}

export function createMemoryTransport(network: MemoryNetwork, options: TransportOptions): Transport {
  const outbound: Outbound<MemoryWire> = new Outbound(
    options,
    (to) => new MemoryWire(network, options, to, () => outbound.peer(to).link),
  )
  const wireTo = (node: NodeId): MemoryWire => outbound.peer(node).wire
  const station: Station = {
    options,
    wireTo,
    dialledBy(from) {
      outbound.heardOf(from)
      wireTo(from).dial()
    },
    port: options.port === 0 ? network.freePort() : options.port,
    tally: (from, bytes) => outbound.peer(from).link.tally.received(bytes),
  }
  const named = new Set<NodeId>()
  const dialAll = (): void => {
    if (network.station(options.node) !== station) return
    for (const to of named) if (to !== options.node && !outbound.isForgotten(to)) wireTo(to).dial()
  }
  return {
    async listen() {
      if (!network.enter(station))
        return err({ code: 'port-taken', message: `port ${station.port} is taken` })
      dialAll()
      return ok({ port: station.port })
    },
    setPeers(peers) {
      for (const { node } of peers) named.add(node)
      dialAll()
    },
    forget: (to) => outbound.forget(to)?.close(),
    send: (to, frame) => outbound.send(to, frame),
    flush: () => outbound.flush(),
    setRule: (to, rule) => outbound.setRule(to, rule),
    touch: (to, number, deed) => outbound.touch(to, number, deed),
    release: (to) => outbound.release(to),
    retellHeld: () => outbound.retellHeld(),
    setClock: (epoch, rate) => outbound.setClock(epoch, rate),
    reject: (from) => network.station(from)?.wireTo(options.node).hangUp('closed the connection'),
    links: () => outbound.links(),
    async close() {
      outbound.close()
      for (const wire of outbound.wires()) wire.close()
      network.leave(station)
    },
  }
}
