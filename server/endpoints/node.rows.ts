// What nodes say of each other and of themselves.

import { expect } from 'vitest'
import { everywhere } from './directory.rows.ts'
import { row } from './rows.ts'
import type { Row } from './rows.ts'
import { done, naming, read, refused } from './words.ts'

const broker = {
  host: '127.0.0.1',
  http_port: expect.any(Number),
  raft_port: expect.any(Number),
  alive: true,
  state: 'active',
  last_seen: expect.any(Number),
  replicas: expect.any(Number),
  leaders: expect.any(Number),
}
const brokers = [1, 2, 3, 4].map((id) => ({ ...broker, broker_id: id, node: `broker-${id}` }))
const brokerRows: readonly Row[] = [
  ...everywhere((at) => row(at, 'GET /brokers', {}, 'E3: lists the living', 200, { brokers, ...read })),
  row(
    'manager-1',
    'GET /brokers',
    { all: 'maybe' },
    'not a flag',
    400,
    refused('bad-request', naming('all')),
  ),
  ...['manager-1', 'manager-2', 'manager-3'].map((at) =>
    row(at, 'GET /replicas', {}, 'E4: lists the managers', 200, {
      leader: expect.stringMatching(/^manager-/),
      replicas: expect.arrayContaining([
        {
          node: at,
          host: '127.0.0.1',
          http_port: expect.any(Number),
          raft_port: expect.any(Number),
          role: expect.stringMatching(/leader|follower/),
          last_seen: expect.any(Number),
          applied: expect.any(Number),
        },
      ]),
    }),
  ),
  row(
    'manager-1',
    'POST /brokers/heartbeat',
    { host: '127.0.0.1', http_port: 1 },
    'E7: an unknown address',
    404,
    refused('no-such-broker'),
  ),
  row(
    'manager-1',
    'POST /brokers/heartbeat',
    { ip: '127.0.0.1', port: 1, cluster: 'another' },
    'another cluster',
    409,
    refused('wrong-cluster'),
  ),
  row(
    'manager-1',
    'POST /brokers/heartbeat',
    { host: '127.0.0.1', http_port: 70_000 },
    'no port',
    400,
    refused('bad-request', naming('http_port')),
  ),
  row(
    'manager-1',
    'POST /brokers/heartbeat',
    { http_port: 1 },
    'no host',
    400,
    refused('bad-request', naming('host')),
  ),
]

const REMOVE = 'POST /brokers/remove'
/** Carried out it is in the test of a cluster that grows and shrinks: here the other rows need every broker. */
const removalRows: readonly Row[] = [
  ...['manager-1', 'broker-4'].flatMap((at) => [
    row(at, REMOVE, {}, 'E6: which?', 400, refused('bad-request', naming('broker_id'))),
    row(at, REMOVE, { broker_id: 99 }, 'E6: an unknown one', 404, refused('no-such-broker', { what: 99 })),
  ]),
  row('broker-1', REMOVE, { broker_id: 1, forward: 'no' }, 'is not forwarded', 503, {
    code: 'not-leader',
    group: 'managers',
  }),
]

const MEMBERS = 'POST /members'
/** Carried out they are in the test of nodes that lost their files. */
const memberRows: readonly Row[] = [
  ...['manager-1', 'atm-1'].flatMap((at) => [
    row(at, 'GET /members', {}, 'says who is in its group', 200, {
      replica_id: expect.any(Number),
      leads: expect.any(Boolean),
      voters: [1, 2, 3].map(() => ({
        replica: expect.any(Number),
        node: expect.stringMatching(/^(manager|atm)-/),
        match: expect.toSatisfy((match: unknown) => match === null || typeof match === 'number'),
      })),
      learners: [],
    }),
    row(at, MEMBERS, {}, 'what?', 400, refused('bad-request', naming('order'))),
    row(at, MEMBERS, { order: 'add', replica: 99 }, 'where?', 400, refused('bad-request', naming('node'))),
  ]),
  row('broker-1', 'GET /members', {}, 'not at a broker', 404, refused('no-such-endpoint')),
  row('manager-1', 'POST /replica-ids', {}, 'for whom?', 400, refused('bad-request', naming('node'))),
  row('manager-2', 'POST /replica-ids', { node: 'atm-2' }, 'B17: an id nobody had', 200, {
    node: 'atm-2',
    replica_id: expect.any(Number),
    ...done,
  }),
]

const aboutRows: readonly Row[] = ['manager-1', 'broker-1', 'atm-1'].flatMap((at) => [
  row(at, 'GET /', {}, 'E23: welcomes', 200, {
    message: expect.stringMatching(new RegExp(`raftroom.*${at}`)),
  }),
  row(at, 'GET /clock', {}, 'shows the clock', 200, {
    epoch: expect.any(Number),
    rate: 1,
    now: expect.any(Number),
  }),
  row(at, 'GET /status', {}, 'E17: says what is running', 200, {
    message: expect.stringMatching(/^(broker|broker manager|broker manager copy|atm) running$/),
    node: at,
    role: at.split('-')[0],
    cluster: expect.any(String),
    ready: true,
    pid: expect.any(Number),
    version: expect.any(String),
    groups: expect.arrayContaining([
      expect.objectContaining({
        group: expect.any(Number),
        name: expect.any(String),
        replica_id: expect.any(Number),
        role: expect.any(String),
        term: expect.any(Number),
        leader: expect.any(String),
        last: expect.any(Number),
        commit: expect.any(Number),
        applied: expect.any(Number),
        heard: expect.any(Number),
        needed: 2,
      }),
    ]),
  }),
])

export const nodeRows: readonly Row[] = [...brokerRows, ...removalRows, ...memberRows, ...aboutRows]
