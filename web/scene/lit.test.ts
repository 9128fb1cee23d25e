import { expect, test } from 'vitest'
import type { GroupName } from '../../shared/ids.ts'
import { NODES, sampleView } from '../panels/fake-view.ts'
import type { Spotlight } from './lit.ts'
import { groupIsLit, linkIsLit, nodeIsLit, replicaIsLit, ringLinkIsLit, seatIsLit } from './lit.ts'

const view = sampleView()
const onNode = (node: string, group: GroupName | null = null): Spotlight => ({
  group,
  focus: { kind: 'node', node },
})
const onLink: Spotlight = { group: null, focus: { kind: 'link', from: 'broker-1', to: 'broker-2' } }
const onGroup: Spotlight = { group: 'orders/0', focus: null }
const nothing: Spotlight = { group: null, focus: null }
const litNodes = (light: Spotlight): string[] => NODES.filter((node) => nodeIsLit(view, light, node))

test('with nothing in focus everything is lit', () => {
  expect(litNodes(nothing)).toEqual(NODES)
  expect(groupIsLit(view, nothing, 'atm')).toBe(true)
  expect(linkIsLit(view, nothing, 'atm-1', 'atm-2')).toBe(true)
  expect(replicaIsLit(view, nothing, 'atm', 'atm-1')).toBe(true)
  expect(seatIsLit(view, nothing, 'atm-1')).toBe(true)
})

test('a group in focus lights its members, what joins two of them, and its row', () => {
  expect(litNodes(onGroup)).toEqual(['broker-1', 'broker-2', 'broker-3'])
  expect(linkIsLit(view, onGroup, 'broker-1', 'broker-3')).toBe(true)
  expect(linkIsLit(view, onGroup, 'broker-1', 'broker-4')).toBe(false)
  expect(['orders/0', 'orders/1', 'atm'].map((group) => groupIsLit(view, onGroup, group))).toEqual([
    true,
    false,
    false,
  ])
})

test('a node alone lights whom it talks to, its links and the groups it serves', () => {
  expect(litNodes(onNode('atm-1'))).toEqual(['atm-1', 'atm-2', 'atm-3'])
  expect(linkIsLit(view, onNode('atm-1'), 'atm-2', 'atm-1')).toBe(true)
  expect(linkIsLit(view, onNode('atm-1'), 'atm-2', 'atm-3')).toBe(false)
  expect(groupIsLit(view, onNode('broker-4'), 'orders/1')).toBe(true)
  expect(groupIsLit(view, onNode('broker-4'), 'orders/0')).toBe(false)
})

test('what somebody chose stays lit beside the group, wherever it stands', () => {
  const light = onNode('broker-4', 'orders/0')
  expect(nodeIsLit(view, light, 'broker-4')).toBe(true)
  expect(linkIsLit(view, light, 'broker-4', 'broker-2')).toBe(true)
  expect(replicaIsLit(view, light, 'orders/1', 'broker-4')).toBe(true)
  expect(replicaIsLit(view, light, 'orders/1', 'broker-3')).toBe(false)
})

test('a link in focus lights both of its directions and both of its ends', () => {
  expect(litNodes(onLink)).toEqual(['broker-1', 'broker-2'])
  expect(linkIsLit(view, onLink, 'broker-2', 'broker-1')).toBe(true)
  expect(linkIsLit(view, onLink, 'broker-2', 'broker-3')).toBe(false)
  expect(groupIsLit(view, onLink, 'orders/0')).toBe(true)
  expect(groupIsLit(view, onLink, 'orders/1')).toBe(false)
})

test('in the group that is looked at a node leaves the other logs to be read, a link does not', () => {
  expect(seatIsLit(view, onNode('broker-1', 'orders/0'), 'broker-3')).toBe(true)
  expect(ringLinkIsLit(view, onNode('broker-1', 'orders/0'), 'broker-2', 'broker-3')).toBe(false)
  expect(seatIsLit(view, { ...onLink, group: 'orders/0' }, 'broker-3')).toBe(false)
  expect(seatIsLit(view, { ...onLink, group: 'orders/0' }, 'broker-2')).toBe(true)
})

test('nobody steps back for a node that has left the cluster', () => {
  expect(litNodes(onNode('broker-9'))).toEqual(NODES)
  expect(linkIsLit(view, onNode('broker-9'), 'atm-1', 'atm-2')).toBe(true)
  expect(groupIsLit(view, onNode('broker-9'), 'atm')).toBe(true)
  expect(replicaIsLit(view, onNode('broker-9'), 'atm', 'atm-1')).toBe(true)
  const onGone: Spotlight = { group: 'orders/0', focus: { kind: 'link', from: 'broker-1', to: 'broker-9' } }
  expect(seatIsLit(view, onGone, 'broker-2')).toBe(true)
  expect(litNodes(onNode('broker-9', 'orders/0'))).toEqual(['broker-1', 'broker-2', 'broker-3'])
})
