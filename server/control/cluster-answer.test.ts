import { describe, expect, it } from 'vitest'
import type { TraceBody, TraceEvent } from '../../shared/trace.ts'
import type { NodeName } from './node-plan.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { roleOf } from '../../shared/ids.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { clusterAnswerSchema } from '../../shared/protocol/cluster-answer.ts'
import { clusterAnswer } from './cluster-answer.ts'
import { applyLinkFault, newLinkTable } from './links.ts'

const NODES: NodeName[] = [
  { id: 'atm-1', role: 'atm', ordinal: 1 },
  { id: 'atm-2', role: 'atm', ordinal: 2 },
]

const running = (node: string): TraceBody => ({
  kind: 'process',
  node,
  what: 'ready',
  state: 'running',
  role: roleOf(node),
  pid: 7,
  httpPort: 8431,
  raftPort: 8531,
  lastExit: null,
  starts: 1,
})
const replica = (node: string, role: 'leader' | 'follower'): TraceBody => ({
  kind: 'replica',
  node,
  group: 'atm',
  groupId: 2,
  replica: node === 'atm-1' ? 4 : 5,
  voters: ['atm-1', 'atm-2'],
  role,
  term: 3,
  vote: 'atm-1',
  leader: 'atm-1',
  last: 9,
  commit: node === 'atm-1' ? 9 : 8,
  applied: 8,
  durable: 9,
  cells: [],
})
const balances = (node: string, applied: number, alice: number): TraceBody => ({
  kind: 'balances',
  node,
  group: 'atm',
  applied,
  full: true,
  balances: { alice },
  totals: { deposited: 100, withdrawn: 0, held: 100 },
})

const viewOf = (...bodies: TraceBody[]) =>
  foldAll(
    EMPTY_VIEW,
    bodies.map((body, at): TraceEvent => ({ ...body, seq: at + 1, at, wallAt: at, cause: null })),
  )

const VIEW = viewOf(
  running('atm-1'),
  running('atm-2'),
  replica('atm-1', 'leader'),
  replica('atm-2', 'follower'),
  balances('atm-1', 8, 70),
  balances('atm-2', 6, 100),
  { kind: 'link', from: 'atm-1', to: 'atm-2', state: 'up', rule: NO_RULE },
  {
    kind: 'directory',
    node: 'manager-1',
    group: 'managers',
    version: 1,
    topics: [{ topic: 'orders', partitions: 2 }],
  },
  { kind: 'stored', node: 'broker-1', group: 'orders/0', applied: 4, last: 3 },
  { kind: 'stored', node: 'broker-2', group: 'orders/0', applied: 5, last: 4 },
  { kind: 'stored', node: 'broker-1', group: 'orders/1', applied: 2, last: 1 },
)
const LINKS = newLinkTable(NODES)
const answer = clusterAnswer(VIEW, LINKS, 'watch')

describe('GET /api/cluster', () => {
  it('fits the schema that everybody reads it with, whatever has not been reported yet', () => {
    for (const said of [answer, clusterAnswer(viewOf(running('atm-1')), LINKS, 'watch')])
      expect(said).toMatchObject(clusterAnswerSchema.parse(said))
  })

  it('names nodes by role and number, whenever they joined', () => {
    const view = viewOf(running('atm-1'), running('broker-10'), running('broker-9'), running('manager-1'))
    const { nodes } = clusterAnswerSchema.parse(clusterAnswer(view, LINKS, 'watch'))
    expect(nodes.map(({ id }) => id)).toEqual(['manager-1', 'broker-9', 'broker-10', 'atm-1'])
  })

  it('has nodes and groups with the fields that scripts rely on', () => {
    expect(answer).toMatchObject({ clock: { rate: 1 }, rights: 'watch' })
    expect(answer['nodes']).toEqual([
      {
        id: 'atm-1',
        role: 'atm',
        state: 'running',
        pid: 7,
        httpPort: 8431,
        raftPort: 8531,
        since: 0,
        lastExit: null,
        memory: null,
      },
      {
        id: 'atm-2',
        role: 'atm',
        state: 'running',
        pid: 7,
        httpPort: 8431,
        raftPort: 8531,
        since: 1,
        lastExit: null,
        memory: null,
      },
    ])
    expect(answer['groups']).toMatchObject([
      {
        id: 2,
        name: 'atm',
        kind: 'atm',
        leader: 'atm-1',
        term: 3,
        commitIndex: 9,
        replicas: [
          {
            node: 'atm-1',
            replicaId: 4,
            role: 'leader',
            term: 3,
            lastIndex: 9,
            commitIndex: 9,
            appliedIndex: 8,
            voter: true,
          },
          { node: 'atm-2', replicaId: 5, role: 'follower', commitIndex: 8 },
        ],
      },
    ])
  })

  it('has the balance of the newest copy and each copy beside it', () => {
    expect(answer['accounts']).toEqual([
      {
        account: 'alice',
        balance: 70,
        at: [
          { node: 'atm-1', balance: 70, appliedIndex: 8 },
          { node: 'atm-2', balance: 100, appliedIndex: 6 },
        ],
      },
    ])
  })

  it('counts the messages of a topic once, by its fullest copies', () => {
    expect(answer['topics']).toEqual([{ topic: 'orders', partitions: 2, messages: 5 }])
  })

  it('has every link with its rule as ordered and its state as reported', () => {
    const { table } = applyLinkFault(LINKS, { kind: 'cut', from: 'atm-2', to: 'atm-1', oneWay: true }, 1)
    expect(clusterAnswer(VIEW, table, 'drive')['links']).toEqual([
      { from: 'atm-1', to: 'atm-2', ...NO_RULE, held: 0, state: 'up' },
      { from: 'atm-2', to: 'atm-1', ...NO_RULE, cut: true, held: 0, state: 'cut' },
    ])
  })

  it('has every invariant: unchecked ones hold as far as anybody knows, broken ones name their evidence', () => {
    const found = { ok: false, checked: 4, evidence: 'two leaders', brokenAt: 3 }
    const view = { ...VIEW, invariants: { 'election-safety': found } }
    const all = clusterAnswer(view, LINKS, 'drive')['invariants']
    expect(all).toHaveLength(7)
    expect(all).toContainEqual({ name: 'election-safety', ok: false, checked: 4, evidence: 'two leaders' })
    expect(all).toContainEqual({ name: 'money', ok: true, checked: 0 })
  })
})
