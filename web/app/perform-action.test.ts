import { expect, test } from 'vitest'
import { sampleView } from '../panels/fake-view.ts'
import { groupMeant } from './perform-action.ts'

test('the timer of a node with one replica needs no group in focus', () => {
  expect(groupMeant(sampleView(), 'manager-1', null)).toBe('managers')
})

test('the timer of a broker with several replicas is that of the group in focus, never a guess', () => {
  expect(groupMeant(sampleView(), 'broker-2', null)).toBeNull()
  expect(groupMeant(sampleView(), 'broker-2', 'orders/1')).toBe('orders/1')
})

test('a group in focus that the node does not serve is not meant', () => {
  expect(groupMeant(sampleView(), 'manager-1', 'orders/1')).toBe('managers')
  expect(groupMeant(sampleView(), 'broker-2', 'managers')).toBeNull()
})
