import { expect, test } from 'vitest'
import { blastRadius, blastSentence } from './blast-radius.ts'
import { processIs, sampleView } from './fake-view.ts'

test('a leader gone means an election, a follower gone does not', () => {
  const radius = blastRadius(sampleView(), 'broker-2')
  expect(radius).toEqual({ elect: ['orders/1'], keep: ['orders/0'], loseQuorum: [], without: [] })
  expect(blastSentence(radius)).toBe('orders/1 elects; orders/0 keeps its leader; no group loses its quorum.')
})

test('the second of three voters takes the quorum with it', () => {
  const view = sampleView(processIs('broker-3', 'killed'))
  const radius = blastRadius(view, 'broker-2')
  expect(radius.loseQuorum).toEqual(['orders/0', 'orders/1'])
  expect(blastSentence(radius)).toBe('orders/0 and orders/1 lose their quorum.')
})

test('a frozen voter does not count as a living one', () => {
  const view = sampleView(processIs('atm-2', 'frozen'))
  expect(blastRadius(view, 'atm-3').loseQuorum).toEqual(['atm'])
})

test('a group without a quorum loses none again', () => {
  const view = sampleView(processIs('atm-2', 'killed'), processIs('atm-3', 'killed'))
  const radius = blastRadius(view, 'atm-1')
  expect(radius.without).toEqual(['atm'])
  expect(blastSentence(radius)).toBe('no further group loses its quorum; atm has no quorum already.')
})

test('stopping what is stopped changes no group that has its majority', () => {
  const view = sampleView(processIs('atm-3', 'killed'))
  expect(blastRadius(view, 'atm-3')).toEqual({ elect: [], keep: ['atm'], loseQuorum: [], without: [] })
})

test('a process without replicas says so', () => {
  expect(blastSentence(blastRadius(sampleView(), 'broker-9'))).toBe('it serves no group, so nobody elects.')
})
