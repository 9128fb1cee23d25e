// Consume and size on one partition, at managers and brokers alike.

import { expect } from 'vitest'
import { CONSUME, PRODUCE, by, to } from './message.words.ts'
import { row } from './rows.ts'
import type { Row } from './rows.ts'
import { refused } from './words.ts'

export const consumeRows: readonly Row[] = [
  ...['manager-1', 'manager-2', 'broker-1', 'broker-2', 'broker-3', 'broker-4'].map((at, turn) =>
    row(at, turn % 2 === 0 ? CONSUME : 'GET /consume', (notes) => to(notes, {}), 'E26: takes the next', 200, {
      message: `m${turn + 1}`,
      log_message: `m${turn + 1}`,
      offset: turn + 1,
      partition: 0,
      duplicate: false,
      index: expect.any(Number),
    }),
  ),
  row('broker-1', CONSUME, (notes) => to(notes, { max: 3, request_id: 'r' }), 'three', 200, {
    message: 'm7',
    offset: 9,
    messages: [7, 8, 9].map((offset) => ({ offset, message: `m${offset}`, log_message: `m${offset}` })),
    request_id: 'r',
    duplicate: false,
  }),
  row('manager-2', CONSUME, (notes) => to(notes, { max: 3, request_id: 'r' }), 'the same three', 200, {
    message: 'm7',
    offset: 9,
    duplicate: true,
  }),
  row('broker-4', 'GET /size', (notes) => to(notes, { topic: 'one' }), 'what is left', 200, {
    size: 1,
    partitions: [{ partition: 0, size: 1, last: 10, offset: 9 }],
  }),
  ...['manager-1', 'broker-1', 'broker-2', 'broker-3', 'broker-4'].map((at) =>
    row(at, 'GET /size', { topic: 'one', consistency: 'local' }, 'in one copy', 200, {
      consistency: 'local',
      partitions: [{ node: expect.stringMatching(/^broker-/) }],
    }),
  ),
  row('broker-3', 'POST /consumer/consume', (notes) => to(notes, { topic: 'one' }), 'the last', 200, {
    message: 'm10',
    offset: 10,
  }),
  row(
    'manager-3',
    CONSUME,
    (notes) => to(notes, { request_id: 'again' }),
    'MG14: no more',
    200,
    refused('empty', { message: 'no more messages' }),
  ),
  row('manager-3', PRODUCE, (notes) => by(notes, { message: 'm11' }), 'stores', 200, { offset: 11 }),
  row(
    'manager-3',
    CONSUME,
    (notes) => to(notes, { request_id: 'again' }),
    'empty does not use an id up',
    200,
    { message: 'm11', duplicate: false },
  ),
  row(
    'broker-1',
    CONSUME,
    { consumer_id: 999 },
    'unknown consumer',
    404,
    refused('no-such-consumer', { what: 999 }),
  ),
  row('broker-1', CONSUME, {}, 'nobody', 400, refused('bad-request', { field: 'consumer_id' })),
  row(
    'broker-1',
    CONSUME,
    (notes) => to(notes, { topic: 'two' }),
    'another topic',
    409,
    refused('wrong-topic', { registered: 'one' }),
  ),
  row(
    'broker-1',
    CONSUME,
    (notes) => to(notes, { max: 501 }),
    'too many',
    400,
    refused('bad-request', { field: 'max' }),
  ),
  row(
    'broker-1',
    'GET /size',
    { topic: 'none' },
    'unknown topic',
    404,
    refused('no-such-topic', { what: 'none' }),
  ),
  row(
    'broker-1',
    'GET /size',
    { topic: 'one', partition: 1 },
    'unknown partition',
    404,
    refused('no-such-partition', { what: 'one/1' }),
  ),
  row('broker-1', 'GET /size', {}, 'of what?', 400, refused('bad-request', { field: 'topic' })),
  row(
    'broker-1',
    'GET /size',
    { topic: 'one', consumer_id: 999 },
    'of whom?',
    404,
    refused('no-such-consumer', { what: 999 }),
  ),
]
