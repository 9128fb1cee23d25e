import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import type { NodeEvent } from '../../shared/trace.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { withoutMargin } from './snapshot.fixture.ts'
import { startCluster, TEST_GROUP } from './test-cluster.ts'
import type { TestCluster } from './test-cluster.ts'
import { propose, settled } from './test-load.fixture.ts'
import type { UplinkPipe } from './uplink.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

type Told = NodeEvent & { readonly node: NodeId }

const tells = (events: readonly NodeEvent[], kind: 'snapshot' | 'membership' | 'replica'): readonly Told[] =>
  events.flatMap((event) => (event.kind === kind ? [event] : []))

function listener(events: NodeEvent[]): UplinkPipe {
  return {
    events(message) {
      events.push(...message.events)
      return true
    },
    onRoom: () => undefined,
    send: () => undefined,
    onDownlink: () => undefined,
    end: () => Promise.resolve(),
  }
}

async function start(): Promise<{ readonly cluster: TestCluster; readonly events: NodeEvent[] }> {
  const events: NodeEvent[] = []
  const cluster = await startCluster({
    nodes: NODES,
    itemsPerPart: 10,
    snapshots: { ...SNAPSHOT_LIMITS, entries: 40 },
    createCore: withoutMargin,
    uplink: () => listener(events),
  })
  return { cluster, events }
}

describe('what viewers are told', () => {
  it('the life of a snapshot: taken, compacted, offered, coming in, installed', async () => {
    const { cluster, events } = await start()
    const leader = (await cluster.leader()).host.node
    const away = cluster.followers()[0]?.host.node ?? 'none'
    await cluster.crash(away)
    await propose(cluster, 90, 'x'.repeat(3_000))
    await cluster.run(100)
    const before = tells(events, 'snapshot')
    expect(before.filter(({ node }) => node === leader)).toMatchObject([
      { what: 'taken', group: 'atm', bytes: expect.any(Number) },
      { what: 'compacted' },
      { what: 'taken' },
      { what: 'compacted' },
    ])
    const late = await cluster.restart(away)
    await cluster.until(() => late.machine.count === 90)
    await cluster.run(300)
    const after = tells(events, 'snapshot').slice(before.length)
    expect(after[0]).toMatchObject({ node: leader, what: 'offered', to: away })
    const coming = after.filter((event) => event.kind === 'snapshot' && event.what === 'installing')
    expect(coming.length).toBeGreaterThan(1)
    expect(coming.at(-1)).toMatchObject({ node: away, from: leader, done: 4, total: 4 })
    const installed = after.findIndex((event) => event.kind === 'snapshot' && event.what === 'installed')
    expect(after[installed]).toMatchObject({ node: away, index: 81 })
    expect(tells(events, 'replica').findLast(({ node }) => node === away)).toMatchObject({
      snapIndex: 81,
      applied: 81,
    })
  })

  it('members: proposed by the leader, in force with the others, committed everywhere', async () => {
    const { cluster, events } = await start()
    await propose(cluster, 1)
    const { host } = await cluster.leader()
    const asked = host.changeMembers(TEST_GROUP, { add: { replica: 77, node: 'atm-9' } }, 5_000, 'test')
    expect(await settled(cluster, asked)).toMatchObject({ outcome: 'applied' })
    await cluster.run(300)
    const told = tells(events, 'membership')
    const of = (node: NodeId): readonly Told[] => told.filter((event) => event.node === node)
    expect(of(host.node)).toMatchObject([
      { what: 'proposed', voters: NODES, learners: ['atm-9'] },
      { what: 'committed' },
    ])
    for (const follower of cluster.followers())
      expect(of(follower.host.node)).toMatchObject([
        { what: 'active', learners: ['atm-9'] },
        { what: 'committed' },
      ])
  })
})
