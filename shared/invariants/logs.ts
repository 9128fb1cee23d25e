// What every replica said its log holds, the newest entries only. The checks of logs share it. A replica is
// unknown from the moment something of it was lost until it tells its facts anew.

import type { GroupId, GroupName, LogIndex, NodeId, Term } from '../ids.ts'
import type { LogCell, ReplicaRole } from '../trace-facts.ts'
import type { TraceEvent, TraceEventOf } from '../trace.ts'
import { Recent } from './recent.ts'

/** Entries remembered per replica and group: far more than one event carries. */
export const WINDOW = 512

export interface ReplicaLog {
  role: ReplicaRole
  term: Term
  last: LogIndex
  commit: LogIndex
  readonly cells: Recent<LogIndex, LogCell>
}

/** From here on nothing of this node is known until it is told anew. */
export const isGap = (event: TraceEvent): event is TraceEventOf<'lost'> | TraceEventOf<'process'> =>
  event.kind === 'lost' || (event.kind === 'process' && event.what === 'exited')

export class Logs {
  readonly #groups = new Map<
    GroupName,
    { readonly id: GroupId; readonly replicas: Map<NodeId, ReplicaLog> }
  >()

  replica(group: GroupName, node: NodeId): ReplicaLog | null {
    return this.#groups.get(group)?.replicas.get(node) ?? null
  }

  replicas(group: GroupName): Iterable<[NodeId, ReplicaLog]> {
    return this.#groups.get(group)?.replicas ?? []
  }

  /** A group of the same name may be another one: what is remembered goes by this. */
  idOf(group: GroupName): GroupId | null {
    return this.#groups.get(group)?.id ?? null
  }

  take(event: TraceEvent): void {
    if (isGap(event)) {
      for (const { replicas } of this.#groups.values()) replicas.delete(event.node)
      return
    }
    if (event.kind === 'replica') return this.#learn(event)
    if (!('group' in event) || event.group === undefined || !('node' in event)) return
    const replica = this.replica(event.group, event.node)
    if (replica !== null) change(replica, event)
  }

  #learn(event: TraceEventOf<'replica'>): void {
    const known = this.#groups.get(event.group)
    const replicas = known?.id === event.groupId ? known.replicas : new Map<NodeId, ReplicaLog>()
    const cells = new Recent<LogIndex, LogCell>(WINDOW)
    for (const cell of event.cells) cells.set(cell.index, cell)
    const { role, term, last, commit } = event
    replicas.set(event.node, { role, term, last, commit, cells })
    this.#groups.set(event.group, { id: event.groupId, replicas })
  }
}

function change(replica: ReplicaLog, event: TraceEvent): void {
  switch (event.kind) {
    case 'role':
      replica.role = event.role
      replica.term = event.term
      return
    case 'leader':
      // Told beside `role`, in either order.
      replica.role = 'leader'
      replica.term = event.term
      return
    case 'term':
      replica.term = event.term
      return
    case 'append': {
      const from = event.cut ?? event.from
      replica.cells.forget((index) => index >= from)
      for (const cell of event.cells) replica.cells.set(cell.index, cell)
      replica.last = event.to
      return
    }
    case 'commit':
      replica.commit = Math.max(replica.commit, event.to)
      return
    case 'snapshot':
      if (event.what !== 'installed') return
      // Whether the entries behind it stayed is not told (Raft section 7): none of them is relied on.
      replica.cells.forget(() => true)
      replica.last = Math.max(replica.last, event.index)
      replica.commit = Math.max(replica.commit, event.index)
      return
    default:
      return
  }
}
