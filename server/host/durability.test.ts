import { describe, expect, it } from 'vitest'
import type { DiskFault } from '../storage/memory-disk.ts'
import { InvariantError } from '../../shared/assert.ts'
import { fakeCore } from './fake-core.ts'
import { startCluster, TEST_GROUP } from './test-cluster.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

describe('durable before', () => {
  it('B38: nothing commits while the followers’ disks stand still, and everything once they go on', async () => {
    const slow = new Set<string>()
    const cluster = await startCluster({ nodes: NODES, stalled: (node) => slow.has(node) })
    const { host } = await cluster.leader()
    await cluster.run(100)
    for (const follower of cluster.followers()) slow.add(follower.host.node)
    let outcome: string | null = null
    void host.propose(TEST_GROUP, 'tea', 10_000, 'request:1').then((ended) => (outcome = ended.outcome))
    await cluster.run(400)
    expect(host.status(TEST_GROUP)).toMatchObject({ role: 'leader', last: 2, commit: 1 })
    expect(outcome).toBeNull()
    slow.clear()
    await cluster.run(50)
    expect(outcome).toBe('applied')
  })

  it('a leader whose own disk stands still commits with its followers’, and applies only what it has itself', async () => {
    const slow = new Set<string>()
    const cluster = await startCluster({ nodes: NODES, stalled: (node) => slow.has(node) })
    const { host, machine } = await cluster.leader()
    await cluster.run(100)
    slow.add(host.node)
    void host.propose(TEST_GROUP, 'tea', 10_000, 'request:1')
    await cluster.run(100)
    expect(host.status(TEST_GROUP)).toMatchObject({ last: 2, commit: 2, applied: 1 })
    expect(machine.list).toEqual([])
    slow.clear()
    await cluster.run(20)
    expect(machine.list).toEqual(['tea'])
  })
})

describe('ends of a node', () => {
  it('B29: a disk error ends the node with 70 at once, without a second try', async () => {
    const faults = new Map<string, DiskFault>()
    const cluster = await startCluster({ nodes: NODES, diskFault: (node) => faults.get(node) ?? null })
    const leader = await cluster.leader()
    await cluster.run(100)
    faults.set(leader.host.node, 'EIO')
    void leader.host.propose(TEST_GROUP, 'tea', 10_000, 'request:1')
    await cluster.run(100)
    expect(leader.fatal).toHaveLength(1)
    expect(leader.fatal[0]?.code).toBe(70)
    const calls = leader.disk.calls
    await cluster.run(3_000)
    expect(leader.disk.calls).toBe(calls)
    expect(leader.fatal).toHaveLength(1)
  })

  it('a broken invariant inside a cycle ends the node with 72, and no cycle runs after it', async () => {
    let steps = 0
    const cluster = await startCluster({
      nodes: ['atm-1'],
      createCore: ({ g, self }) =>
        fakeCore(g, self, () => {
          steps += 1
          throw new InvariantError('commit went back')
        }),
    })
    await cluster.run(500)
    const { fatal } = cluster.node('atm-1')
    expect(fatal).toHaveLength(1)
    expect(fatal[0]).toMatchObject({ code: 72 })
    expect(fatal[0]?.message).toContain('commit went back')
    expect(steps).toBe(1)
  })

  it('B32: a replica that lost entries it had acknowledged ends the node with 71', async () => {
    const cluster = await startCluster({
      nodes: ['atm-1'],
      createCore: ({ g, self }) =>
        fakeCore(g, self, () => ({ events: [{ k: 'lost', g, r: self, term: 1, have: 4, told: 9 }] })),
    })
    await cluster.run(100)
    expect(cluster.node('atm-1').fatal).toMatchObject([{ code: 71 }])
  })
})

describe('the next life', () => {
  it('hands what the files held to its cores, and its storage keeps no second copy', async () => {
    const cluster = await startCluster({ nodes: ['atm-1'] })
    const { host } = await cluster.leader()
    void host.propose(TEST_GROUP, 'tea', 10_000, 'request:1')
    await cluster.run(100)
    await cluster.crash('atm-1')
    const again = await cluster.restart('atm-1')
    expect(again.host.status(TEST_GROUP)).toMatchObject({ last: 2 })
    expect(again.storage.replicas).toEqual([])
    await cluster.leader()
    await cluster.run(100)
    expect(again.machine.list).toEqual(['tea'])
  })
})
