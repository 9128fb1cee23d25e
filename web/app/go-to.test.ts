import { expect, test } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { suggestions } from './go-to.ts'

const view = foldAll(EMPTY_VIEW, demoEvents())
const first = (typed: string, group: string | null = null) => suggestions(view, group, typed)[0]?.to

test('a letter and a number name a node', () => {
  expect(first('b2')).toEqual({ kind: 'node', node: 'broker-2' })
  expect(first(' M1 ')).toEqual({ kind: 'node', node: 'manager-1' })
  expect(first('a3')).toEqual({ kind: 'node', node: 'atm-3' })
})

test('a group, a view and a panel are found by their names', () => {
  expect(first('orders/0')).toEqual({ kind: 'group', group: 'orders/0' })
  expect(first('wall')).toEqual({ kind: 'view', view: 'wall' })
  expect(first('mon')).toEqual({ kind: 'panel', panel: 'money' })
})

test('a whole name goes before one that only begins like it', () => {
  expect(first('atm')).toEqual({ kind: 'group', group: 'atm' })
})

test('a number finds the entry of the group in focus, if it is in the picture', () => {
  expect(first('#17', 'atm')).toEqual({ kind: 'entry', group: 'atm', index: 17 })
  expect(first('#17')).toBeUndefined()
  expect(first('#9999', 'atm')).toBeUndefined()
})

test('what nothing is called leads nowhere, and nothing typed offers a few places', () => {
  expect(suggestions(view, null, 'zebra')).toEqual([])
  expect(suggestions(view, null, '').length).toBeGreaterThan(3)
})

test('a moment is a place only in a recording, and never behind its end', () => {
  expect(suggestions(view, null, '12.4s', 40_200)[0]?.to).toEqual({ kind: 'time', ms: 12_400 })
  expect(suggestions(view, null, '99 s', 40_200)[0]?.to).toEqual({ kind: 'time', ms: 40_200 })
  expect(first('12.4s')).toBeUndefined()
})

test('a moment is told as the player tells it, however odd the end of the recording is', () => {
  expect(suggestions(view, null, '99s', 40_200.345045)[0]?.label).toBe('40.2 s of the recording')
  expect(suggestions(view, null, '99s', 187_540.5)[0]?.label).toBe('1:39.0 of the recording')
})
