// Reading without taking, setting an offset, and what is stored of a producer, on the topic of the tables
// before: 11 messages, all of producer p, and consumer c at the end.

import { expect } from 'vitest'
import { CONSUME, keep, to } from './message.words.ts'
import { row } from './rows.ts'
import type { Row } from './rows.ts'
import { refused } from './words.ts'

const RETRIEVE = 'GET /retreive_messages'
const SET = 'POST /consumer/set_offset'
const SIZE = 'GET /producer/client_size'
const nodes = ['manager-1', 'manager-2', 'manager-3', 'broker-1', 'broker-2', 'broker-3', 'broker-4']
const message = (offset: number) => ({
  offset,
  message: `m${offset}`,
  log_message: `m${offset}`,
  producer_name: 'p',
  at: expect.any(Number),
})

const retrieveRows: readonly Row[] = [
  ...nodes.map((at, turn) =>
    row(
      at,
      turn % 2 === 0 ? RETRIEVE : 'GET /retrieve_messages',
      { topic: 'one', offset: 2, max: 2 },
      'E21: k + 1 first',
      200,
      {
        messages: [message(3), message(4)],
        partition: 0,
        last: 11,
        next: 4,
        consistency: 'linearizable',
        as_of: expect.any(Number),
      },
    ),
  ),
  row('broker-4', RETRIEVE, { topic: 'one', consistency: 'local' }, 'from one copy', 200, {
    last: 11,
    node: expect.stringMatching(/^broker-/),
  }),
  row('broker-1', RETRIEVE, { topic: 'one', offset: 11 }, 'behind the end', 200, { messages: [], next: 11 }),
  row('broker-1', RETRIEVE, { topic: 'two' }, 'of which partition?', 400, refused('name-a-partition')),
  row(
    'broker-1',
    RETRIEVE,
    { topic: 'none' },
    'unknown topic',
    404,
    refused('no-such-topic', { what: 'none' }),
  ),
  row(
    'manager-2',
    RETRIEVE,
    { topic: 'one', partition: 3 },
    'unknown partition',
    404,
    refused('no-such-partition', { what: 'one/3' }),
  ),
  row('manager-2', RETRIEVE, {}, 'of what?', 400, refused('bad-request', { field: 'topic' })),
  row(
    'manager-2',
    RETRIEVE,
    { topic: 'one', max: 1_001 },
    'too many',
    400,
    refused('bad-request', { field: 'max' }),
  ),
]

const setRows: readonly Row[] = [
  row('manager-1', SET, (notes) => to(notes, { offset: 4, request_id: 's' }), 'E33: four are done', 200, {
    partition: 0,
    offset: 4,
    previous: 11,
    request_id: 's',
    duplicate: false,
  }),
  row('broker-4', SET, (notes) => to(notes, { offset: 4, request_id: 's' }), 'the same again', 200, {
    previous: 11,
    duplicate: true,
  }),
  row('broker-2', CONSUME, (notes) => to(notes, {}), 'E33: the fifth', 200, { message: 'm5', offset: 5 }),
  row('broker-2', SET, (notes) => to(notes, { offset: 'start' }), 'back', 200, { offset: 0, previous: 5 }),
  row('broker-2', SET, (notes) => to(notes, { offset: 'end' }), 'to the end', 200, { offset: 11 }),
  row(
    'broker-2',
    SET,
    (notes) => to(notes, { offset: 12 }),
    'past the end',
    409,
    refused('offset-out-of-range', { last: 11 }),
  ),
  row('broker-2', SET, (notes) => to(notes, {}), 'where?', 400, refused('bad-request', { field: 'offset' })),
  row(
    'broker-2',
    SET,
    { consumer_id: 999, offset: 0 },
    'whose?',
    404,
    refused('no-such-consumer', { what: 999 }),
  ),
  row(
    'broker-2',
    SET,
    (notes) => ({ consumer_id: notes.get('c2'), offset: 0 }),
    'of which partition?',
    400,
    refused('name-a-partition', { partitions: 2 }),
  ),
]

const sizeRows: readonly Row[] = [
  ...nodes.map((at) =>
    row(at, SIZE, { producer_name: 'p', topic: 'one' }, 'E33: what was acknowledged', 200, {
      count: 11,
      partitions: [{ topic: 'one', partition: 0, count: 11, last_sequence: 2 }],
      as_of: { 'one/0': expect.any(Number) },
    }),
  ),
  row('broker-3', SIZE, { producer_name: 'p' }, 'over all topics', 200, {
    count: 11,
    partitions: expect.arrayContaining([
      { topic: 'orders', partition: 0, count: 0, last_sequence: 0 },
      { topic: 'one', partition: 0, count: 11, last_sequence: 2 },
    ]),
  }),
  row('broker-3', SIZE, { producer_name: 'stranger', topic: 'one' }, 'of a stranger', 200, { count: 0 }),
  row('broker-3', SIZE, {}, 'of whom?', 400, refused('bad-request', { field: 'producer_name' })),
  row(
    'broker-3',
    SIZE,
    { producer_name: 'p', topic: 'none' },
    'unknown topic',
    404,
    refused('no-such-topic'),
  ),
]

const storeRows: readonly Row[] = [
  row(
    'manager-1',
    'GET /topics/partitions',
    { topic: 'one' },
    'tells its id',
    200,
    {},
    keep('one', 'topic_id'),
  ),
  row(
    'broker-4',
    'POST /store_message',
    (notes) => ({ topic_id: notes.get('one'), producer_id: notes.get('p'), message: 'm12' }),
    'the partition is missing',
    400,
    refused('bad-request', { field: 'partition' }),
  ),
  row(
    'broker-4',
    'POST /store_message',
    (notes) => ({
      topic_id: notes.get('one'),
      partition_id: 0,
      producer_id: notes.get('p'),
      message: 'm12',
    }),
    'stores where it is told',
    200,
    { partition: 0, offset: 12 },
  ),
]

export const offsetRows: readonly Row[] = [...retrieveRows, ...setRows, ...sizeRows, ...storeRows]
