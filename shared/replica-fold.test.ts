import { describe, expect, it } from 'vitest'
import type { ClusterView, ReplicaView } from './cluster-view.ts'
import { EMPTY_VIEW } from './cluster-view.ts'
import { after } from './fold.fixture.ts'
import { facts, cellsFrom } from './invariants/stream.fixture.ts'
import type { NodeId } from './ids.ts'
import type { TraceBody, TraceBodyOf } from './trace.ts'

const replicaOf = (view: ClusterView, node: NodeId): ReplicaView | undefined =>
  view.groups['atm']?.replicas[node]

const NODES: readonly NodeId[] = ['atm-1', 'atm-2', 'atm-3']
const three = after(EMPTY_VIEW, ...NODES.map((node) => facts(node, { cells: cellsFrom(1, 1, 1, 1, 1) })))

const snapshot = (
  what: TraceBodyOf<'snapshot'>['what'],
  index: number,
  more: { readonly done?: number; readonly total?: number } = {},
): TraceBody => ({ kind: 'snapshot', node: 'atm-1', group: 'atm', term: 1, what, index, ...more })

const members = (
  node: NodeId,
  what: TraceBodyOf<'membership'>['what'],
  index: number,
  voters: readonly NodeId[],
  learners: readonly NodeId[] = [],
): TraceBody => ({ kind: 'membership', node, group: 'atm', what, index, voters, learners })

describe('snapshots in the view', () => {
  it('a snapshot alone takes no entry out of the log; compaction does', () => {
    const taken = after(three, snapshot('taken', 3))
    expect(replicaOf(taken, 'atm-1')).toMatchObject({ snapIndex: 3, firstIndex: 1 })
    expect(replicaOf(taken, 'atm-1')?.cells).toHaveLength(4)
    const compacted = replicaOf(after(taken, snapshot('compacted', 2)), 'atm-1')
    expect(compacted?.firstIndex).toBe(3)
    expect(compacted?.cells.map(({ index }) => index)).toEqual([3, 4])
  })

  it('shows pieces coming in, and an installed snapshot stands for everything up to its index', () => {
    const coming = after(three, snapshot('installing', 9, { done: 2, total: 5 }))
    expect(replicaOf(coming, 'atm-1')?.installing).toEqual({ done: 2, total: 5 })
    expect(replicaOf(after(coming, snapshot('installed', 9)), 'atm-1')).toMatchObject({
      installing: null,
      snapIndex: 9,
      firstIndex: 10,
      lastIndex: 9,
      commitIndex: 9,
      appliedIndex: 9,
      durableIndex: 9,
      cells: [],
    })
  })
})

describe('members in the view', () => {
  it('a configuration counts as soon as one replica goes by it, not when it is only proposed', () => {
    const proposed = after(three, members('atm-1', 'proposed', 5, NODES, ['atm-4']))
    expect(proposed.groups['atm']?.learners).toEqual([])
    const active = after(proposed, members('atm-1', 'active', 5, NODES, ['atm-4']))
    expect(active.groups['atm']).toMatchObject({ voters: NODES, learners: ['atm-4'] })
  })

  it('goes back only when no replica has the newer configuration any more', () => {
    const grown = [...NODES, 'atm-4']
    const two = after(three, members('atm-1', 'active', 5, grown), members('atm-2', 'active', 5, grown))
    const one = after(two, members('atm-1', 'rolledBack', 0, NODES))
    expect(one.groups['atm']?.voters).toEqual(grown)
    expect(after(one, members('atm-2', 'rolledBack', 0, NODES)).groups['atm']?.voters).toEqual(NODES)
  })

  it('a removed replica stays until its removal is committed', () => {
    const left = ['atm-1', 'atm-2']
    const active = after(three, members('atm-1', 'active', 5, left))
    expect(replicaOf(active, 'atm-3')).toMatchObject({ voter: false })
    const committed = after(active, members('atm-1', 'committed', 5, left))
    expect(Object.keys(committed.groups['atm']?.replicas ?? {})).toEqual(left)
  })
})
