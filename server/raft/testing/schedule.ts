// A seeded run of a small cluster in which anything may happen next: a tick, a delivery in any order, a loss, a
// copy, a late disk, a crash, a snapshot, another member, another leader. After each event it looks for what Raft
// promises never to show. The simulator does this with real hosts and disks; this one is small enough to run beside
// every unit test.

import { assert } from '../../../shared/assert.ts'
import { createRandom } from '../../../shared/random.ts'
import type { Random } from '../../../shared/random.ts'
import type { Config, Entry, Message } from '../types.ts'
import { SteppedCluster } from '../stepped/cluster.ts'
import { configOf } from '../stepped/boot.ts'

export interface ScheduleSummary {
  readonly leaders: number
  readonly applied: number
  /** Snapshots that replaced a follower's log. */
  readonly installed: number
  /** Configurations that were committed. */
  readonly changes: number
}

class Watch {
  /** Term -> leader, over all lives (election safety). */
  readonly #leaders = new Map<number, number>()
  /** Index -> what was applied there, on any replica in any life (state machine safety). */
  readonly #applied = new Map<number, string>()
  readonly #seen = new Map<number, number>()

  check(cluster: SteppedCluster): void {
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

  summary = (installed: number): ScheduleSummary => ({
    leaders: this.#leaders.size,
    applied: this.#applied.size,
    installed,
    changes: [...this.#applied.values()].filter((text) => text.includes('"conf"')).length,
  })
}

/** Same index and term: same entry and the same before it (paper figure 3, log matching). */
function checkLogs(cluster: SteppedCluster): void {
  const logs = cluster.ids.map((id) => cluster.at(id).entries())
  for (const [at, one] of logs.entries()) for (const other of logs.slice(at + 1)) checkPair(one, other)
}

/** Logs may begin anywhere: only what both still hold is compared. */
function checkPair(one: readonly Entry[], other: readonly Entry[]): void {
  const first = Math.max(one[0]?.index ?? Infinity, other[0]?.index ?? Infinity)
  const from = (log: readonly Entry[]): readonly Entry[] => log.filter(({ index }) => index >= first)
  const [mine, theirs] = [from(one), from(other)]
  let equal = Math.min(mine.length, theirs.length)
  while (equal > 0 && mine[equal - 1]?.term !== theirs[equal - 1]?.term) equal -= 1
  const same = JSON.stringify(mine.slice(0, equal)) === JSON.stringify(theirs.slice(0, equal))
  assert(same, 'equal terms at an index, but not equal logs before it')
}

export function runSchedule(seed: number, size: number, events: number): ScheduleSummary {
  const random = createRandom(seed)
  // Tight limits reach more states than wide ones.
  const tight = { maxAppendBytes: 150, maxInflight: 2, electionTicks: 6, heartbeatTicks: 2 }
  const options = { seed, ...tight, marginEntries: random.int(0, 3) }
  let installed = 0
  const cluster = new SteppedCluster(size, {
    options,
    onlookers: [{ stepped: (_, __, { restore }) => void (installed += restore === null ? 0 : 1) }],
  })
  // Nobody knows of it yet: only a change of the configuration brings it in.
  cluster.start(size + 1, configOf(cluster.ids))
  const watch = new Watch()
  const loss = random.next() * 0.3
  for (let event = 0; event < events; event += 1) {
    oneEvent(cluster, random, loss, event)
    watch.check(cluster)
  }
  checkLogs(cluster)
  recover(cluster, watch)
  return watch.summary(installed)
}

function oneEvent(cluster: SteppedCluster, random: Random, loss: number, event: number): void {
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
  else if (what < 0.54) cluster.transfer(id, random.int(1, cluster.ids.length))
  else if (what < 0.56) cluster.takeSnapshot(id)
  else if (what < 0.6) finishStream(cluster, random)
  else if (what < 0.62)
    cluster.configure(id, changed(cluster.view(id).conf, random.int(1, cluster.ids.length)))
  else moveOne(cluster, random, loss)
}

/** The next step in the life of a member: learner, voter, gone. */
function changed({ voters, learners }: Config, id: number): Config {
  if (voters.includes(id)) return configOf(without(voters, id), learners)
  if (learners.includes(id)) return configOf([...voters, id], without(learners, id))
  return configOf(voters, [...learners, id])
}

const without = (ids: readonly number[], id: number): number[] => ids.filter((one) => one !== id)

function finishStream(cluster: SteppedCluster, random: Random): void {
  const offer = cluster.streams[random.int(0, Math.max(0, cluster.streams.length - 1))]
  if (offer !== undefined) cluster.finishStream(offer, random.chance(0.8))
}

function moveOne(cluster: SteppedCluster, random: Random, loss: number): void {
  const at = random.chance(0.7) ? 0 : random.int(0, Math.max(0, cluster.wire.length - 1))
  const chosen: Message | undefined = cluster.wire[at]
  if (chosen === undefined) return
  if (random.chance(0.05)) cluster.wire.push(chosen)
  if (random.chance(loss)) cluster.lose(chosen)
  else cluster.deliverOne((msg) => msg === chosen)
}

/** Liveness: without faults there is soon one leader and equal logs, whatever came before. */
function recover(cluster: SteppedCluster, watch: Watch): void {
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
  const { conf } = cluster.view(leader)
  for (const id of [...conf.voters, ...conf.learners]) {
    const { commit, applied } = cluster.view(id)
    assert(commit === cluster.view(leader).lastIndex && applied === commit, `${id} did not catch up`)
  }
  checkLogs(cluster)
  watch.check(cluster)
}
