import { describe, expect, it } from 'vitest'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { NodeReadiness } from './readiness.ts'
import { missing, union } from './readiness.ts'

const node = (change: Partial<NodeReadiness> = {}): NodeReadiness => ({
  id: 'broker-1',
  state: 'running',
  ready: true,
  wanted: true,
  ...change,
})
const EXPECTED = { counts: { managers: 0, brokers: 1, atms: 0 }, topics: [], demoMade: true }
const lacks = (nodes: NodeReadiness[], expected: Partial<Parameters<typeof missing>[2]> = {}): string[] =>
  missing(EMPTY_VIEW, nodes, { ...EXPECTED, ...expected })

describe('readiness', () => {
  it('waits for every node that should run, to run and to say so itself', () => {
    expect(lacks([node()])).toEqual([])
    expect(lacks([node({ ready: false })])).toEqual(['broker-1 is not ready'])
    expect(lacks([node({ state: 'failed', ready: false })])).toEqual([
      'broker-1 ended by itself: it gave no reason',
    ])
  })

  it('does not wait for a node that somebody stopped or froze', () => {
    expect(lacks([node({ state: 'killed', ready: false, wanted: false })])).toEqual([])
  })

  it('waits for a leader of every group, of known topics too, and for the demo set', () => {
    const counts = { managers: 3, brokers: 1, atms: 3 }
    expect(
      lacks([node()], { counts, topics: [{ topic: 'orders', partitions: 2 }], demoMade: false }),
    ).toEqual([
      'managers has no leader',
      'atm has no leader',
      'orders/0 has no leader',
      'orders/1 has no leader',
      'the demo topic and accounts are not made',
    ])
  })

  it('never forgets a topic or a partition', () => {
    expect(
      union(
        [{ topic: 'a', partitions: 3 }],
        [
          { topic: 'a', partitions: 1 },
          { topic: 'b', partitions: 1 },
        ],
      ),
    ).toEqual([
      { topic: 'a', partitions: 3 },
      { topic: 'b', partitions: 1 },
    ])
  })
})
