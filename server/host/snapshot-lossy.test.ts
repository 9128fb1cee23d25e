// The worst road a snapshot can take: parts of many chunks over links that lose, double and mix up frames, to a
// receiver that dies on the way, from leaders of whom one dies too.

import { describe, expect, it } from 'vitest'
import { NO_RULE } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import { isIndex, partsIn } from '../../shared/part-index.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { watchChunks, withoutMargin } from './snapshot.fixture.ts'
import { startCluster, TEST_GROUP } from './test-cluster.ts'
import type { TestCluster } from './test-cluster.ts'
import { filesOf, propose, settled } from './test-load.fixture.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3', 'atm-4', 'atm-5']
const LOSSY = { ...NO_RULE, delayMs: 2, jitterMs: 4, lossRate: 0.1, duplicateRate: 0.1, reorderRate: 0.1 }
/** Ten of them are one part, and that is three chunks or more. */
const LONG = 'x'.repeat(18_000)
const LIMIT_MS = 30_000
/** Two seconds when nothing else runs; the machine may be busy. */
const PATIENCE_MS = 60_000

/** Both ways between these two; a new life has to be told again. */
function spoil(cluster: TestCluster, late: NodeId, others: readonly NodeId[]): void {
  cluster.node(late).host.setRules(others.map((to) => ({ to, rule: LOSSY })))
  for (const other of others) cluster.node(other).host.setRules([{ to: late, rule: LOSSY }])
}

/** Everything that makes up the state, sealed or not. */
async function stateOf(cluster: TestCluster, id: NodeId): Promise<string> {
  const { host, machine } = cluster.node(id)
  const texts: unknown[] = []
  const read = async ({ name }: PartMeta): Promise<string> => {
    const text = machine.partText(name) ?? valueOf(await settled(cluster, host.readPart(TEST_GROUP, name)))
    texts.push(text)
    return String(text)
  }
  for (const part of machine.parts()) {
    const text = await read(part)
    if (isIndex(part)) for (const named of partsIn(text)) await read(named)
  }
  return JSON.stringify([machine.snapshot(), texts])
}

const valueOf = (read: unknown): unknown =>
  typeof read === 'object' && read !== null && 'value' in read ? read.value : read

describe('a snapshot of many parts and chunks over a lossy link', { timeout: PATIENCE_MS }, () => {
  it.each([
    { seed: 1, partsPerIndex: Infinity },
    { seed: 2, partsPerIndex: 4 },
  ])(
    'arrives whole although receiver and leader die on the way, and fetches nothing that is durable (seed $seed)',
    async ({ seed, partsPerIndex }) => {
      const { chunks, watch } = watchChunks()
      const cluster = await startCluster({
        nodes: NODES,
        seed,
        watch,
        snapshots: { ...SNAPSHOT_LIMITS, entries: 40, sliceChars: 10 },
        itemsPerPart: 10,
        partsPerIndex,
        createCore: withoutMargin,
      })
      await propose(cluster, 50, LONG)
      await cluster.run(50)
      const late = cluster.followers()[0]?.host.node ?? 'none'
      await cluster.crash(late)
      await propose(cluster, 130, LONG)
      await cluster.run(50)
      const others = NODES.filter((id) => id !== late)

      await cluster.restart(late)
      spoil(cluster, late, others)
      const own = filesOf(cluster.node(late), 'seg')
      expect(own.length).toBeGreaterThanOrEqual(3)
      await cluster.until(() => filesOf(cluster.node(late), 'seg').length >= own.length + 2, LIMIT_MS)
      const firstLife = chunks.length
      await cluster.crash(late)

      const again = await cluster.restart(late)
      spoil(cluster, late, others)
      await cluster.until(() => filesOf(again, 'seg').length >= own.length + 3, LIMIT_MS)
      const first = await cluster.leader()
      const held = filesOf(again, 'seg')
      const before = chunks.length
      await cluster.crash(first.host.node)
      expect(again.restored).toHaveLength(1)
      await cluster.until(() => again.machine.count === 180, LIMIT_MS)

      const second = chunks.slice(before).filter(({ from }) => from !== first.host.node)
      expect(second.length).toBeGreaterThan(10)
      expect(second.filter(({ name }) => held.includes(`${name}.json`))).toEqual([])
      expect(chunks.filter(({ to, name }) => to === late && own.includes(`${name}.json`))).toEqual([])
      expect(chunks.slice(firstLife).every(({ to }) => to === late)).toBe(true)
      expect(chunks.filter(({ name, at }) => name.startsWith('seg-') && at > 0).length).toBeGreaterThan(10)

      await cluster.restart(first.host.node)
      await propose(cluster, 3)
      await cluster.until(() => NODES.every((id) => cluster.node(id).machine.count === 183), LIMIT_MS)
      const states = new Set<string>()
      for (const id of NODES) states.add(await stateOf(cluster, id))
      expect(states.size).toBe(1)
      expect(NODES.flatMap((id) => cluster.node(id).fatal)).toEqual([])
    },
  )
})
