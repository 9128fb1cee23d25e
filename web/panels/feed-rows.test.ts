import { expect, test } from 'vitest'
import type { TraceBody, TraceBodyOf } from '../../shared/trace.ts'
import { MAX_ROWS, NO_FILTER, feedRows } from './feed-rows.ts'
import { stamped } from './fake-view.ts'

const refusal = (node: string): TraceBody => ({
  kind: 'vote',
  node,
  group: 'orders/0',
  term: 4,
  candidate: 'broker-1',
  granted: false,
  pre: true,
  why: 'hears a leader',
})
const kill = (by: string, node: string): TraceBodyOf<'fault'> => ({
  kind: 'fault',
  id: 7,
  by,
  fault: { kind: 'kill', node },
  text: `kill ${node}`,
  state: 'once',
  undo: null,
})
const ready: TraceBody = { kind: 'ready', ready: true, text: 'all up' }

test('the newest event stands first', () => {
  const { rows } = feedRows(stamped([ready, kill('Asha', 'broker-2')]), NO_FILTER)
  expect(rows.map((row) => row.event.kind)).toEqual(['fault', 'ready'])
})

test('repetitions join into one row that keeps its identity while it grows', () => {
  const some = stamped([ready, refusal('broker-2'), refusal('broker-3'), refusal('broker-2')])
  const before = feedRows(some, NO_FILTER).rows
  const after = feedRows([...some, ...stamped([refusal('broker-2')], 4)], NO_FILTER).rows
  expect(before.map((row) => row.times)).toEqual([2, 1, 1])
  expect(after.map((row) => row.times)).toEqual([3, 1, 1])
  expect(after[0]?.id).toBe(before[0]?.id)
})

test('what the server joined before it told us counts as often as it happened', () => {
  const story = stamped([refusal('broker-2'), ready, refusal('broker-2')])
  expect(feedRows(story, NO_FILTER, { 1: 11 }).rows.map((row) => row.times)).toEqual([12, 1])
})

test('what two people do is never joined', () => {
  const { rows } = feedRows(stamped([kill('Asha', 'broker-2'), kill('Ben', 'broker-2')]), NO_FILTER)
  expect(rows).toHaveLength(2)
})

test('only people leaves what the machines did by themselves out', () => {
  const story = stamped([refusal('broker-2'), kill('Asha', 'broker-2')])
  expect(feedRows(story, { ...NO_FILTER, peopleOnly: true }).rows).toHaveLength(1)
})

test('the end of a fault is not the doing of who began it', () => {
  const cut = { ...kill('Asha', 'broker-2'), state: 'ended' as const }
  expect(feedRows(stamped([cut]), { ...NO_FILTER, peopleOnly: true }).rows).toHaveLength(0)
})

test('a node filter finds both sides of a vote and the target of a fault', () => {
  const story = stamped([refusal('broker-2'), refusal('broker-3'), kill('Asha', 'broker-1')])
  expect(feedRows(story, { ...NO_FILTER, node: 'broker-1' }).rows).toHaveLength(3)
  expect(feedRows(story, { ...NO_FILTER, node: 'broker-3' }).rows).toHaveLength(1)
  expect(feedRows(story, { ...NO_FILTER, group: 'atm' }).rows).toHaveLength(0)
})

test('a long story is cut at the oldest end and says so', () => {
  const story = stamped(Array.from({ length: MAX_ROWS + 1 }, () => ready))
  const { rows, more } = feedRows(story, NO_FILTER)
  expect(rows).toHaveLength(MAX_ROWS)
  expect(more).toBe(true)
  expect(rows[0]?.event.seq).toBe(MAX_ROWS + 1)
})
