import { expect, test } from 'vitest'
import { processIs, sampleView } from './fake-view.ts'
import { splitVoteFault } from './split-vote.ts'

test('with a leader only the followers fire', () => {
  expect(splitVoteFault(sampleView(), 'orders/0')).toEqual({
    kind: 'timeout',
    nodes: ['broker-2', 'broker-3'],
    group: 'orders/0',
  })
})

test('once the leader is dead, both that are left fire together', () => {
  const view = sampleView(processIs('broker-1', 'killed'))
  expect(splitVoteFault(view, 'orders/0')).toMatchObject({ nodes: ['broker-2', 'broker-3'] })
})

test('without a follower that runs there is nothing to fire', () => {
  const view = sampleView(processIs('broker-2', 'killed'), processIs('broker-3', 'frozen'))
  expect(splitVoteFault(view, 'orders/0')).toBeNull()
  expect(splitVoteFault(view, 'nothing/0')).toBeNull()
})
