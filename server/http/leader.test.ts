import { describe, expect, it } from 'vitest'
import type { Json, NodeId } from '../../shared/ids.ts'
import { TEST_GROUP, startCluster } from '../host/test-cluster.ts'
import type { TestCluster, TestNode } from '../host/test-cluster.ts'
import { PROPOSE, answerForwarded } from './forwarding.ts'
import type { Act, CallAnswer } from './forwarding.ts'
import { change, read, settle } from './leader.ts'
import type { Settled } from './leader.ts'
import type { Target } from './trail.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

interface Ready {
  readonly cluster: TestCluster
  readonly leader: TestNode
  readonly follower: TestNode
}

async function ready(nodes = NODES): Promise<Ready> {
  const cluster = await startCluster({ nodes })
  for (const node of nodes) answerForwarded(cluster.node(node).host, () => 'read')
  const leader = await cluster.leader()
  await cluster.run(200)
  const [follower] = cluster.followers()
  if (follower === undefined) throw new Error('there are followers')
  return { cluster, leader, follower }
}

const targetOf = ({ host }: TestNode, nodes: readonly NodeId[] = NODES): Target => ({
  group: TEST_GROUP,
  name: 'atm',
  nodes: () => nodes,
  leader: () => host.status(TEST_GROUP)?.leader ?? null,
  http: (node) => `${node}:80`,
})
const command = { op: 'x', request: { id: 'r' } }
const changing = (
  node: TestNode,
  options: { deadlineMs?: number; forward?: boolean } = {},
  target = targetOf(node),
) => change(node.host, target, command, { deadlineMs: 3_000, forward: true, requestId: 'r', ...options })

async function settled<T>(cluster: TestCluster, promise: Promise<Settled<T>>) {
  let end: Settled<T> | null = null
  const begun = cluster.timers.now()
  void promise.then((value) => (end = value))
  await cluster.until(() => end !== null, 40_000)
  return { end: await promise, after: cluster.timers.now() - begun }
}

/** Replaces how a node answers what is forwarded to it, and counts. */
function answering({ host }: TestNode, answer: (body: Json) => CallAnswer): { asked: Json[] } {
  const asked: Json[] = []
  host.onCall(PROPOSE, async (_from, body) => {
    asked.push(body)
    return answer(body)
  })
  return { asked }
}

describe('a change', () => {
  it('at the leader is proposed there; at a follower it is forwarded once', async () => {
    const { cluster, leader, follower } = await ready()
    expect((await settled(cluster, changing(leader))).end).toMatchObject({ ok: true, value: { index: 2 } })
    const { asked } = answering(leader, () => ({
      t: 'done',
      value: { ok: true, value: 1, index: 9, duplicate: false },
    }))
    expect((await settled(cluster, changing(follower))).end).toMatchObject({ ok: true, value: { index: 9 } })
    expect(asked).toMatchObject([{ group: TEST_GROUP, body: command }])
  })

  it('B71: who is asked by another node answers with a hint and asks nobody', async () => {
    const { cluster, leader, follower } = await ready()
    const [, other] = cluster.followers()
    const { asked } = answering(leader, () => ({ t: 'unknown' }))
    const call = follower.host.call(
      other?.host.node ?? '',
      PROPOSE,
      { group: TEST_GROUP, deadlineMs: 100, body: command },
      100,
    )
    await cluster.run(50)
    expect(await call).toEqual({ ok: true, value: { t: 'hint', leader: leader.host.node } })
    expect(asked).toEqual([])
  })

  it('B71: two nodes that name each other are asked at most 3 hints in a row, then it rests', async () => {
    const { cluster, leader, follower } = await ready()
    const [, other] = cluster.followers()
    if (other === undefined) throw new Error('there are two')
    const first = answering(leader, () => ({ t: 'hint', leader: other.host.node }))
    const second = answering(other, () => ({ t: 'hint', leader: leader.host.node }))
    const target = targetOf(follower, [leader.host.node])
    void changing(follower, { deadlineMs: 3_000 }, target)
    await cluster.run(45)
    expect(first.asked.length + second.asked.length).toBe(4)
  })

  it('keeps its request id and text in every attempt', async () => {
    const { cluster, leader, follower } = await ready()
    const { asked } = answering(leader, () => ({ t: 'refused', why: 'noLeader', heard: 2, needed: 2 }))
    const { end, after } = await settled(cluster, changing(follower, { deadlineMs: 500 }))
    expect(end).toMatchObject({ ok: false, failure: { code: 'no-leader', group: 'atm' } })
    expect(after).toBeLessThanOrEqual(501)
    expect(asked.length).toBeGreaterThan(3)
    expect(
      new Set(asked.map((call) => JSON.stringify(call).replace(/"deadlineMs":[\d.]+/, ''))),
    ).toHaveLength(1)
  })

  it('that may have been done stays unknown, whatever is heard later', async () => {
    const { cluster, leader, follower } = await ready()
    let turn = 0
    answering(leader, () =>
      (turn += 1) === 1 ? { t: 'unknown' } : { t: 'refused', why: 'noQuorum', heard: 1, needed: 2 },
    )
    const { end } = await settled(cluster, changing(follower, { deadlineMs: 500 }))
    expect(end).toMatchObject({ ok: false, failure: { code: 'unknown', group: 'atm', request_id: 'r' } })
    expect(turn).toBeGreaterThan(1)
  })

  it('with forward=no is not-leader at a follower, with the leader and where its HTTP is', async () => {
    const { cluster, leader, follower } = await ready()
    const node = leader.host.node
    const { asked } = answering(leader, () => ({ t: 'unknown' }))
    const { end } = await settled(cluster, changing(follower, { forward: false }, targetOf(follower, [node])))
    expect(end).toMatchObject({
      ok: false,
      failure: { code: 'not-leader', leader: { node, http: `${node}:80` } },
    })
    expect(asked).toEqual([])
    expect((await settled(cluster, changing(leader, { forward: false }))).end.ok).toBe(true)
  })

  it('with forward=no and nobody leading is not-leader at once, with null', async () => {
    const { cluster, follower } = await ready()
    const nobodyLeads: Act = {
      method: PROPOSE,
      here: () => Promise.resolve({ t: 'refused', why: 'noLeader', heard: 2, needed: 2 }),
    }
    const options = { deadlineMs: 3_000, forward: false, requestId: 'r' }
    const asked = settle(follower.host, targetOf(follower), command, options, nobodyLeads)
    const { end, after } = await settled(cluster, asked)
    expect(end).toMatchObject({ ok: false, failure: { code: 'not-leader', leader: null } })
    expect(after).toBeLessThan(50)
  })

  it('with forward=no at a node cut off is no-quorum, but only at its deadline', async () => {
    const { cluster, follower } = await ready()
    cluster.isolate(follower.host.node, true)
    await cluster.run(1_500)
    const { end, after } = await settled(cluster, changing(follower, { forward: false }))
    expect(end).toMatchObject({ ok: false, failure: { code: 'no-quorum', heard: 1, needed: 2 } })
    expect(after).toBeGreaterThanOrEqual(3_000)
    expect(after).toBeLessThan(3_100)
  })

  it('does not wait for a frozen leader once another one is known', async () => {
    const { cluster, leader, follower } = await ready()
    leader.host.onCall(PROPOSE, () => new Promise(() => undefined))
    const asked = changing(follower, { deadlineMs: 20_000 })
    await cluster.run(100)
    cluster.isolate(leader.host.node, true)
    const { end, after } = await settled(cluster, asked)
    expect(end).toMatchObject({ ok: true })
    expect(after).toBeLessThan(3_000)
  })
})

describe('a read', () => {
  const options = { deadlineMs: 1_000, forward: true, local: false }

  it('at a follower is as new as the leader was when it began', async () => {
    const { cluster, leader, follower } = await ready()
    await settled(cluster, changing(leader))
    const { end } = await settled(
      cluster,
      read(follower.host, targetOf(follower), null, () => follower.machine.list, options),
    )
    expect(end).toMatchObject({ ok: true, value: { result: [command], asOf: 2, node: follower.host.node } })
  })

  it('without an own copy asks the nodes in turn, and names whose copy it was', async () => {
    const { cluster, follower } = await ready()
    const [, other] = cluster.followers()
    const node = other?.host.node ?? ''
    const target = { ...targetOf(follower, ['atm-9', node]), leader: () => null }
    const { end } = await settled(cluster, read(follower.host, target, 'q', null, options))
    expect(end).toMatchObject({ ok: true, value: { result: 'read', node } })
    const local = await settled(cluster, read(follower.host, target, 'q', null, { ...options, local: true }))
    expect(local.end).toMatchObject({ ok: true, value: { result: 'read', node } })
  })

  it('without an own copy and with forward=no is not-leader', async () => {
    const { cluster, leader, follower } = await ready()
    const asked = read(follower.host, targetOf(follower), 'q', null, { ...options, forward: false })
    expect((await settled(cluster, asked)).end).toMatchObject({
      failure: { code: 'not-leader', leader: { node: leader.host.node } },
    })
  })

  it('at a follower cut off ends with no-quorum at its deadline', async () => {
    const { cluster, follower } = await ready()
    cluster.isolate(follower.host.node, true)
    const { end, after } = await settled(
      cluster,
      read(follower.host, targetOf(follower), null, () => null, { ...options, deadlineMs: 3_000 }),
    )
    expect(end).toMatchObject({ failure: { code: 'no-quorum', heard: 1, needed: 2 } })
    expect(after).toBeLessThanOrEqual(3_001)
  })
})
