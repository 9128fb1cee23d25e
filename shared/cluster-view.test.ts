import { describe, expect, it } from 'vitest'
import { foldAll } from './cluster-fold.ts'
import type { ClusterView } from './cluster-view.ts'
import { confirmedLeader, EMPTY_VIEW, newestBank, unheardFor, votersUp } from './cluster-view.ts'
import { after } from './fold.fixture.ts'
import { facts } from './invariants/stream.fixture.ts'
import { NO_RULE } from './link-rule.ts'
import type { NodeId } from './ids.ts'
import type { ReplicaRole } from './trace-facts.ts'
import type { TraceBody } from './trace.ts'

const NODES: readonly NodeId[] = ['atm-1', 'atm-2', 'atm-3']

const process = (node: NodeId, state: 'running' | 'killed' | 'frozen'): TraceBody => ({
  kind: 'process',
  node,
  what: state === 'running' ? 'ready' : state === 'frozen' ? 'frozen' : 'exited',
  state,
  role: 'atm',
  pid: 1,
  httpPort: 1,
  raftPort: 2,
  lastExit: null,
  starts: 1,
})

const role = (node: NodeId, to: ReplicaRole, term: number, leader: NodeId | null): TraceBody => ({
  kind: 'role',
  node,
  group: 'atm',
  role: to,
  term,
  leader,
  why: '',
})

const replica = (node: NodeId): TraceBody =>
  facts(node, {
    commit: 1,
    applied: 1,
    durable: 2,
    cells: [
      { index: 1, term: 1, kind: 'noop' },
      { index: 2, term: 1, kind: 'cmd', label: 'withdraw alice 30' },
    ],
  })

const cut = (from: NodeId, to: NodeId, isCut: boolean): TraceBody => ({
  kind: 'link',
  from,
  to,
  state: isCut ? 'cut' : 'up',
  rule: { ...NO_RULE, cut: isCut },
})

/** Three running ATMs, atm-1 leads in term 2. */
const led = after(
  EMPTY_VIEW,
  ...NODES.map((node) => process(node, 'running')),
  ...NODES.map(replica),
  role('atm-1', 'leader', 2, 'atm-1'),
  role('atm-2', 'follower', 2, 'atm-1'),
  role('atm-3', 'follower', 2, 'atm-1'),
)

function leaderOf(view: ClusterView): NodeId | null {
  const group = view.groups['atm']
  if (group === undefined) throw new Error('no group')
  return confirmedLeader(view, group)?.node ?? null
}

describe('a leader is confirmed by what is true, not by what it says', () => {
  it('leads while a majority hears it', () => {
    expect(leaderOf(led)).toBe('atm-1')
    expect(led.groups['atm']?.leaderlessSince).toBeNull()
  })

  it('is no leader when its process is killed or frozen', () => {
    expect(leaderOf(after(led, process('atm-1', 'killed')))).toBeNull()
    expect(leaderOf(after(led, process('atm-1', 'frozen')))).toBeNull()
  })

  it('is no leader once another claims a newer term, whatever it still believes', () => {
    expect(leaderOf(after(led, role('atm-2', 'leader', 3, 'atm-2')))).toBe('atm-2')
    expect(leaderOf(after(led, role('atm-3', 'follower', 3, 'atm-2')))).toBeNull()
  })

  it('only believes to lead when it is cut off from a majority, in either direction', () => {
    expect(leaderOf(after(led, cut('atm-1', 'atm-2', true)))).toBe('atm-1')
    const alone = after(led, cut('atm-1', 'atm-2', true), cut('atm-3', 'atm-1', true))
    expect(leaderOf(alone)).toBeNull()
    expect(leaderOf(after(alone, cut('atm-3', 'atm-1', false)))).toBe('atm-1')
  })

  it('only believes to lead when its followers are gone', () => {
    expect(leaderOf(after(led, process('atm-2', 'killed'), process('atm-3', 'frozen')))).toBeNull()
  })

  it('counts the time without a leader from the moment it is lost', () => {
    const lost = after(led, process('atm-1', 'killed'))
    expect(lost.groups['atm']?.leaderlessSince).toBe(lost.at)
    expect(after(lost, role('atm-2', 'candidate', 3, null)).groups['atm']?.leaderlessSince).toBe(lost.at)
  })
})

describe('logs', () => {
  const appended = (to: number, from: number, cutAt: number | null): TraceBody => ({
    kind: 'append',
    node: 'atm-2',
    group: 'atm',
    term: 2,
    from,
    to,
    cut: cutAt,
    cells: [{ index: to, term: 2, kind: 'cmd', label: 'deposit bob 1' }],
  })

  it('keep what was thrown away for a moment, and lower the durable index with it', () => {
    const view = after(led, appended(2, 2, 2))
    const seen = view.groups['atm']?.replicas['atm-2']
    expect(seen?.cells.map(({ index, term }) => [index, term])).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(seen?.cut?.cells.map(({ label }) => label)).toEqual(['withdraw alice 30'])
    expect(seen?.durableIndex).toBe(1)
  })

  it('know by index and term what an entry says, on every replica', () => {
    expect(after(led, appended(3, 3, null)).groups['atm']?.labels).toEqual([
      { index: 2, term: 1, label: 'withdraw alice 30' },
      { index: 3, term: 2, label: 'deposit bob 1' },
    ])
  })
})

describe('money, topics and faults', () => {
  const totals = { deposited: 100, withdrawn: 0, held: 100 }
  const balances = (node: NodeId, applied: number, full: boolean, alice: number): TraceBody => ({
    kind: 'balances',
    node,
    group: 'atm',
    applied,
    full,
    balances: { alice },
    totals,
  })

  it('takes the copy that has applied most for the newest', () => {
    const view = after(EMPTY_VIEW, balances('atm-1', 5, true, 70), balances('atm-2', 9, true, 100))
    expect(newestBank(view)).toMatchObject({ applied: 9, balances: { alice: 100 } })
  })

  it('is not turned back by a manager that lags', () => {
    const topics = (version: number, ...names: string[]): TraceBody => ({
      kind: 'directory',
      node: 'manager-1',
      group: 'managers',
      version,
      topics: names.map((topic) => ({ topic, partitions: 1 })),
    })
    const view = after(EMPTY_VIEW, topics(8, 'orders', 'bills'), topics(6, 'orders'))
    expect(view.topics.map(({ topic }) => topic)).toEqual(['orders', 'bills'])
  })

  it('lists a fault from its beginning to its end', () => {
    const fault = (state: 'begun' | 'ended'): TraceBody => ({
      kind: 'fault',
      id: 1,
      by: 'Asha',
      fault: { kind: 'kill', node: 'atm-1' },
      text: 'kill atm-1',
      state,
      undo: { kind: 'start', node: 'atm-1' },
    })
    expect(after(led, fault('begun')).faults).toMatchObject([{ id: 1, by: 'Asha' }])
    expect(after(led, fault('begun'), fault('ended')).faults).toEqual([])
  })

  it('counts voters by their processes', () => {
    const view = after(led, process('atm-3', 'killed'))
    const group = view.groups['atm']
    expect(group === undefined ? null : votersUp(view, group)).toBe(2)
  })
})

describe('a fold', () => {
  it('never changes a view in place, and keeps what did not change', () => {
    const next = after(led, cut('atm-1', 'atm-2', true))
    expect(led.links).toEqual({})
    expect(next.groups).toBe(led.groups)
    expect(foldAll(led, [])).toBe(led)
  })
})

describe('a node whose telemetry was lost', () => {
  const health = (node: NodeId): TraceBody => ({
    kind: 'health',
    node,
    rssBytes: 1,
    heapBytes: 1,
    cpu: 0,
    loopLagMs: 0,
    fsyncMs: null,
    sockets: 0,
    lost: 0,
  })
  const lost: TraceBody = { kind: 'lost', node: 'atm-1', count: 3, text: 'atm-1 dropped 3 events' }
  const unheard = (view: ClusterView, node: NodeId): number | null => {
    const found = view.nodes[node]
    return found === undefined ? null : unheardFor(view, found)
  }
  const known = after(EMPTY_VIEW, process('atm-1', 'running'), process('atm-2', 'running'), health('atm-1'))

  it('is known again once it told its replicas anew', () => {
    expect(unheard(known, 'atm-1')).toBeNull()
    const holed = after(known, lost)
    expect([unheard(holed, 'atm-1'), unheard(holed, 'atm-2')]).toEqual([0, null])
    expect(unheard(after(holed, replica('atm-1')), 'atm-1')).toBeNull()
  })

  it('is not one whose disk is in trouble: of that it told itself', () => {
    const disk: TraceBody = { kind: 'disk', node: 'atm-1', what: 'slow', text: 'a sync took 600 ms' }
    expect(unheard(after(known, disk), 'atm-1')).toBeNull()
  })

  it('counts as unheard when its reports stay away, and never as dead', () => {
    const late = { ...known, wallAt: known.wallAt + 4_000 }
    expect(unheard(late, 'atm-1')).toBe(4_000)
    expect(late.nodes['atm-1']?.state).toBe('running')
    expect(unheard(after(late, health('atm-1')), 'atm-1')).toBeNull()
  })

  it('is not asked about while it cannot speak: frozen and dead are known', () => {
    const frozen = after(known, process('atm-1', 'frozen'))
    expect(unheard({ ...frozen, wallAt: frozen.wallAt + 9_000 }, 'atm-1')).toBeNull()
  })
})
