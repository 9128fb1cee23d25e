// A seeded run of a small cluster in which anything may happen next: a tick, a delivery in any order, a loss, a
// copy, a late disk, a crash. After each event it looks for what Raft promises never to show. The simulator does
// this with real hosts and disks; this one is small enough to run beside every unit test.

import { assert } from '../../../shared/assert.ts'
import { createRandom } from '../../../shared/random.ts'
import type { Random } from '../../../shared/random.ts'
import type { Entry, Message } from '../types.ts'
import { TestCluster } from './cluster.ts'

export interface ScheduleSummary {
  readonly leaders: number
  readonly applied: number
}

class Watch {
  /** Term -> leader, over all lives (election safety). */
  readonly #leaders = new Map<number, number>()
  /** Index -> what was applied there, on any replica in any life (state machine safety). */
  readonly #applied = new Map<number, string>()
  readonly #seen = new Map<number, number>()

  check(cluster: TestCluster): void {
    for (const id of cluster.ids) {
      const { role, term } = cluster.view(id)
      if (role === 'leader') {
        assert((this.#leaders.get(term) ?? id) === id, `two leaders in term ${term}`)
        this.#leaders.set(term, id)
      }
      const { applied } = cluster.at(id)
      const seen = Math.min(this.#seen.get(id) ?? 0, applied.length)
      for (const [at, entry] of applied.slice(seen).entries()) this.#note(entry, seen + at + 1)
      this.#seen.set(id, applied.length)
    }
  }

  #note(entry: Entry, index: number): void {
    assert(entry.index === index, `applied ${entry.index} as number ${index}`)
    const text = JSON.stringify(entry)
    assert((this.#applied.get(index) ?? text) === text, `two histories at ${index}`)
    this.#applied.set(index, text)
  }

  summary = (): ScheduleSummary => ({ leaders: this.#leaders.size, applied: this.#applied.size })
}

/** Same index and term: same entry and the same before it (paper figure 3, log matching). */
function checkLogs(cluster: TestCluster): void {
  const logs = cluster.ids.map((id) => cluster.at(id).entries())
  for (const [at, one] of logs.entries()) {
    for (const other of logs.slice(at + 1)) {
      let equal = Math.min(one.length, other.length)
      while (equal > 0 && one[equal - 1]?.term !== other[equal - 1]?.term) equal -= 1
      const same = JSON.stringify(one.slice(0, equal)) === JSON.stringify(other.slice(0, equal))
      assert(same, 'equal terms at an index, but not equal logs before it')
    }
  }
}

export function runSchedule(seed: number, size: number, events: number): ScheduleSummary {
  const random = createRandom(seed)
  // Tight limits reach more states than wide ones.
  const options = { seed, maxAppendBytes: 150, maxInflight: 2, electionTicks: 6, heartbeatTicks: 2 }
  const cluster = new TestCluster(size, { options })
  const watch = new Watch()
  const loss = random.next() * 0.3
  for (let event = 0; event < events; event += 1) {
    oneEvent(cluster, random, loss, event)
    watch.check(cluster)
  }
  checkLogs(cluster)
  recover(cluster, watch)
  return watch.summary()
}

function oneEvent(cluster: TestCluster, random: Random, loss: number, event: number): void {
  const id = random.int(1, cluster.ids.length)
  const what = random.next()
  if (cluster.isDown(id)) {
    if (what < 0.1) cluster.restart(id)
  } else if (what < 0.3) cluster.tick(id)
  else if (what < 0.4) cluster.finishWrites(id, random.int(1, 3))
  else if (what < 0.5) cluster.propose(id, `"${event}"`)
  else if (what < 0.52) cluster.read(id)
  else if (what < 0.525) cluster.crash(id)
  else if (what < 0.53) cluster.step(id, { t: 'unreachable', to: random.int(1, cluster.ids.length) })
  else moveOne(cluster, random, loss)
}

function moveOne(cluster: TestCluster, random: Random, loss: number): void {
  const at = random.chance(0.7) ? 0 : random.int(0, Math.max(0, cluster.wire.length - 1))
  const chosen: Message | undefined = cluster.wire[at]
  if (chosen === undefined) return
  if (random.chance(0.05)) cluster.wire.push(chosen)
  if (random.chance(loss)) cluster.wire.splice(at, 1)
  else cluster.deliverOne((msg) => msg === chosen)
}

/** Liveness: without faults there is soon one leader and equal logs, whatever came before. */
function recover(cluster: TestCluster, watch: Watch): void {
  for (const id of cluster.ids) cluster.restart(id)
  for (let tick = 0; tick < 400; tick += 1) {
    for (const id of cluster.ids) cluster.tick(id)
    cluster.settle()
    watch.check(cluster)
  }
  const leader = cluster.ids.find((id) => cluster.view(id).role === 'leader')
  assert(leader !== undefined, 'no leader after all faults ended')
  cluster.propose(leader, '"end"')
  cluster.settle()
  for (const id of cluster.ids) {
    const { commit, applied } = cluster.view(id)
    assert(commit === cluster.view(leader).lastIndex && applied === commit, `${id} did not catch up`)
  }
  checkLogs(cluster)
  watch.check(cluster)
}
