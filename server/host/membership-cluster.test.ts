import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import type { MemberChange, Proposed } from './port.ts'
import { withoutMargin } from './snapshot.fixture.ts'
import { recordOf, startCluster, TEST_GROUP } from './test-cluster.ts'
import type { TestCluster, TestNode } from './test-cluster.ts'
import { propose, settled, startLoad } from './test-load.fixture.ts'

const MEMBERS = ['atm-1', 'atm-2', 'atm-3']
const NODES = [...MEMBERS, 'atm-4']

const start = (): Promise<TestCluster> =>
  startCluster({
    nodes: NODES,
    members: MEMBERS,
    itemsPerPart: 10,
    snapshots: { ...SNAPSHOT_LIMITS, entries: 40 },
    createCore: withoutMargin,
  })

/** What an order of the managers tells the node that gets the replica. */
function newcomer(replica: number, node: NodeId): ReplicaRecord {
  const first = recordOf(TEST_GROUP, MEMBERS, 'atm-1')
  if (first === null) throw new Error('atm-1 is a member')
  return { ...first, replica, members: [...first.members, { replica, node }] }
}

async function change(cluster: TestCluster, what: MemberChange): Promise<Proposed> {
  const { host } = await cluster.leader()
  return settled(cluster, host.changeMembers(TEST_GROUP, what, 5_000, 'test'))
}

async function open(cluster: TestCluster, node: NodeId, replica: number): Promise<void> {
  const opened = await settled(cluster, cluster.node(node).open(newcomer(replica, node)))
  expect(opened).toEqual({ ok: true, value: null })
}

const votersOf = ({ host }: TestNode): readonly NodeId[] =>
  host.status(TEST_GROUP)?.voters.map(({ node }) => node) ?? []

async function caughtUp(cluster: TestCluster, replica: number): Promise<void> {
  const { host } = await cluster.leader()
  await cluster.until(() => {
    const status = host.status(TEST_GROUP)
    const match = status?.learners.find((one) => one.replica === replica)?.match ?? 0
    return status !== null && match > 0 && status.commit - match < 8
  })
}

describe('members', () => {
  it('a replica is added, promoted and another removed under load, and nothing is lost', async () => {
    const cluster = await start()
    await propose(cluster, 100)
    const load = startLoad(cluster, () => NODES.map((id) => cluster.node(id)))
    await open(cluster, 'atm-4', 44)
    expect(await change(cluster, { add: { replica: 44, node: 'atm-4' } })).toMatchObject({
      outcome: 'applied',
    })
    await caughtUp(cluster, 44)
    expect(cluster.node('atm-4').restored.length).toBeGreaterThanOrEqual(1)
    expect(await change(cluster, { promote: 44 })).toMatchObject({ outcome: 'applied' })
    const gone = cluster.followers().find(({ host }) => host.node !== 'atm-4')
    const id = gone?.host.node ?? 'none'
    const replica = gone?.host.status(TEST_GROUP)?.replicaId ?? 0
    expect(await change(cluster, { remove: replica })).toMatchObject({ outcome: 'applied' })
    expect(await settled(cluster, cluster.node(id).host.close(TEST_GROUP))).toEqual({ ok: true, value: null })
    await cluster.run(200)
    const outcomes = await load.stop()
    expect([...outcomes.keys()]).toEqual(['applied'])
    await cluster.run(100)
    const leader = await cluster.leader()
    expect(votersOf(leader)).toEqual([...MEMBERS.filter((member) => member !== id), 'atm-4'])
    for (const member of votersOf(leader))
      expect(cluster.node(member).machine.count).toBe(100 + load.applied.length)
    expect(cluster.node(id).host.status(TEST_GROUP)).toBeNull()
  })

  it('a change that is true already is confirmed; one that cannot be made is refused', async () => {
    const cluster = await start()
    await propose(cluster, 1)
    expect(await change(cluster, { add: { replica: 12, node: 'atm-2' } })).toMatchObject({
      outcome: 'applied',
    })
    expect(await change(cluster, { promote: 99 })).toMatchObject({ outcome: 'refused', why: 'notMember' })
    const { host } = cluster.followers()[0] ?? cluster.node('atm-1')
    const asked = settled(cluster, host.changeMembers(TEST_GROUP, { remove: 11 }, 1_000, 'test'))
    expect(await asked).toMatchObject({ outcome: 'refused', why: 'notLeader' })
  })

  it('a node that lost its folder comes back as another replica, by a snapshot (B17)', async () => {
    const cluster = await start()
    await propose(cluster, 100)
    const id = cluster.followers()[0]?.host.node ?? 'none'
    const replica = cluster.node(id).host.status(TEST_GROUP)?.replicaId ?? 0
    await cluster.crash(id)
    const blank = await cluster.restart(id, 'wiped')
    await propose(cluster, 5)
    expect(blank.host.groups()).toEqual([])
    expect(await change(cluster, { remove: replica })).toMatchObject({ outcome: 'applied' })
    await open(cluster, id, 55)
    expect(await change(cluster, { add: { replica: 55, node: id } })).toMatchObject({ outcome: 'applied' })
    await caughtUp(cluster, 55)
    expect(await change(cluster, { promote: 55 })).toMatchObject({ outcome: 'applied' })
    await cluster.until(() => blank.machine.count === 105)
    expect(blank.host.status(TEST_GROUP)?.replicaId).toBe(55)
  })

  it('B61: late messages never bring a closed replica back, and its id is not opened again', async () => {
    const cluster = await start()
    await propose(cluster, 3)
    const node = cluster.followers()[0] ?? cluster.node('atm-1')
    const record = recordOf(TEST_GROUP, MEMBERS, node.host.node)
    if (record === null) throw new Error('a member has a replica')
    await settled(cluster, node.host.close(TEST_GROUP))
    await propose(cluster, 3)
    await cluster.run(500)
    expect(node.host.groups()).toEqual([])
    const again = settled(cluster, node.host.open({ record, machine: node.machine }))
    expect(await again).toMatchObject({ ok: false })
    expect(node.fatal).toEqual([])
    await cluster.crash(node.host.node)
    expect((await cluster.restart(node.host.node)).host.groups()).toEqual([])
  })

  it('who was away while a stranger came to lead answers its beats, and catches up', async () => {
    const cluster = await start()
    await propose(cluster, 10)
    const away = cluster.followers()[0]?.host.node ?? 'none'
    cluster.isolate(away, true)
    await open(cluster, 'atm-4', 44)
    await change(cluster, { add: { replica: 44, node: 'atm-4' } })
    await caughtUp(cluster, 44)
    await change(cluster, { promote: 44 })
    const { host } = await cluster.leader()
    expect(await settled(cluster, host.transfer(TEST_GROUP, 'atm-4', 2_000, 'test'))).toMatchObject({
      ok: true,
    })
    cluster.isolate(away, false)
    const { commit } = cluster.node('atm-4').host.status(TEST_GROUP) ?? { commit: Infinity }
    await cluster.until(() => (cluster.node(away).host.status(TEST_GROUP)?.applied ?? 0) >= commit)
  })

  it('who joined later and is left out again hears that it is', async () => {
    const cluster = await start()
    await propose(cluster, 10)
    await open(cluster, 'atm-4', 44)
    await change(cluster, { add: { replica: 44, node: 'atm-4' } })
    await caughtUp(cluster, 44)
    await change(cluster, { promote: 44 })
    await cluster.run(200)
    await change(cluster, { remove: 44 })
    await cluster.run(200)
    expect(votersOf(cluster.node('atm-4'))).toEqual(MEMBERS)
  })

  it('who lives where is known to a node that restarts after members changed', async () => {
    const cluster = await start()
    await propose(cluster, 10)
    await open(cluster, 'atm-4', 44)
    await change(cluster, { add: { replica: 44, node: 'atm-4' } })
    await propose(cluster, 60)
    await cluster.run(50)
    const id = cluster.followers()[0]?.host.node ?? 'none'
    await cluster.crash(id)
    const { host } = await cluster.restart(id)
    expect(host.status(TEST_GROUP)?.learners).toMatchObject([{ replica: 44, node: 'atm-4' }])
  })
})

describe('transfer', () => {
  it('hands the group to the named node, and both go on', async () => {
    const cluster = await start()
    await propose(cluster, 5)
    const target = cluster.followers()[1]?.host.node ?? 'none'
    const { host } = await cluster.leader()
    const moved = await settled(cluster, host.transfer(TEST_GROUP, target, 2_000, 'test'))
    expect(moved).toEqual({ ok: true, value: null })
    expect((await cluster.leader()).host.node).toBe(target)
    await propose(cluster, 5)
  })

  it('B67: is given up when the target cannot be reached, and proposals work again', async () => {
    const cluster = await start()
    await propose(cluster, 5)
    const target = cluster.followers()[1]?.host.node ?? 'none'
    const { host } = await cluster.leader()
    cluster.isolate(target, true)
    const moved = await settled(cluster, host.transfer(TEST_GROUP, target, 5_000, 'test'))
    expect(moved.ok).toBe(false)
    await propose(cluster, 5)
    expect((await cluster.leader()).host.node).toBe(host.node)
  })

  it('a node without a vote is no target, and a follower cannot hand over what it does not have', async () => {
    const cluster = await start()
    await propose(cluster, 1)
    const { host } = await cluster.leader()
    expect(await host.transfer(TEST_GROUP, 'atm-4', 1_000, 'test')).toMatchObject({ ok: false })
    const follower = cluster.followers()[0] ?? cluster.node('atm-1')
    expect(await follower.host.transfer(TEST_GROUP, host.node, 1_000, 'test')).toMatchObject({ ok: false })
  })
})
