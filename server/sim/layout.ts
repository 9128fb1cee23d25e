// Who is there at first: the nodes, the groups, and which replica of which group begins on which node. Drawn
// once per run. What becomes of it: roster.ts.

import { ATM_GROUP, FIRST_PARTITION_GROUP } from '../../shared/ids.ts'
import type { GroupId, GroupName, NodeId, ReplicaId } from '../../shared/ids.ts'
import type { Random } from '../../shared/random.ts'
import { assert } from '../../shared/assert.ts'
import type { Config } from '../raft/types.ts'

export type MachineKind = 'bank' | 'partition'

export interface Member {
  readonly replica: ReplicaId
  /** Place of the node in `Layout.nodes`. */
  readonly node: number
}

export interface GroupLayout {
  readonly group: GroupId
  readonly name: GroupName
  readonly kind: MachineKind
  readonly members: readonly Member[]
  readonly conf: Config
}

export interface Layout {
  readonly nodes: readonly NodeId[]
  readonly groups: readonly GroupLayout[]
}

/** Replica ids are unique over all groups: a message for another group's replica must never fit by chance. */
const REPLICAS_PER_GROUP = 1_000

/** The first group is the bank, the others are partitions. `sizes` says how many nodes carry each. */
export function createLayout(nodeCount: number, sizes: readonly number[], random: Random): Layout {
  const nodes = Array.from({ length: nodeCount }, (_, at) => `broker-${at + 1}`)
  const groups = sizes.map((size, at) => groupOf(at, pickNodes(nodeCount, size, random)))
  return { nodes, groups }
}

function groupOf(at: number, nodes: readonly number[]): GroupLayout {
  const isBank = at === 0
  const group = isBank ? ATM_GROUP : FIRST_PARTITION_GROUP + at - 1
  const members = nodes.map((node) => ({ replica: group * REPLICAS_PER_GROUP + node + 1, node }))
  const voters = members.map(({ replica }) => replica)
  return {
    group,
    name: isBank ? 'atm' : `orders/${at - 1}`,
    kind: isBank ? 'bank' : 'partition',
    members,
    conf: { voters, outgoing: [], learners: [] },
  }
}

/** Any `size` of them, in rising order. */
function pickNodes(count: number, size: number, random: Random): number[] {
  assert(size >= 1 && size <= count, () => `${size} replicas on ${count} nodes`)
  const left = Array.from({ length: count }, (_, at) => at)
  const picked: number[] = []
  while (picked.length < size) picked.push(...left.splice(random.int(0, left.length - 1), 1))
  return picked.sort((a, b) => a - b)
}

export function nodeId(layout: Layout, node: number): NodeId {
  const id = layout.nodes[node]
  assert(id !== undefined, () => `there is no node ${node}`)
  return id
}

export const majority = (count: number): number => Math.floor(count / 2) + 1
