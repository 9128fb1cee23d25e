// The air between memory transports: writes travel when they are told to, in an order that only the
// calls decide.

import type { NodeId } from '../../shared/ids.ts'
import type { TransportOptions } from './port.ts'
import { assert } from '../../shared/assert.ts'
import { FrameDecoder } from './frame-decoder.ts'

/** One direction between two stations. */
export interface Carrier {
  readonly from: NodeId
  readonly to: NodeId
  /** Grows with every connection; what an older one still carries never arrives. */
  readonly epoch: number
  /** A write has arrived: the next may follow. */
  landed(): void
  dial(): void
  hangUp(why: string): void
}

/** One transport that listens. */
export interface Station {
  readonly options: TransportOptions
  readonly port: number
  readonly wireTo: (node: NodeId) => Carrier
  /** As a hello does: it is dialled back. */
  readonly dialledBy: (node: NodeId) => void
  readonly tally: (from: NodeId, bytes: number) => void
}

interface Flight {
  readonly bytes: Buffer
  readonly carrier: Carrier
  readonly epoch: number
}

export class MemoryNetwork {
  private readonly stations = new Map<NodeId, Station>()
  private readonly flights: Flight[] = []

  /** Lets the oldest write arrive. False: nothing is on its way. */
  deliverOne(): boolean {
    const flight = this.flights.shift()
    if (flight === undefined) return false
    const { carrier, epoch, bytes } = flight
    if (carrier.epoch === epoch) this.arrive(carrier, bytes)
    return true
  }

  /** Everything that is on its way, and what its arrival sends. */
  deliver(): number {
    let count = 0
    while (this.deliverOne()) count += 1
    return count
  }

  launch(carrier: Carrier, bytes: Buffer): void {
    this.flights.push({ carrier, epoch: carrier.epoch, bytes })
  }

  station(node: NodeId): Station | null {
    return this.stations.get(node) ?? null
  }

  /** False: somebody else has that port. */
  enter(station: Station): boolean {
    if (this.isTaken(station.port)) return false
    this.stations.set(station.options.node, station)
    return true
  }

  leave(station: Station): void {
    if (this.stations.get(station.options.node) !== station) return
    this.stations.delete(station.options.node)
    for (const other of this.stations.values()) {
      other.wireTo(station.options.node).hangUp('closed the connection')
    }
  }

  freePort(): number {
    let port = 1
    while (this.isTaken(port)) port += 1
    return port
  }

  private isTaken(port: number): boolean {
    return [...this.stations.values()].some((station) => station.port === port)
  }

  private arrive(carrier: Carrier, bytes: Buffer): void {
    const { frames, fault } = new FrameDecoder().push(bytes)
    assert(fault === null, 'the twin carries what was encoded')
    for (const frame of frames) {
      const station = this.station(carrier.to)
      // A frame before may have closed this connection; what it carried behind is lost with it.
      if (station === null || carrier.epoch !== frame.epoch) return
      station.tally(carrier.from, frame.bytes)
      const receivedAt = station.options.timers.now()
      station.options.events.onFrame(carrier.from, { ...frame, receivedAt })
    }
    carrier.landed()
  }
}
