// What the managers move on their own: shown, paused and let go on. Meanwhile a replica moves, so that no leader
// is handed over between two rows.

import { expect } from 'vitest'
import { row } from './rows.ts'
import type { Row } from './rows.ts'
import { done, naming, read, refused } from './words.ts'

const PAUSE = 'POST /balancer'
const count = expect.any(Number)
const perBroker = [1, 2, 3, 4].map((id) => ({ broker_id: id, node: `broker-${id}`, count }))
const shown = { moves: [{ topic: 'grown', partition: 0 }], leaders: perBroker, replicas: perBroker }

const badRows: readonly Row[] = [
  row('broker-4', PAUSE, {}, 'yes or no?', 400, {
    ...refused('bad-request', naming('paused')),
    message: 'paused is missing',
  }),
  ...['manager-1', 'broker-2'].map((at) =>
    row(at, PAUSE, { paused: 'perhaps' }, 'neither', 400, {
      ...refused('bad-request', naming('paused')),
      message: 'paused must be yes or no',
    }),
  ),
  row('manager-3', PAUSE, { paused: 2 }, 'a number', 400, refused('bad-request', naming('paused'))),
  row('manager-3', PAUSE, { paused: null }, 'nothing', 400, refused('bad-request', naming('paused'))),
  row(
    'manager-2',
    PAUSE,
    { paused: true, request_id: 'a b' },
    'a bad id',
    400,
    refused('bad-request', naming('request_id')),
  ),
  row('broker-1', PAUSE, { paused: false, forward: 'no' }, 'is not forwarded', 503, {
    code: 'not-leader',
    group: 'managers',
    leader: null,
  }),
  row('manager-1', 'GET /balancer', {}, 'none of them changed anything', 200, { paused: true, ...read }),
]

export const balancerRows: readonly Row[] = [
  ...badRows,
  row('broker-1', PAUSE, { paused: false, request_id: 'go-on' }, 'goes on', 200, {
    paused: false,
    ...shown,
    ...done,
    request_id: 'go-on',
  }),
  row('manager-3', 'GET /balancer', {}, 'shows it', 200, { paused: false, ...shown, ...read }),
  row('manager-2', PAUSE, { paused: 'yes' }, 'is paused again', 200, { paused: true, ...shown, ...done }),
  row('broker-4', PAUSE, { paused: false, request_id: 'go-on' }, 'a repeat changes nothing', 200, {
    paused: false,
    duplicate: true,
    request_id: 'go-on',
  }),
  row(
    'manager-1',
    PAUSE,
    { paused: true, request_id: 'go-on' },
    'with a used id',
    409,
    refused('request-reused'),
  ),
  ...['manager-2', 'broker-3'].map((at) =>
    row(at, 'GET /balancer', {}, 'is paused still', 200, { paused: true, ...shown, ...read }),
  ),
]
