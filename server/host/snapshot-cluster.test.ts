import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import type { SnapshotLimits } from './limits.ts'
import { watchChunks, withoutMargin } from './snapshot.fixture.ts'
import type { SeenChunk } from './snapshot.fixture.ts'
import { startCluster, TEST_GROUP } from './test-cluster.ts'
import type { TestCluster, TestClusterOptions } from './test-cluster.ts'
import { filesOf, propose, settled } from './test-load.fixture.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']
/** Soon, and each of them over many turns. */
const SOON: SnapshotLimits = { ...SNAPSHOT_LIMITS, entries: 40, sliceChars: 10 }

const startWith = (options: Partial<TestClusterOptions> = {}): Promise<TestCluster> =>
  startCluster({
    nodes: NODES,
    snapshots: SOON,
    itemsPerPart: 10,
    createCore: withoutMargin,
    ...options,
  })

/** Larger than one chunk when there are some of it. */
const LONG = 'x'.repeat(4_000)

/** One follower is away while the others go on and take a snapshot. */
async function leaveBehind(cluster: TestCluster, count: number, text = ''): Promise<NodeId> {
  await cluster.leader()
  const away = cluster.followers()[0]?.host.node ?? 'none'
  await cluster.crash(away)
  await propose(cluster, count, text)
  await cluster.run(50)
  return away
}

/** Each with where it went. */
const named = (chunks: readonly SeenChunk[]): readonly string[] =>
  chunks.map(({ to, name, at }) => `${to} ${name} ${at}`)

/** Every part named by the document, or most of them by indexes. */
const NAMING = [
  { by: 'its document', partsPerIndex: Infinity },
  { by: 'indexes of three', partsPerIndex: 3 },
]

describe.each(NAMING)('taking snapshots, parts named by $by', ({ partsPerIndex }) => {
  const start = (options: Partial<TestClusterOptions> = {}): Promise<TestCluster> =>
    startWith({ partsPerIndex, ...options })

  it('is done after so many entries; only the newest document and the parts it names stay', async () => {
    const cluster = await start()
    await propose(cluster, 130)
    await cluster.run(50)
    for (const id of NODES) {
      const node = cluster.node(id)
      expect(filesOf(node, 'snap')).toHaveLength(1)
      expect(filesOf(node, 'seg').length).toBeGreaterThanOrEqual(8)
      expect(filesOf(node, 'idx').length).toBe(Math.floor(filesOf(node, 'seg').length / partsPerIndex))
      expect(node.machine.parts().some(({ name }) => node.machine.partText(name) === null)).toBe(true)
      expect(node.fatal).toEqual([])
    }
  })

  it('a restarted node begins with its snapshot and reads parts from its files', async () => {
    const cluster = await start()
    await propose(cluster, 130)
    await cluster.run(50)
    const id = cluster.followers()[0]?.host.node ?? 'none'
    await cluster.crash(id)
    const node = await cluster.restart(id)
    expect(node.machine.count).toBeGreaterThanOrEqual(80)
    expect(node.restored).toHaveLength(1)
    await cluster.until(() => node.machine.count === 130)
    const part = await settled(cluster, node.host.readPart(TEST_GROUP, 'seg-0001'))
    expect(part).toMatchObject({ ok: true, value: expect.stringContaining('"0"') })
  })

  it('proposals are refused while the log in memory has no room, and taken again after a snapshot', async () => {
    const cluster = await start({ snapshots: { ...SOON, entries: Infinity, logEntries: 30 } })
    await propose(cluster, 29)
    const { host } = await cluster.leader()
    const refused = await host.propose(TEST_GROUP, 'one more', 1_000, 'test')
    expect(refused).toMatchObject({ outcome: 'refused', why: 'overloaded' })
    host.snapshotNow(TEST_GROUP)
    await cluster.run(30)
    await propose(cluster, 1)
  })
})

describe.each(NAMING)('a replica that is too late for entries, parts named by $by', ({ partsPerIndex }) => {
  const start = (options: Partial<TestClusterOptions> = {}): Promise<TestCluster> =>
    startWith({ partsPerIndex, ...options })

  it('catches up by the leader’s snapshot and goes on with entries', async () => {
    const cluster = await start()
    const away = await leaveBehind(cluster, 130)
    const late = await cluster.restart(away)
    await cluster.until(() => late.machine.count === 130)
    expect(late.restored).toHaveLength(1)
    await propose(cluster, 5)
    await cluster.until(() => late.machine.count === 135)
    expect(filesOf(late, 'snap')).toHaveLength(1)
    expect(late.fatal).toEqual([])
  })

  it('fetches no part twice, also when the link breaks in the middle', async () => {
    const { chunks, watch } = watchChunks()
    const cluster = await start({ watch })
    const away = await leaveBehind(cluster, 130, LONG)
    const late = await cluster.restart(away)
    await cluster.until(() => chunks.length >= 4)
    cluster.isolate(away, true)
    await cluster.run(700)
    expect(late.restored).toEqual([])
    cluster.isolate(away, false)
    await cluster.until(() => late.machine.count === 130, 20_000)
    const parts = named(chunks.filter(({ name }) => name.startsWith('seg-')))
    expect(parts.length).toBeGreaterThanOrEqual(8)
    expect(new Set(parts).size).toBe(parts.length)
  })

  it('asks only for what it lacks when it has older parts of the same log', async () => {
    const { chunks, watch } = watchChunks()
    const cluster = await start({ watch })
    await propose(cluster, 90)
    await cluster.run(50)
    const away = await leaveBehind(cluster, 90)
    const late = await cluster.restart(away)
    await cluster.until(() => late.machine.count === 180)
    expect(late.restored).toHaveLength(2)
    expect(chunks.some(({ name }) => name === 'seg-0001')).toBe(false)
    expect(chunks.some(({ name }) => name === 'seg-0101')).toBe(true)
  })

  it('a crash of the receiver in the middle leaves it as it was, and the next life gets it all', async () => {
    const { chunks, watch } = watchChunks()
    const cluster = await start({ watch })
    const away = await leaveBehind(cluster, 130, LONG)
    await cluster.restart(away)
    await cluster.until(() => chunks.length >= 4)
    await cluster.crash(away)
    await cluster.run(100)
    const late = await cluster.restart(away)
    await cluster.until(() => late.machine.count === 130, 20_000)
    expect(late.fatal).toEqual([])
  })

  it('a leader that dies in the middle is followed by another that sends the rest', async () => {
    const { chunks, watch } = watchChunks()
    const cluster = await start({ watch, nodes: [...NODES, 'atm-4', 'atm-5'] })
    const away = await leaveBehind(cluster, 130, LONG)
    const late = await cluster.restart(away)
    await cluster.until(() => chunks.length >= 4)
    const leader = await cluster.leader()
    await cluster.crash(leader.host.node)
    await cluster.until(() => late.machine.count === 130, 20_000)
    expect(late.restored.length).toBeGreaterThanOrEqual(1)
  })

  it('files that are being sent are not deleted by a newer snapshot of the sender', async () => {
    const { chunks, watch } = watchChunks()
    const cluster = await start({ watch })
    const away = await leaveBehind(cluster, 130, LONG)
    const late = await cluster.restart(away)
    await cluster.until(() => chunks.length >= 4)
    const leader = await cluster.leader()
    const before = filesOf(leader, 'snap')
    cluster.isolate(away, true)
    await propose(cluster, 50)
    await cluster.run(20)
    expect(filesOf(leader, 'snap')).toEqual(expect.arrayContaining([...before]))
    expect(filesOf(leader, 'snap')).toHaveLength(before.length + 1)
    cluster.isolate(away, false)
    await cluster.until(() => late.machine.count === 180, 20_000)
    await cluster.until(() => filesOf(leader, 'snap').length === 1, 30_000)
  })
})
