// All outgoing links of one node: what the real transport and the memory twin have in common.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Wire } from './outgoing.ts'
import type { FrameDeed, LinkStatus, OutgoingFrame, TransportOptions } from './port.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { err } from '../../shared/result.ts'
import { ClusterTime } from './cluster-time.ts'
import { Gate } from './gate.ts'
import { Outgoing } from './outgoing.ts'

export interface Peer<W extends Wire> {
  readonly link: Outgoing
  readonly wire: W
}

export class Outbound<W extends Wire> {
  private readonly options: TransportOptions
  private readonly makeWire: (to: NodeId) => W
  private readonly peers = new Map<NodeId, Peer<W>>()
  /** Whoever names one of them knows less than we do. */
  private readonly forgotten = new Set<NodeId>()
  private readonly gate: Gate
  private readonly clock: ClusterTime

  constructor(options: TransportOptions, makeWire: (to: NodeId) => W) {
    this.options = options
    this.makeWire = makeWire
    this.gate = new Gate(options.seed)
    this.clock = new ClusterTime(options.timers)
  }

  peer(to: NodeId): Peer<W> {
    const known = this.peers.get(to)
    if (known !== undefined) return known
    const { node: self, timers, events } = this.options
    const wire = this.makeWire(to)
    const link = new Outgoing({
      self,
      to,
      wire,
      events,
      gate: this.gate,
      clock: this.clock,
      now: () => timers.now(),
    })
    const peer = { link, wire }
    this.peers.set(to, peer)
    return peer
  }

  /** The caller closes its wire. */
  forget(to: NodeId): W | undefined {
    const known = this.peers.get(to)
    known?.link.close()
    this.peers.delete(to)
    this.gate.setRule(this.options.node, to, NO_RULE)
    this.forgotten.add(to)
    return known?.wire
  }

  isForgotten(to: NodeId): boolean {
    return this.forgotten.has(to)
  }

  /** It has dialled this node: so there it is. */
  heardOf(to: NodeId): void {
    this.forgotten.delete(to)
  }

  send(to: NodeId, frame: OutgoingFrame): number {
    return this.peer(to).link.send(frame)
  }

  flush(): void {
    for (const { link } of this.peers.values()) link.flush()
  }

  setRule(to: NodeId, rule: LinkRule): void {
    this.peer(to).link.setRule(rule)
  }

  touch(to: NodeId, number: number, deed: FrameDeed): Result<null, string> {
    return this.peers.get(to)?.link.touch(number, deed) ?? err(`nothing was ever sent to ${to}`)
  }

  release(to: NodeId | null): void {
    for (const [node, { link }] of this.peers) if (to === null || node === to) link.release()
  }

  retellHeld(): void {
    for (const { link } of this.peers.values()) link.retellHeld()
  }

  setClock(epoch: number, rate: number): void {
    if (!this.clock.set(epoch, rate)) return
    for (const { link } of this.peers.values()) link.clockChanged()
  }

  links(): readonly LinkStatus[] {
    return [...this.peers.values()].map(({ link }) => link.status())
  }

  wires(): readonly W[] {
    return [...this.peers.values()].map(({ wire }) => wire)
  }

  close(): void {
    for (const { link } of this.peers.values()) link.close()
  }
}
