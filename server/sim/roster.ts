// Which replica of which group lives on which node, as it changes. Replica ids are never used twice, so that a
// message for one that is gone can never be taken for its successor's (B27, B61).

import type { GroupId, NodeId, ReplicaId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import type { Config } from '../raft/types.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import { nodeId } from './layout.ts'
import type { GroupLayout, Layout, Member } from './layout.ts'

/** A replica and the configuration it was born into. */
export interface Placed extends Member {
  readonly layout: GroupLayout
  readonly conf: Config
}

export class Roster {
  readonly #layout: Layout
  readonly #all = new Map<ReplicaId, Placed>()
  readonly #closed = new Set<ReplicaId>()
  readonly #recalled = new Set<ReplicaId>()

  constructor(layout: Layout) {
    this.#layout = layout
    for (const group of layout.groups)
      for (const member of group.members)
        this.#all.set(member.replica, { ...member, layout: group, conf: group.conf })
  }

  /** Replicas that are not closed, members of the configuration or not. */
  here(group: GroupId): readonly Placed[] {
    return [...this.#all.values()].filter(
      ({ layout, replica }) => layout.group === group && !this.#closed.has(replica),
    )
  }

  on(node: number): readonly Placed[] {
    return [...this.#all.values()].filter((one) => one.node === node && !this.#closed.has(one.replica))
  }

  /** Of any replica that ever was. */
  of(replica: ReplicaId): Placed {
    const placed = this.#all.get(replica)
    assert(placed !== undefined, () => `there was never a replica ${replica}`)
    return placed
  }

  isClosed(replica: ReplicaId): boolean {
    return this.#closed.has(replica)
  }

  /** A fresh replica; whoever asks for it makes it known to its node. */
  place(layout: GroupLayout, node: number, conf: Config): Placed {
    assert(!this.here(layout.group).some((one) => one.node === node), 'one replica of a group on a node')
    const others = [...this.#all.values()].filter((one) => one.layout.group === layout.group)
    const replica = Math.max(...others.map((one) => one.replica)) + 1
    const placed = { replica, node, layout, conf }
    this.#all.set(replica, placed)
    return placed
  }

  /** Breaks the rule that no id comes back, for the story that shows what else stands in the way. */
  reuse(replica: ReplicaId, conf: Config): Placed {
    assert(this.#closed.delete(replica), () => `replica ${replica} was never closed`)
    const placed = { ...this.of(replica), conf }
    this.#all.set(replica, placed)
    return placed
  }

  /** Somebody asked to have it back in its group; until that is decided it must not be closed. */
  recall(replica: ReplicaId): void {
    this.#recalled.add(replica)
  }

  decided(replica: ReplicaId): void {
    this.#recalled.delete(replica)
  }

  isRecalled(replica: ReplicaId): boolean {
    return this.#recalled.has(replica)
  }

  close(replica: ReplicaId): void {
    this.#closed.add(replica)
  }

  nodeId(replica: ReplicaId): NodeId {
    return nodeId(this.#layout, this.of(replica).node)
  }

  record({ layout, replica, conf }: Placed): ReplicaRecord {
    const known = new Set([...conf.voters, ...conf.learners, replica])
    return {
      group: layout.group,
      replica,
      name: layout.name,
      epoch: 0,
      conf,
      members: [...known].map((id) => ({ replica: id, node: this.nodeId(id) })),
    }
  }
}
