import { expect, it } from 'vitest'
import { EMPTY_VIEW } from './cluster-view.ts'
import { after } from './fold.fixture.ts'
import { GROUP, facts } from './invariants/stream.fixture.ts'
import { NO_RULE } from './link-rule.ts'
import type { NodeId } from './ids.ts'
import type { TraceBody } from './trace.ts'

const NODES: readonly NodeId[] = ['broker-1', 'broker-2', 'broker-3']

const process = (node: NodeId, what: 'ready' | 'removed'): TraceBody => ({
  kind: 'process',
  node,
  what,
  state: what === 'ready' ? 'running' : 'stopped',
  role: 'broker',
  pid: null,
  httpPort: 1,
  raftPort: 2,
  lastExit: null,
  starts: 1,
})
const link = (from: NodeId, to: NodeId): TraceBody => ({ kind: 'link', from, to, state: 'up', rule: NO_RULE })

it('a node that was removed leaves the picture with its links and its copies, and nobody else does', () => {
  const before = after(
    EMPTY_VIEW,
    ...NODES.map((node) => process(node, 'ready')),
    ...NODES.map((node) => facts(node)),
    ...NODES.map((node): TraceBody => ({ kind: 'stored', node, group: 'orders/0', applied: 4, last: 3 })),
    link('broker-1', 'broker-2'),
    link('broker-2', 'broker-1'),
    link('broker-1', 'broker-3'),
  )
  const view = after(before, process('broker-2', 'removed'))
  expect(Object.keys(view.nodes)).toEqual(['broker-1', 'broker-3'])
  expect(Object.values(view.links)).toMatchObject([{ from: 'broker-1', to: 'broker-3' }])
  expect(Object.keys(view.groups[GROUP]?.replicas ?? {})).toEqual(['broker-1', 'broker-3'])
  expect(view.stored['orders/0']).toEqual({ 'broker-1': 3, 'broker-3': 3 })
})
