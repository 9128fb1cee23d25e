import { expect, test } from 'vitest'
import type { TraceBody } from '../../shared/trace.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { sentence } from './sentence.ts'

const say = (body: TraceBody): string => sentence({ ...body, seq: 1, at: 0, wallAt: 0, cause: null })
const place = { node: 'broker-2', group: 'orders/0' } as const

test('a new leader is told with its votes', () => {
  const votes = ['broker-2', 'broker-3']
  const voters = ['broker-1', ...votes]
  expect(say({ kind: 'leader', ...place, term: 5, votes, voters })).toBe(
    'broker-2 leads orders/0 in term 5, with 2 of 3 votes',
  )
})

test('a refused vote says why', () => {
  const vote = { kind: 'vote', ...place, term: 5, candidate: 'broker-3', granted: false } as const
  expect(say({ ...vote, pre: false, why: 'older log' })).toContain('older log')
  expect(say({ ...vote, pre: true, why: 'hears a leader' })).toContain('would not vote')
})

test('entries that are thrown away are said never to have been committed', () => {
  const text = say({ kind: 'append', ...place, term: 5, from: 7, to: 9, cut: 7, cells: [] })
  expect(text).toContain('never committed')
})

test('an unknown outcome is not told as a failure', () => {
  const text = say({
    kind: 'atm',
    node: 'atm-1',
    group: 'atm',
    op: 'withdraw',
    text: 'withdraw alice 30',
    request: 'r1',
    outcome: 'unknown',
    duplicate: false,
  })
  expect(text).toContain('does not know')
  expect(text).not.toContain('refused')
})

test('every event of the demo has one line of plain words', () => {
  for (const event of demoEvents()) {
    const text = sentence(event)
    expect(text.length).toBeGreaterThan(5)
    expect(text).not.toMatch(/undefined|null|NaN|\n|\[object/)
  }
})
