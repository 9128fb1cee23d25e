import { expect, test } from 'vitest'
import { roleOf } from '../../shared/ids.ts'
import {
  arrowsCut,
  halves,
  islandsOf,
  leaderAlone,
  majorityIsland,
  oneAlone,
  partitionFault,
  together,
} from './partition-plan.ts'
import { GROUPS, NODES, processIs, sampleView } from './fake-view.ts'

test('everybody together is no partition', () => {
  expect(partitionFault(together(NODES), NODES)).toBeNull()
  expect(arrowsCut(sampleView(), together(NODES))).toBe(0)
})

test('one alone cuts both directions to each of its peers and nothing else', () => {
  const plan = oneAlone(NODES, 'manager-2')
  expect(islandsOf(plan, NODES)[1]).toEqual(['manager-2'])
  expect(arrowsCut(sampleView(), plan)).toBe(4)
})

test('halves part every room and leave the managers a majority on A', () => {
  const plan = halves(NODES, roleOf)
  const [a = [], b = []] = islandsOf(plan, NODES)
  expect(b).toEqual(['atm-3', 'broker-3', 'broker-4', 'manager-3'])
  expect(a.length + b.length).toBe(NODES.length)
})

test('every node stands on exactly one island', () => {
  const islands = islandsOf(halves(NODES, roleOf), NODES)
  expect(islands.flat().toSorted()).toEqual(NODES)
})

test('the leader alone follows the confirmed leader, and there is none without a quorum', () => {
  expect(leaderAlone(sampleView(), NODES, 'orders/1')).toEqual(oneAlone(NODES, 'broker-2'))
  const headless = sampleView(processIs('broker-2', 'killed'))
  expect(leaderAlone(headless, NODES, 'orders/1')).toBeNull()
  expect(leaderAlone(sampleView(), NODES, 'nothing/0')).toBeNull()
})

test('a group keeps its majority on one island at most', () => {
  const { groups } = sampleView()
  const plan = oneAlone(NODES, 'broker-2')
  const where = Object.keys(GROUPS).map((name) => {
    const group = groups[name]
    return group === undefined ? null : majorityIsland(group, plan)
  })
  expect(where).toEqual(['A', 'A', 'A', 'A'])
  const three = { ...together(NODES), 'atm-2': 'B', 'atm-3': 'C' } as const
  const { atm } = groups
  expect(atm === undefined ? 'missing' : majorityIsland(atm, three)).toBeNull()
})
