// What a node answers to requests that are odd as HTTP, before any endpoint sees them.

import type { LiveCluster } from './live-cluster.ts'

interface HttpRow {
  readonly why: string
  readonly path: string
  readonly init: (cluster: LiveCluster) => RequestInit
  readonly http: number
  readonly gives: Readonly<Record<string, unknown>>
}

const get: HttpRow['init'] = () => ({})
const post =
  (body: string, type = 'application/json') =>
  (): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
const none = { status: 'failure', code: 'no-such-endpoint', outcome: 'refused' }
const bad = { status: 'failure', code: 'bad-request', outcome: 'refused' }
const form = 'application/x-www-form-urlencoded'

export const httpRows: readonly HttpRow[] = [
  { why: 'an unknown path', path: '/money', init: get, http: 404, gives: { ...none, what: '/money' } },
  { why: 'an unknown method', path: '/accounts', init: () => ({ method: 'DELETE' }), http: 404, gives: none },
  { why: 'the wrong method', path: '/deposit', init: get, http: 404, gives: none },
  { why: 'another host in the path', path: '//accounts', init: get, http: 404, gives: none },
  {
    why: 'a trailing slash',
    path: '/balance/?account=alice',
    init: get,
    http: 200,
    gives: { account: 'alice' },
  },
  { why: 'HEAD', path: '/accounts', init: () => ({ method: 'HEAD' }), http: 200, gives: {} },
  {
    why: 'a form',
    path: '/deposit',
    init: post('account=nobody&amount=5', form),
    http: 404,
    gives: { code: 'no-such-account' },
  },
  {
    why: 'JSON that says it is a form',
    path: '/deposit',
    init: post(' {"account":"nobody","amount":5}', form),
    http: 404,
    gives: { code: 'no-such-account' },
  },
  {
    why: 'query and body together',
    path: '/deposit?account=nobody',
    init: post('{"amount":5}'),
    http: 404,
    gives: { code: 'no-such-account' },
  },
  {
    why: 'query and body that differ',
    path: '/deposit?amount=6',
    init: post('{"account":"nobody","amount":5}'),
    http: 400,
    gives: { ...bad, field: 'amount' },
  },
  { why: 'half of a JSON body', path: '/deposit', init: post('{"account":'), http: 400, gives: bad },
  { why: 'a list as body', path: '/deposit', init: post('[1]'), http: 400, gives: bad },
  {
    why: 'a body over its limit',
    path: '/deposit',
    init: post(`{"account":"${'x'.repeat(1024 * 1024)}"}`),
    http: 413,
    gives: { code: 'too-large', limit: 'body', max: 1_048_576 },
  },
  {
    why: 'a page from elsewhere',
    path: '/accounts',
    init: () => ({ headers: { origin: 'http://evil.example' } }),
    http: 400,
    gives: bad,
  },
  {
    why: 'a page from elsewhere that would pay',
    path: '/deposit',
    init: () => ({ ...post('{"account":"alice","amount":5}')(), headers: { origin: 'http://evil.example' } }),
    http: 400,
    gives: bad,
  },
]
