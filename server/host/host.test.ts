import { describe, expect, it } from 'vitest'
import { startCluster, TEST_GROUP } from './test-cluster.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

describe('host', () => {
  it('three hosts elect a leader, commit a change on all, and read it back', async () => {
    const cluster = await startCluster({ nodes: NODES })
    const { host } = await cluster.leader()
    await cluster.run(50)
    const proposed = host.propose(TEST_GROUP, { add: 'tea' }, 1_000, 'request:1')
    await cluster.run(100)
    expect(await proposed).toMatchObject({ outcome: 'applied', reply: { ok: true, value: 1 } })
    for (const id of NODES) expect(cluster.node(id).machine.list).toEqual([{ add: 'tea' }])
    for (const { host: follower } of cluster.followers()) {
      const read = follower.readIndex(TEST_GROUP, 1_000)
      await cluster.run(50)
      expect(await read).toMatchObject({ ok: true })
    }
  })
})
