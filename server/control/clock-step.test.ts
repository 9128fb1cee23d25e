import { describe, expect, it } from 'vitest'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { nextStep, takeStep } from './clock-step.ts'

const node = (id: string): TraceBody => ({
  kind: 'process',
  node: id,
  what: 'ready',
  state: 'running',
  role: 'atm',
  pid: 1,
  httpPort: 1,
  raftPort: 2,
  lastExit: null,
  starts: 1,
})
const replica = (id: string, role: 'leader' | 'follower'): TraceBody => ({
  kind: 'replica',
  node: id,
  group: 'atm',
  groupId: 2,
  replica: 1,
  voters: ['a', 'b', 'c'],
  learners: [],
  role,
  term: 1,
  vote: null,
  leader: 'a',
  last: 1,
  commit: 1,
  applied: 1,
  durable: 1,
  snapIndex: 0,
  cells: [],
})
const timer = (id: string, elapsedMs: number): TraceBody => ({
  kind: 'timers',
  node: id,
  timers: [{ group: 'atm', elapsedMs, timeoutMs: 800 }],
})
const held = (from: string, to: string, number: number, sentAt: number): TraceBody => ({
  kind: 'rpc',
  id: `${from}>${to}#${number}`,
  from,
  to,
  type: 'app',
  bytes: 60,
  sentAt,
  receivedAt: null,
  held: 'pause',
})
const freed = (from: string, to: string, frames: readonly string[]): TraceBody => ({
  kind: 'freed',
  from,
  to,
  frames,
})

const after = (...bodies: readonly TraceBody[]): ClusterView =>
  foldAll(
    EMPTY_VIEW,
    bodies.map((body, at) => ({ seq: at + 1, at: 0, wallAt: 0, cause: null, ...body })),
  )
const CLUSTER = [
  node('a'),
  node('b'),
  node('c'),
  replica('a', 'leader'),
  replica('b', 'follower'),
  replica('c', 'follower'),
  timer('b', 100),
  timer('c', 300),
]

describe('a step of a paused cluster', () => {
  it('lets the frame go that waits longest, on whichever link', () => {
    const view = after(...CLUSTER, held('a', 'b', 7, 20), held('a', 'c', 3, 10), held('a', 'c', 4, 30))
    expect(nextStep(view)).toEqual({ did: 'frame', frame: 'a>c#3', from: 'a', to: 'c' })
    expect(view.links['a>c']?.held.map(({ id }) => id)).toEqual(['a>c#3', 'a>c#4'])
  })

  it('fires the timer with the least time left when no frame waits, never that of a leader', () => {
    const view = after(...CLUSTER, held('a', 'b', 7, 20), freed('a', 'b', ['a>b#7']), timer('a', 799))
    expect(nextStep(view)).toEqual({ did: 'timer', node: 'c', group: 'atm' })
  })

  it('says when there is nothing to do, or no pause', async () => {
    expect(nextStep(after(node('a')))).toBeNull()
    const refused = await takeStep(
      { view: () => after(...CLUSTER), apply: () => Promise.reject(new Error('nothing may be done')) },
      'the test',
    )
    expect(refused).toMatchObject({ ok: false, error: { status: 409 } })
  })
})
