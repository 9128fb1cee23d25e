// Directory requests: any manager and any broker takes them.

import { expect } from 'vitest'
import { row } from './rows.ts'
import type { Row } from './rows.ts'
import { done, naming, read, refused } from './words.ts'

const http = expect.stringMatching(/^127\.0\.0\.1:\d+$/)
const place = { broker_id: expect.any(Number), node: expect.stringMatching(/^broker-\d$/), http }
const partition = {
  group: expect.any(Number),
  epoch: 1,
  leader: place,
  preferred: expect.any(Number),
  replicas: [0, 1, 2].map(() => ({ ...place, replica_id: expect.any(Number), learner: false })),
}
const nodes = ['manager-1', 'manager-2', 'manager-3', 'broker-1', 'broker-4']
export const everywhere = (make: (node: string) => Row): readonly Row[] => nodes.map(make)

const topicRows: readonly Row[] = [
  ...everywhere((at) => row(at, 'GET /topics', {}, 'lists the topics', 200, { topics: ['orders'], ...read })),
  ...everywhere((at) =>
    row(at, 'GET /topics', { consistency: 'local' }, 'from one copy', 200, {
      topics: ['orders'],
      consistency: 'local',
      node: expect.stringMatching(at.startsWith('manager') ? at : /^manager-/),
    }),
  ),
  row(
    'manager-1',
    'GET /topics',
    { deadline_ms: 5 },
    'names a bad deadline',
    400,
    refused('bad-request', naming('deadline_ms')),
  ),
  row('broker-1', 'GET /topics', { forward: 'no' }, 'is not forwarded', 503, {
    code: 'not-leader',
    group: 'managers',
    leader: null,
  }),
  ...everywhere((at) =>
    row(
      at,
      'POST /topics',
      { topic_name: `t-${at}`, partitions: '2', request_id: `make-${at}` },
      'makes a topic',
      200,
      {
        message: `Topic 't-${at}' created successfully`,
        topic_id: expect.any(Number),
        partitions: 2,
        ready: true,
        ...done,
        request_id: `make-${at}`,
      },
    ),
  ),
  row(
    'broker-2',
    'POST /topics',
    { topic: 't-manager-1', partitions: 2, request_id: 'make-manager-1' },
    'E30: repeated elsewhere',
    200,
    { duplicate: true, ready: true },
  ),
  row(
    'broker-2',
    'POST /topics',
    { topic: 'other', request_id: 'make-manager-1' },
    'with a used id',
    409,
    refused('request-reused'),
  ),
  row('manager-3', 'POST /topics', { topic: 'orders' }, 'E8: known', 409, {
    ...refused('topic-exists'),
    what: 'orders',
  }),
  row(
    'manager-2',
    'POST /topics',
    { topic: 'a#b' },
    'E28: bad name',
    400,
    refused('bad-name', naming('topic')),
  ),
  row(
    'manager-2',
    'POST /topics',
    { topic: 't', name: 'u' },
    'contradicted',
    400,
    refused('bad-request', naming('topic')),
  ),
  row('manager-2', 'POST /topics', {}, 'without a topic', 400, {
    ...refused('bad-request', naming('topic')),
    message: 'topic is missing',
  }),
  row(
    'manager-2',
    'POST /topics',
    { topic: 't', partitions: 33 },
    'too many partitions',
    400,
    refused('bad-request', naming('partitions')),
  ),
  ...everywhere((at) =>
    row(at, 'GET /topics/partitions', { topic: 'orders' }, 'shows who holds what', 200, {
      topic_id: 1,
      partitions: [0, 1, 2].map((number) => ({ ...partition, partition: number })),
      ...read,
    }),
  ),
  row('broker-3', 'GET /topics/partitions', { topic: 'none' }, 'unknown', 404, {
    ...refused('no-such-topic'),
    what: 'none',
  }),
]

const registerRows: readonly Row[] = [
  ...everywhere((at) =>
    row(at, 'POST /producer/register', { topic: 'orders', prod_name: `p-${at}` }, 'registers', 200, {
      producer_id: expect.any(Number),
      topic_id: 1,
      partition: null,
      partitions: 3,
      created: false,
      producer_name: `p-${at}`,
      ...done,
    }),
  ),
  row('broker-4', 'POST /produce/register', { topic: 'new', partition: -1 }, 'E34: makes a topic', 200, {
    created: true,
    partition: null,
    partitions: 1,
  }),
  row('manager-1', 'POST /producer/register', { topic: 'orders', partition: null }, 'E10: null', 200, {
    partition: null,
  }),
  row('manager-1', 'POST /producer/register', { topic: 'orders', partition: 3 }, 'unknown partition', 404, {
    ...refused('no-such-partition'),
    what: 'orders/3',
  }),
  row(
    'manager-1',
    'POST /producer/register',
    { topic: 'orders', producer_name: 'producer-7' },
    'reserved',
    400,
    refused('bad-name', naming('producer_name')),
  ),
  row(
    'manager-1',
    'POST /producer/register',
    { producer_name: 'p' },
    'no topic',
    400,
    refused('bad-request', naming('topic')),
  ),
  row(
    'manager-2',
    'POST /consumer/register',
    { topic: 'orders', consumer_name: 'c', partition: 1 },
    'registers',
    200,
    { topic_id: 1, partition: 1, partitions: 3, consumer_name: 'c', ...done },
    (body, notes) => notes.keep('c', body['consumer_id']),
  ),
  row(
    'broker-1',
    'POST /consumer/register',
    { topic: 'orders', consumer_name: 'c', partition: 1 },
    'the same again',
    200,
    { partition: 1, duplicate: false },
  ),
  row('manager-2', 'POST /consumer/register', { topic: 'none' }, 'unknown topic', 404, {
    ...refused('no-such-topic'),
    what: 'none',
  }),
  row(
    'manager-2',
    'POST /consumer/register',
    { topic: 'orders', consumer_name: 'consumer-1' },
    'reserved',
    400,
    refused('bad-name', naming('consumer_name')),
  ),
  row(
    'manager-3',
    'POST /consumer/health_poll',
    (notes) => ({ consumer_id: notes.get('c') }),
    'HC4: is alive',
    200,
    { last_seen: expect.any(Number) },
  ),
  row('manager-3', 'GET /consumer/health_poll', { consumer_id: 999 }, 'unknown', 404, {
    ...refused('no-such-consumer'),
    what: 999,
  }),
  row('broker-3', 'GET /producer/health_poll', { producer_id: 999 }, 'unknown', 404, {
    ...refused('no-such-producer'),
    what: 999,
  }),
  row(
    'broker-3',
    'GET /producer/health_poll',
    {},
    'nobody',
    400,
    refused('bad-request', naming('producer_id')),
  ),
  row('broker-1', 'GET /producers', { topic: 'new' }, 'lists them', 200, {
    producers: [
      {
        id: expect.any(Number),
        name: expect.stringMatching(/^producer-/),
        topic: 'new',
        partition: null,
        health: 'alive',
        last_seen: expect.any(Number),
      },
    ],
    ...read,
  }),
  row('manager-1', 'GET /consumers', { topic: 'orders' }, 'lists them', 200, {
    consumers: [{ name: 'c', topic: 'orders', partition: 1, health: 'alive' }],
    ...read,
  }),
  row('manager-1', 'GET /consumers', { topic: 'none' }, 'unknown topic', 404, {
    ...refused('no-such-topic'),
    what: 'none',
  }),
]

export const directoryRows: readonly Row[] = [...topicRows, ...registerRows]
