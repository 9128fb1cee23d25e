import { expect, test } from 'vitest'
import type { TraceBody, TraceBodyOf, TraceEvent } from '../../shared/trace.ts'
import { SNAPSHOT_STORY } from '../../shared/protocol/control.ts'
import { Story } from './story.ts'

const asks = (node: string): TraceBodyOf<'role'> => ({
  kind: 'role',
  node,
  group: 'orders/0',
  role: 'preCandidate',
  term: 4,
  leader: null,
  why: 'heard no leader for 700 ms',
})
const follows = (node: string): TraceBody => ({ ...asks(node), role: 'follower' })
const cutOff: TraceBody = {
  kind: 'fault',
  id: 1,
  by: 'Asha',
  fault: { kind: 'partition', islands: [['broker-3']] },
  text: 'cut broker-3 off',
  state: 'begun',
  undo: null,
}
const withdrawal = (request: number): TraceBody => ({
  kind: 'atm',
  node: 'atm-1',
  group: 'atm',
  op: 'withdraw',
  text: 'withdraw alice 1',
  request: `r${request}`,
  outcome: 'ok',
  duplicate: false,
})

function told(bodies: readonly TraceBody[]): Story {
  const story = new Story()
  bodies.forEach((body, at) => story.add({ ...body, seq: at + 1, at, wallAt: at, cause: null }))
  return story
}
const kinds = (events: readonly TraceEvent[]): string[] => events.map(({ kind }) => kind)

test('a node that asks for votes again and again does not push out why it does', () => {
  const retries = Array.from({ length: 1_000 }, () => [asks('broker-3'), follows('broker-3')]).flat()
  const story = told([cutOff, ...retries])
  expect(kinds(story.recent())).toEqual(['fault', 'role', 'role'])
  expect(story.repeats()).toEqual({ 2000: 1_000, 2001: 1_000 })
})

test('snapshots of a busy partition are one row for each replica, of which the newest is told', () => {
  const taken = (index: number, node = 'broker-1'): TraceBody => ({
    kind: 'snapshot',
    node,
    group: 'orders/0',
    what: 'taken',
    index,
    term: 1,
  })
  const story = told([taken(4096), taken(8192), taken(9000, 'broker-2')])
  expect(story.recent()).toMatchObject([{ index: 8192 }, { node: 'broker-2' }])
  expect(story.repeats()).toEqual({ 2: 2 })
})

test('what is said again much later is said again', () => {
  const between = Array.from({ length: 20 }, (_, at) => withdrawal(at))
  const story = told([asks('broker-3'), ...between, asks('broker-3')])
  expect(story.recent()).toHaveLength(22)
  expect(story.repeats()).toEqual({})
})

test('requests of customers are never joined, and only the newest stories are kept', () => {
  const story = told(Array.from({ length: 3 * SNAPSHOT_STORY }, (_, at) => withdrawal(at)))
  expect(story.recent()).toHaveLength(SNAPSHOT_STORY)
  expect(story.recent().at(-1)?.seq).toBe(3 * SNAPSHOT_STORY)
})

test('progress and samples are no stories', () => {
  expect(told([{ kind: 'term', node: 'atm-1', group: 'atm', term: 2, from: 1 }]).recent()).toEqual([])
})
