// Partitions made one by one, and a replica that moves: at managers and brokers alike.

import { expect } from 'vitest'
import * as z from 'zod'
import { row } from './rows.ts'
import type { Notes, Row } from './rows.ts'
import { read, refused } from './words.ts'

const MOVE = 'POST /partitions/move'
const ABORT = 'POST /partitions/move/abort'
const anyNumber = expect.any(Number)

const madeRows: readonly Row[] = [
  row('broker-4', 'POST /topics', { topic: 'grown', partition: 0 }, 'E24: with its first partition', 200, {
    message: "Partition 'grown/0' created successfully",
    topic_id: anyNumber,
    partitions: 1,
    partition: 0,
    group: anyNumber,
    ready: true,
  }),
  row('broker-3', 'POST /topics', { topic: 'grown', partition_id: '1' }, 'E24: the next', 200, {
    partitions: 2,
    partition: 1,
    ready: true,
  }),
  row(
    'broker-3',
    'POST /topics',
    { topic: 'grown', partition: 1 },
    'E24: a repeat',
    409,
    refused('partition-exists'),
  ),
  row(
    'broker-3',
    'POST /topics',
    { topic: 'grown', partition: 3 },
    'E24: a hole',
    409,
    refused('partition-gap', { expected: 2 }),
  ),
  row(
    'broker-3',
    'POST /topics',
    { topic: 'nowhere', partition: 1 },
    'of nothing',
    404,
    refused('no-such-topic'),
  ),
  row('manager-2', 'POST /partitions', { topic: 'grown', count: 2, broker_id: 1 }, 'two more', 200, {
    partition_id: 2,
    partitions: 4,
    groups: [anyNumber, anyNumber],
  }),
  row('broker-1', 'POST /brokers/create/partition', { topic: 'grown' }, 'one more', 200, {
    partition_id: 4,
    partitions: 5,
  }),
  row('broker-1', 'POST /partitions', {}, 'of what?', 400, refused('bad-request', { field: 'topic' })),
  row(
    'broker-1',
    'POST /partitions',
    { topic: 'grown', broker_id: 99 },
    'unknown broker',
    404,
    refused('no-such-broker', { what: 99 }),
  ),
  row(
    'broker-1',
    'POST /partitions',
    { topic: 'grown', count: 32 },
    'too many',
    409,
    refused('limit-reached'),
  ),
]

const holders = z.array(z.object({ replicas: z.array(z.object({ broker_id: z.number() })) }))
const brokers = [1, 2, 3, 4]

/** From a broker that holds grown/0 to the one that does not. */
const plan = (notes: Notes) => ({
  topic: 'grown',
  partition: 0,
  from_broker: notes.get('from'),
  to_broker: notes.get('to'),
})

const moveRows: readonly Row[] = [
  row(
    'manager-1',
    'GET /topics/partitions',
    { topic: 'grown' },
    'says who holds it',
    200,
    {},
    (body, notes) => {
      const held = holders.parse(body['partitions'])[0]?.replicas.map(({ broker_id }) => broker_id) ?? []
      notes.keep(
        'from',
        held.find((id) => id !== 4),
      )
      notes.keep(
        'to',
        brokers.find((id) => !held.includes(id)),
      )
    },
  ),
  row(
    'broker-2',
    MOVE,
    (notes) => ({ ...plan(notes), to_broker: notes.get('from') }),
    'where one is already',
    409,
    refused('partition-exists'),
  ),
  row(
    'broker-2',
    MOVE,
    (notes) => ({ ...plan(notes), from_broker: notes.get('to') }),
    'from where none is',
    404,
    refused('no-such-broker'),
  ),
  row(
    'broker-2',
    MOVE,
    (notes) => ({ ...plan(notes), partition: 9 }),
    'unknown',
    404,
    refused('no-such-partition'),
  ),
  row(
    'broker-2',
    MOVE,
    (notes) => ({ ...plan(notes), partition: null }),
    'of which?',
    400,
    refused('bad-request', { field: 'partition' }),
  ),
  row('manager-3', 'GET /balancer', {}, 'nothing moves', 200, {
    paused: true,
    moves: [],
    ...read,
  }),
  row('broker-2', MOVE, plan, 'begins', 200, { replica_id: anyNumber, epoch: 2, duplicate: false }),
  row('manager-1', MOVE, plan, 'one at a time', 409, refused('busy')),
  row('manager-1', ABORT, { topic: 'grown', partition: 1 }, 'nothing moves there', 409, refused('busy')),
  row('manager-1', ABORT, { topic: 'nowhere', partition: 0 }, 'of nothing', 404, refused('no-such-topic')),
  row('broker-1', ABORT, { topic: 'grown', partition: 9 }, 'unknown', 404, refused('no-such-partition')),
  row('broker-1', ABORT, { topic: 'grown' }, 'which?', 400, refused('bad-request', { field: 'partition' })),
  row('broker-1', 'GET /balancer', {}, 'shows it', 200, {
    paused: true,
    moves: [{ topic: 'grown', partition: 0, epoch: 2, step: expect.any(String), since: anyNumber }],
    leaders: brokers.map((id) => ({ broker_id: id, node: `broker-${id}`, count: anyNumber })),
    replicas: brokers.map((id) => ({ broker_id: id, node: `broker-${id}`, count: anyNumber })),
    ...read,
  }),
]

export const partitionRows: readonly Row[] = [...madeRows, ...moveRows]
