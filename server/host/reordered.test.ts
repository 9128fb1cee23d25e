// Frames that overtake each other everywhere, also those of one lane those of another: a beat that tells of a commit
// before the entries are there, an entry before the one in front of it, an answer of long ago.

import { describe, expect, it } from 'vitest'
import { NO_RULE } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import { laneOf } from '../transport/frame-kinds.ts'
import type { TestClusterOptions } from './test-cluster.ts'
import { startCluster } from './test-cluster.ts'
import { propose, startLoad } from './test-load.fixture.ts'

const NODES: readonly NodeId[] = ['atm-1', 'atm-2', 'atm-3']
const MIXED = { ...NO_RULE, delayMs: 3, jitterMs: 5, reorderRate: 0.5 }
const LOAD_MS = 4_000

/** Counts frames that come after one that was sent later: in the same lane, or across two. */
function watchOrder() {
  const overtaken = { sameLane: 0, acrossLanes: 0 }
  const newest = new Map<string, { readonly number: number; readonly lane: number }>()
  const watch: NonNullable<TestClusterOptions['watch']> = (to, events) => ({
    ...events,
    onFrame(from, frame) {
      const link = `${from} ${to}`
      const [seen, lane] = [newest.get(link), laneOf(frame.kind)]
      if (seen === undefined || frame.number > seen.number) newest.set(link, { number: frame.number, lane })
      else if (seen.lane === lane) overtaken.sameLane += 1
      else overtaken.acrossLanes += 1
      events.onFrame(from, frame)
    },
  })
  return { overtaken, watch }
}

describe('frames that overtake each other', () => {
  it.each([1, 2, 3])(
    'within a lane and across lanes leave all replicas equal, with everything that was answered, once (B33, seed %i)',
    async (seed) => {
      const { overtaken, watch } = watchOrder()
      const cluster = await startCluster({ nodes: NODES, seed, watch })
      const mixUp = (rule: typeof MIXED): void => {
        for (const node of NODES)
          cluster.node(node).host.setRules(NODES.filter((to) => to !== node).map((to) => ({ to, rule })))
      }
      await propose(cluster, 1)
      mixUp(MIXED)
      const load = startLoad(cluster, () => NODES.map((id) => cluster.node(id)))
      await cluster.run(LOAD_MS)
      await load.stop()
      mixUp(NO_RULE)
      await propose(cluster, 1)

      expect(overtaken.sameLane).toBeGreaterThan(50)
      expect(overtaken.acrossLanes).toBeGreaterThan(50)
      expect(load.applied.length).toBeGreaterThan(100)
      const lists = (): readonly string[] => NODES.map((id) => JSON.stringify(cluster.node(id).machine.list))
      await cluster.until(() => new Set(lists()).size === 1)
      const list = cluster.node('atm-1').machine.list
      expect(list.filter((item) => typeof item === 'string' && load.applied.includes(item))).toEqual(
        load.applied,
      )
      expect(NODES.flatMap((id) => cluster.node(id).fatal)).toEqual([])
    },
  )
})
