import { expect, test } from 'vitest'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { processIs, sampleView } from '../panels/fake-view.ts'
import { startingWords } from './starting-words.ts'

const isReady = { kind: 'ready', ready: true, text: 'all up' } as const

test('a cluster that is ready has nothing to say about starting', () => {
  expect(startingWords(sampleView(isReady))).toBeNull()
})

test('before any process exists it says that nothing has begun', () => {
  expect(startingWords(EMPTY_VIEW)).toBe('the cluster has not begun yet')
})

test('processes are counted and the one that has taken longest is named', () => {
  const view = sampleView(processIs('broker-2', 'starting'), processIs('atm-3', 'starting'))
  expect(startingWords(view)).toBe('8 of 10 processes are up; waiting for broker-2')
})

test('with all processes up, groups without a leader are what is missing', () => {
  const view = sampleView(processIs('atm-1', 'killed'))
  expect(startingWords(view)).toBe('no leader in atm')
})
