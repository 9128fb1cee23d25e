// A margin behind the snapshot is in memory, and in the log files: what a leader had before it was restarted it has again.

import { describe, expect, it } from 'vitest'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { watchChunks } from './snapshot.fixture.ts'
import { startCluster } from './test-cluster.ts'
import { filesOf, propose } from './test-load.fixture.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

describe('a follower that is a little late', () => {
  it('gets entries, not a snapshot, also from leaders that were all restarted meanwhile', async () => {
    const { chunks, watch } = watchChunks()
    const cluster = await startCluster({
      nodes: NODES,
      watch,
      snapshots: { ...SNAPSHOT_LIMITS, entries: 40, sliceChars: 10 },
    })
    await propose(cluster, 30)
    const away = cluster.followers()[0]?.host.node ?? 'none'
    await cluster.crash(away)
    await propose(cluster, 60)
    await cluster.run(50)
    const others = NODES.filter((id) => id !== away)
    for (const id of others) await cluster.crash(id)
    for (const id of others) {
      const node = await cluster.restart(id)
      expect(filesOf(node, 'snap')).toHaveLength(1)
      expect(node.restored[0]).toBeGreaterThan(30)
    }
    const late = await cluster.restart(away)
    await cluster.until(() => late.machine.count === 90)
    expect(late.restored).toEqual([])
    expect(chunks).toEqual([])
    await propose(cluster, 5)
    await cluster.until(() => NODES.every((id) => cluster.node(id).machine.count === 95))
    expect(NODES.flatMap((id) => cluster.node(id).fatal)).toEqual([])
  })
})
