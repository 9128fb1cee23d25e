// What the transport tells the host, brought to the parts it concerns. It tells nothing before all of them exist,
// so they are asked for only then.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Input } from '../raft/types.ts'
import type { IncomingFrame, Transport, TransportEvents } from '../transport/port.ts'
import type { Calls } from './calls.ts'
import type { ClusterClock } from './clock.ts'
import { frameId, heldRpc } from './frame-trace.ts'
import type { Life } from './life.ts'
import type { Links } from './links.ts'
import type { Replica } from './replica.ts'
import type { Runner } from './runner.ts'
import type { Tracing } from './tracing.ts'

export interface NetworkParts {
  readonly node: NodeId
  readonly clock: ClusterClock
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly life: Life
  readonly links: Links
  readonly runner: Runner
  readonly tracing: Tracing
  readonly calls: Calls
  readonly inbox: (from: NodeId, frame: IncomingFrame) => void
  readonly put: (group: GroupId, input: Input, cause: string | null) => void
}

export const networkEvents = (parts: () => NetworkParts): TransportEvents => ({
  onFrame(from, frame) {
    const { life, links, inbox, runner } = parts()
    if (!life.open) return
    links.heard(from)
    inbox(from, frame)
    runner.wake()
  },
  onLink: (to, state) => parts().links.changed(to, state),
  onUnreachable(to) {
    const { replicas, put } = parts()
    for (const { group, nodes } of replicas.values())
      for (const [id, at] of nodes) if (at === to) put(group, { t: 'unreachable', to: id }, null)
  },
  onLost(frame) {
    const { tracing, calls } = parts()
    tracing.lost(frame)
    if (frame.kind === 'call') calls.onLost(frame.to, frame.number)
  },
  onHeld(frame) {
    const { node, clock, replicas, tracing } = parts()
    tracing.trace(heldRpc(node, frame, replicas.get(frame.group)?.name ?? null, clock.origin()), null)
  },
  onFreed(to, numbers) {
    const { node, tracing } = parts()
    const frames = numbers.map((number) => frameId(node, to, number))
    tracing.trace({ kind: 'freed', from: node, to, frames }, null)
  },
})

interface Retold extends Pick<NetworkParts, 'node' | 'replicas' | 'life' | 'links' | 'tracing'> {
  readonly transport: Transport
}

/** Whatever a viewer must know, anew. Frames that wait are told after all are taken back: no stale one stays. */
export function retellAll({ node, replicas, life, links, tracing, transport }: Retold): void {
  for (const replica of replicas.values()) tracing.facts(replica)
  links.retell()
  for (const { to } of transport.links()) tracing.trace({ kind: 'freed', from: node, to, frames: null }, null)
  transport.retellHeld()
  life.retellRole()
}
