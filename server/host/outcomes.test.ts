import { describe, expect, it } from 'vitest'
import type { Proposed, ReadReady } from './port.ts'
import { LIVE } from './virtual.ts'
import { startCluster, TEST_GROUP } from './test-cluster.ts'
import type { TestCluster, TestNode } from './test-cluster.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

async function settled(): Promise<{ cluster: TestCluster; leader: TestNode; follower: TestNode }> {
  const cluster = await startCluster({ nodes: NODES })
  const leader = await cluster.leader()
  await cluster.run(100)
  const [follower] = cluster.followers()
  if (follower === undefined) throw new Error('there are two followers')
  return { cluster, leader, follower }
}

const propose = (node: TestNode, command = 'tea', deadlineMs = 3_000): Promise<Proposed> =>
  node.host.propose(TEST_GROUP, command, deadlineMs, 'request:1')

/** Runs until the promise is settled, and says how long that took. */
async function outcome<T>(cluster: TestCluster, promise: Promise<T>): Promise<{ value: T; after: number }> {
  let value: { of: T } | null = null
  void promise.then((of) => (value = { of }))
  const begun = cluster.timers.now()
  await cluster.until(() => value !== null)
  return { value: await promise, after: cluster.timers.now() - begun }
}

describe('outcomes of requests', () => {
  it('B71: a follower never passes a change on: it refuses and names the leader', async () => {
    const { cluster, leader, follower } = await settled()
    const asked = await outcome(cluster, propose(follower))
    expect(asked.value).toEqual({ outcome: 'refused', why: 'notLeader', leader: leader.host.node })
    await cluster.run(200)
    expect(leader.machine.list).toEqual([])
  })

  it('a node that has not heard from its group yet is not ready', async () => {
    const cluster = await startCluster({ nodes: NODES })
    const { value } = await outcome(cluster, propose(cluster.node('atm-1')))
    expect(value).toMatchObject({ outcome: 'refused', why: 'notReady' })
    expect(cluster.node('atm-1').host.status(TEST_GROUP)?.ready).toBe(false)
  })

  it('an unknown group is refused by name', async () => {
    const { leader } = await settled()
    expect(await leader.host.propose(77, 'tea', 100, 'request:1')).toMatchObject({ why: 'noSuchGroup' })
    expect(await leader.host.readIndex(77, 100)).toMatchObject({ ok: false, why: 'noSuchGroup' })
  })

  it('B70: a leader cut off answers unknown when it steps down, well before the deadline', async () => {
    const { cluster, leader } = await settled()
    cluster.isolate(leader.host.node, true)
    const { value, after } = await outcome(cluster, propose(leader, 'lost?', 60_000))
    expect(value).toEqual({ outcome: 'unknown' })
    expect(after).toBeLessThan(1_500)
    expect(leader.host.status(TEST_GROUP)?.role).not.toBe('leader')
  })

  it('B70: and the entry that was unknown is really gone once another leader wrote at its index', async () => {
    const { cluster, leader, follower } = await settled()
    cluster.isolate(leader.host.node, true)
    await outcome(cluster, propose(leader, 'lost', 60_000))
    await cluster.until(
      () => cluster.followers().length < 2 && follower.host.status(TEST_GROUP)?.leader !== null,
    )
    cluster.isolate(leader.host.node, false)
    await cluster.run(2_000)
    const next = await outcome(cluster, propose(await cluster.leader(), 'kept'))
    expect(next.value).toMatchObject({ outcome: 'applied' })
    await cluster.run(200)
    for (const id of NODES) expect(cluster.node(id).machine.list).toEqual(['kept'])
  })

  it('a node that hears no majority says so, with the numbers', async () => {
    const { cluster, follower } = await settled()
    cluster.isolate(follower.host.node, true)
    await cluster.run(3_000)
    const change = await outcome(cluster, propose(follower))
    expect(change.value).toEqual({ outcome: 'refused', why: 'noQuorum', heard: 1, needed: 2 })
    const read = await outcome<ReadReady>(cluster, follower.host.readIndex(TEST_GROUP, 1_000))
    expect(read.value).toEqual({ ok: false, why: 'noQuorum', heard: 1, needed: 2 })
  })

  it('a read that a cut-off leader cannot confirm is refused, never answered', async () => {
    const { cluster, leader } = await settled()
    cluster.isolate(leader.host.node, true)
    const { value } = await outcome<ReadReady>(cluster, leader.host.readIndex(TEST_GROUP, 300))
    expect(value).toMatchObject({ ok: false })
  })

  it('deadlines are cluster time: in a pause nothing runs out', async () => {
    const { cluster, leader } = await settled()
    cluster.isolate(leader.host.node, true)
    let answered = false
    void propose(leader, 'waits', 100).then(() => (answered = true))
    await cluster.run(10)
    const now = cluster.timers.now()
    leader.host.applyClock({ ...LIVE, epoch: 2, rate: 0, clusterBase: now, wallBase: now })
    await cluster.run(5_000)
    expect(answered).toBe(false)
    leader.host.applyClock({ ...LIVE, epoch: 3, clusterBase: now, wallBase: cluster.timers.now() })
    await cluster.run(100)
    expect(answered).toBe(true)
  })

  it('B54: a node that stops answers everybody who waits, and takes nobody in any more', async () => {
    const { cluster, leader } = await settled()
    cluster.isolate(leader.host.node, true)
    const changes = Array.from({ length: 20 }, () => propose(leader))
    const reads = Array.from({ length: 20 }, () => leader.host.readIndex(TEST_GROUP, 3_000))
    await leader.host.stop()
    expect(await Promise.all(changes)).toEqual(changes.map(() => ({ outcome: 'unknown' })))
    expect((await Promise.all(reads)).every(({ ok }) => !ok)).toBe(true)
    expect(await propose(leader)).toMatchObject({ outcome: 'refused', why: 'notReady' })
  })

  it('above the limit of waiting requests the next one is overloaded', async () => {
    const { cluster, leader } = await settled()
    cluster.isolate(leader.host.node, true)
    for (let count = 0; count < 5_000; count += 1) void leader.host.readIndex(TEST_GROUP, 3_000)
    expect(await propose(leader)).toMatchObject({ outcome: 'refused', why: 'overloaded' })
  })

  it('500 changes at once are all applied, in one order on every node', async () => {
    const { cluster, leader } = await settled()
    const all = Array.from({ length: 500 }, (_, number) => propose(leader, `item ${number}`))
    await cluster.run(200)
    const ends = await Promise.all(all)
    expect(ends.every(({ outcome }) => outcome === 'applied')).toBe(true)
    expect(leader.machine.list).toHaveLength(500)
    for (const { machine } of cluster.followers()) expect(machine.list).toEqual(leader.machine.list)
  })
})
