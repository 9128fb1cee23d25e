// Produce, consume and size, at managers and brokers alike, on a topic with one partition and one with two.

import { expect } from 'vitest'
import { row } from './rows.ts'
import type { Notes, Row } from './rows.ts'

const refused = (code: string, fields: Readonly<Record<string, unknown>> = {}) => ({
  code,
  outcome: 'refused',
  ...fields,
})
const keep =
  (name: string, field: string): NonNullable<Row['keep']> =>
  (body, notes) =>
    notes.keep(name, body[field])
const by = (notes: Notes, fields: Readonly<Record<string, string | number | string[] | null>>) => ({
  topic: 'one',
  producer_id: notes.get('p'),
  ...fields,
})
const to = (notes: Notes, fields: Readonly<Record<string, string | number>>) => ({
  consumer_id: notes.get('c'),
  ...fields,
})
const PRODUCE = 'POST /producer/produce'
const CONSUME = 'GET /consumer/consume'
const long = 'x'.repeat(64 * 1024)

const start: readonly Row[] = [
  row('manager-1', 'POST /topics', { topic: 'one' }, 'one partition', 200, { ready: true }),
  row('manager-1', 'POST /topics', { topic: 'two', partitions: 2 }, 'two partitions', 200, { ready: true }),
  row(
    'manager-2',
    'POST /producer/register',
    { topic: 'one', producer_name: 'p' },
    'registers',
    200,
    {},
    keep('p', 'producer_id'),
  ),
  row(
    'broker-2',
    'POST /consumer/register',
    { topic: 'one', partition: 0 },
    'registers',
    200,
    {},
    keep('c', 'consumer_id'),
  ),
  row(
    'broker-2',
    'POST /producer/register',
    { topic: 'two' },
    'registers',
    200,
    {},
    keep('p2', 'producer_id'),
  ),
  row(
    'broker-2',
    'POST /consumer/register',
    { topic: 'two' },
    'registers',
    200,
    {},
    keep('c2', 'consumer_id'),
  ),
  row(
    'broker-2',
    'POST /consumer/register',
    { topic: 'two', partition: 1 },
    'registers',
    200,
    {},
    keep('c2b', 'consumer_id'),
  ),
]

const produceRows: readonly Row[] = [
  ...['manager-1', 'manager-2', 'manager-3', 'broker-1', 'broker-2', 'broker-3', 'broker-4'].map((at, turn) =>
    row(at, PRODUCE, (notes) => by(notes, { log_message: `m${turn + 1}` }), 'E25: stores', 200, {
      partition: 0,
      offset: turn + 1,
      last: turn + 1,
      count: 1,
      stored: 1,
      last_sequence: 0,
      duplicate: false,
      index: expect.any(Number),
      request_id: expect.any(String),
    }),
  ),
  row(
    'broker-1',
    'POST /produce/produce',
    (notes) => by(notes, { message: 'm8', request_id: 'm8' }),
    'E30: alias',
    200,
    { offset: 8, request_id: 'm8', duplicate: false },
  ),
  row(
    'manager-3',
    PRODUCE,
    (notes) => by(notes, { message: 'm8', request_id: 'm8' }),
    'the same again',
    200,
    { offset: 8, duplicate: true },
  ),
  row(
    'manager-3',
    PRODUCE,
    (notes) => by(notes, { message: 'x', request_id: 'm8' }),
    'another under its id',
    409,
    refused('request-reused'),
  ),
  row('broker-3', PRODUCE, (notes) => by(notes, { messages: ['m9', 'm10'], sequence: 1 }), 'a batch', 200, {
    offset: 9,
    last: 10,
    count: 2,
    stored: 2,
    last_sequence: 2,
  }),
  row(
    'broker-4',
    PRODUCE,
    (notes) => by(notes, { messages: ['m9', 'm10'], sequence: 1 }),
    'E31: again',
    200,
    { offset: 9, stored: 0, duplicate: true },
  ),
  row(
    'broker-4',
    PRODUCE,
    (notes) => by(notes, { message: 'm', sequence: 5 }),
    'a gap',
    409,
    refused('out-of-sequence', { expected: 3 }),
  ),
  row('broker-4', PRODUCE, (notes) => by(notes, { messages: [] }), 'a claim', 200, {
    offset: null,
    stored: 0,
    last_sequence: 2,
  }),
  row(
    'manager-1',
    PRODUCE,
    (notes) => by(notes, { message: 'm', producer_id: 999 }),
    'unknown producer',
    404,
    refused('no-such-producer', { what: 999 }),
  ),
  row(
    'manager-1',
    PRODUCE,
    (notes) => by(notes, { message: 'm', topic: 'two' }),
    'LD8: another topic',
    409,
    refused('wrong-topic', { registered: 'one' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { message: 'm', topic: 'none' }),
    'unknown topic',
    404,
    refused('no-such-topic', { what: 'none' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { message: 'm', partition: 4 }),
    'unknown partition',
    404,
    refused('no-such-partition', { what: 'one/4' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { message: 'm', producer_name: 'q' }),
    'another name',
    400,
    refused('bad-request', { field: 'producer_name' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, {}),
    'nothing',
    400,
    refused('bad-request', { field: 'message' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    { message: 'm', topic: 'one' },
    'nobody',
    400,
    refused('bad-request', { field: 'producer_id' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => ({ message: 'm', producer_id: notes.get('p') }),
    'no topic',
    400,
    refused('bad-request', { field: 'topic' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { message: `${long}x` }),
    'too long',
    413,
    refused('too-large', { limit: 'message', max: 65_536 }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { messages: Array.from({ length: 9 }, () => long) }),
    'too much',
    413,
    refused('too-large', { limit: 'batch', max: 524_288 }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { messages: Array.from({ length: 3 }, () => '\u0001'.repeat(50_000)) }),
    'too much once encoded',
    413,
    refused('too-large', { limit: 'batch' }),
  ),
  row(
    'broker-1',
    PRODUCE,
    (notes) => by(notes, { messages: Array.from({ length: 501 }, () => 'm') }),
    'too many',
    400,
    refused('bad-request', { field: 'messages' }),
  ),
]

const two = (notes: Notes, fields: Readonly<Record<string, string | number | string[]>>) => ({
  topic: 'two',
  producer_id: notes.get('p2'),
  ...fields,
})
const unnamed = { partitions: 2, next: expect.any(Number) }
const twoRows: readonly Row[] = [
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

const consumeRows: readonly Row[] = [
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

export const messageRows: readonly Row[] = [...start, ...produceRows, ...consumeRows, ...twoRows]
