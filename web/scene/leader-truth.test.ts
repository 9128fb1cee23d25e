import { expect, test } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { TraceBody, TraceEvent } from '../../shared/trace.ts'
import { healthyCluster, processIs } from '../fixtures/demo-cluster.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { leadingOf, mainStanding, nodeLeading, standingsOf } from './leader-truth.ts'

const stamped = (bodies: readonly TraceBody[]): TraceEvent[] =>
  bodies.map((body, at) => ({ ...body, seq: at + 1, at, wallAt: at, cause: null }))

const healthy = (...then: readonly TraceBody[]): ClusterView =>
  foldAll(EMPTY_VIEW, stamped([...healthyCluster(), ...then]))

const atm = (view: ClusterView, node: string) => {
  const group = view.groups['atm']
  if (group === undefined) throw new Error('there is no group atm')
  return leadingOf(view, group, node)
}

test('one leader is confirmed, its followers lead nothing', () => {
  const view = healthy()
  expect(['atm-1', 'atm-2', 'atm-3'].map((node) => atm(view, node)).sort()).toEqual([
    'confirmed',
    'none',
    'none',
  ])
})

test('a leader that a newer term has left behind only believes', () => {
  const view = foldAll(EMPTY_VIEW, demoEvents())
  expect(atm(view, 'atm-1')).toBe('believes')
  expect(atm(view, 'atm-3')).toBe('confirmed')
})

test('a frozen leader still believes, a killed one believes nothing', () => {
  const view = healthy()
  const leader = ['atm-1', 'atm-2', 'atm-3'].find((node) => atm(view, node) === 'confirmed') ?? ''
  expect(atm(healthy(processIs(leader, 'frozen')), leader)).toBe('believes')
  expect(atm(healthy(processIs(leader, 'killed')), leader)).toBe('none')
})

test('a broker shows a role only in the group in focus, a manager always', () => {
  const view = healthy()
  const broker = standingsOf(view, 'broker-1')
  expect(mainStanding(broker, null)).toBeNull()
  expect(mainStanding(broker, 'orders/0')?.group).toBe('orders/0')
  expect(mainStanding(standingsOf(view, 'manager-1'), 'orders/0')?.group).toBe('managers')
})

test('a broker that leads any group wears the crown of the strongest kind', () => {
  const view = healthy()
  const leaders = ['broker-1', 'broker-2', 'broker-3', 'broker-4'].filter(
    (node) => nodeLeading(standingsOf(view, node), null) === 'confirmed',
  )
  const partitions = Object.values(view.groups).filter(({ kind }) => kind === 'partition')
  expect(leaders.length).toBeGreaterThan(0)
  expect(leaders.length).toBeLessThanOrEqual(partitions.length)
})
