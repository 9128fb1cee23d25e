// A topic with two partitions: whose turn it is, and what needs a partition named.

import { expect } from 'vitest'
import { CONSUME, PRODUCE, keep } from './message.words.ts'
import { row } from './rows.ts'
import type { Notes, Row } from './rows.ts'
import { refused } from './words.ts'

const two = (notes: Notes, fields: Readonly<Record<string, string | number | string[]>>) => ({
  topic: 'two',
  producer_id: notes.get('p2'),
  ...fields,
})
const unnamed = { partitions: 2, next: expect.any(Number) }
export const twoRows: readonly Row[] = [
  row(
    'manager-1',
    PRODUCE,
    (notes) => two(notes, { message: 'a', request_id: 'x' }),
    'which partition?',
    400,
    refused('name-a-partition', unnamed),
  ),
  row(
    'manager-1',
    PRODUCE,
    (notes) => two(notes, { message: 'a', sequence: 1 }),
    'which partition?',
    400,
    refused('name-a-partition', unnamed),
  ),
  row(
    'manager-1',
    PRODUCE,
    (notes) => two(notes, { messages: [] }),
    'claims which partition?',
    400,
    refused('name-a-partition', unnamed),
  ),
  row(
    'manager-1',
    PRODUCE,
    (notes) => two(notes, { message: 'a' }),
    'LD4: in turn',
    200,
    { offset: 1 },
    keep('first', 'partition'),
  ),
  row('manager-1', PRODUCE, (notes) => two(notes, { message: 'b' }), 'LD4: in turn', 200, { offset: 1 }),
  row('manager-1', PRODUCE, (notes) => two(notes, { message: 'c', partition_id: 1 }), 'named', 200, {
    partition: 1,
    offset: 2,
  }),
  row('broker-1', 'GET /size', { topic: 'two' }, 'E27: what is stored', 200, {
    size: 3,
    partitions: [
      { partition: 0, size: 1, last: 1, offset: 0 },
      { partition: 1, size: 2, last: 2, offset: 0 },
    ],
    consistency: 'linearizable',
    as_of: { 0: expect.any(Number), 1: expect.any(Number) },
  }),
  row(
    'manager-1',
    CONSUME,
    (notes) => ({ consumer_id: notes.get('c2'), request_id: 'x' }),
    'which partition?',
    400,
    refused('name-a-partition', unnamed),
  ),
  row('manager-1', CONSUME, (notes) => ({ consumer_id: notes.get('c2') }), 'E15: one', 200, {}),
  row('manager-1', CONSUME, (notes) => ({ consumer_id: notes.get('c2') }), 'E15: another', 200, {}),
  row('manager-1', CONSUME, (notes) => ({ consumer_id: notes.get('c2') }), 'E15: the last', 200, {
    message: 'c',
    partition: 1,
    offset: 2,
  }),
  row(
    'manager-1',
    CONSUME,
    (notes) => ({ consumer_id: notes.get('c2') }),
    'nothing in any',
    200,
    refused('empty', { message: 'no more messages' }),
  ),
  row(
    'broker-2',
    CONSUME,
    (notes) => ({ consumer_id: notes.get('c2b'), partition: 0 }),
    'LD6b: another partition',
    409,
    refused('wrong-partition', { registered: 1 }),
  ),
]
