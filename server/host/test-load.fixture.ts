// Commands for a test cluster, and what its disks hold afterwards.

import { assert } from '../../shared/assert.ts'
import type { Proposed } from './port.ts'
import { TEST_GROUP } from './test-cluster.ts'
import type { TestCluster, TestNode } from './test-cluster.ts'

const LOAD_EVERY_MS = 8

/** Done when all of them are applied at the leader. */
export async function propose(cluster: TestCluster, count: number, text = ''): Promise<void> {
  const { host } = await cluster.leader()
  let done = 0
  for (let each = 0; each < count; each += 1) {
    void host.propose(TEST_GROUP, `${each}${text}`, 10_000, 'test').then(({ outcome }) => {
      if (outcome === 'applied') done += 1
    })
    await cluster.run(1)
  }
  await cluster.until(() => done === count)
}

/** Waits in virtual time. */
export async function settled<T>(cluster: TestCluster, promise: Promise<T>, limitMs?: number): Promise<T> {
  const ended: { value?: T } = {}
  void promise.then((value) => (ended.value = value))
  await cluster.until(() => 'value' in ended, limitMs)
  assert(ended.value !== undefined, 'it has ended')
  return ended.value
}

export interface Load {
  /** Ends it; how often each outcome came. */
  stop(): Promise<ReadonlyMap<Proposed['outcome'], number>>
  /** Texts of what was answered as applied. */
  readonly applied: string[]
}

/** Proposes at whoever leads, every few milliseconds, until it is stopped. */
export function startLoad(cluster: TestCluster, nodes: () => readonly TestNode[]): Load {
  const outcomes = new Map<Proposed['outcome'], number>()
  const applied: string[] = []
  let open = 0
  let number = 0
  let isOver = false
  const one = (): void => {
    if (isOver) return
    cluster.timers.setTimer(LOAD_EVERY_MS, one)
    const leader = nodes().find(({ host }) => host.status(TEST_GROUP)?.role === 'leader')
    if (leader === undefined) return
    const text = `load ${(number += 1)}`
    open += 1
    void leader.host.propose(TEST_GROUP, text, 5_000, 'test').then(({ outcome }) => {
      open -= 1
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      if (outcome === 'applied') applied.push(text)
    })
  }
  one()
  return {
    applied,
    async stop() {
      isOver = true
      await cluster.until(() => open === 0)
      return outcomes
    },
  }
}

/** Files of the test group whose names begin so. */
export function filesOf({ disk, host }: TestNode, kind: 'snap' | 'seg' | 'idx'): readonly string[] {
  const path = `/data/${host.node}/groups/${TEST_GROUP}`
  try {
    const names = disk.now({ op: 'list', path })
    return Array.isArray(names)
      ? names.filter((name) => typeof name === 'string' && name.startsWith(kind))
      : []
  } catch {
    return []
  }
}
