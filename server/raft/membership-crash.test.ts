// Changes of the configuration across crashes and elections, in small clusters.

import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import { configOf } from './stepped/boot.ts'
import type { Config, Refusal } from './types.ts'

/** Time passes for these alone, and what they say on their own is lost: none of them knows a leader any more. */
function expireLeases(cluster: SteppedCluster, ids: readonly number[]): void {
  for (const id of ids) cluster.tick(id, 20)
  cluster.wire = []
}

function electByHand(cluster: SteppedCluster, id: number): void {
  cluster.campaign(id)
  while (cluster.view(id).role !== 'leader') {
    if (cluster.deliverOne() === null) for (const one of cluster.ids) cluster.finishWrites(one)
  }
}

describe('four servers and two leaders who each change the configuration', () => {
  // Without the refusal: 1 adds 5, which only 5 hears; 2 is elected and removes 1, and commits that with 3 alone;
  // then 1 wins with 4 and 5, a majority of its five, and overwrites what is committed.
  it('have no two majorities, for the second leader first commits in its own term (B58)', () => {
    const refused: Refusal[] = []
    const cluster = new SteppedCluster(4, {
      onlookers: [
        { stepped: (_, __, effects) => void refused.push(...effects.refused.map(({ why }) => why)) },
      ],
    })
    cluster.elect(1)
    for (const id of [2, 3, 4]) cluster.cutBoth(1, id)
    cluster.start(5, configOf([1, 2, 3, 4]))
    cluster.configure(1, configOf([1, 2, 3, 4, 5]))
    cluster.settle()
    expect(cluster.at(5).terms()).toEqual([1, 1])

    expireLeases(cluster, [2, 3, 4])
    electByHand(cluster, 2)
    cluster.configure(2, configOf([2, 3, 4]))
    expect(refused).toEqual(['noOwnTermCommit'])
    cluster.settle()
    cluster.cutBoth(2, 4)
    cluster.configure(2, configOf([2, 3, 4]))
    cluster.settle()
    expect(cluster.view(2)).toMatchObject({ commit: 3, conf: configOf([2, 3, 4]), confIndex: 3 })

    cluster.heal()
    for (const id of [2, 3]) cluster.cutBoth(1, id)
    expireLeases(cluster, [1, 4, 5])
    for (let round = 0; round < 3; round += 1) {
      cluster.campaign(1)
      cluster.settle()
      expect(cluster.view(1).role).not.toBe('leader')
    }
    expect(cluster.at(2).terms()).toEqual([1, 2, 2])
  })
})

interface Change {
  readonly what: string
  readonly to: Config
}

const CHANGES: readonly Change[] = [
  { what: 'adding a learner', to: configOf([1, 2, 3], [4]) },
  { what: 'adding a voter', to: configOf([1, 2, 3, 4]) },
  { what: 'removing a follower', to: configOf([1, 2]) },
  { what: 'removing the leader', to: configOf([2, 3]) },
  { what: 'making a follower a learner', to: configOf([1, 2], [3]) },
]

/** One write or one delivery at a time; false when nothing is left to do. */
function oneStep(cluster: SteppedCluster): boolean {
  const writer = cluster.ids.find((id) => !cluster.isDown(id) && cluster.at(id).writesInFlight > 0)
  if (writer !== undefined) return cluster.finishWrites(writer, 1)
  return cluster.deliverOne() !== null
}

function pass(cluster: SteppedCluster, ticks: number): void {
  for (let tick = 0; tick < ticks; tick += 1) {
    for (const id of cluster.ids) if (!cluster.isDown(id)) cluster.tick(id)
    cluster.settle()
  }
}

/** True if there was such a step. */
function crashAfter(steps: number, to: Config): boolean {
  const cluster = new SteppedCluster(3)
  cluster.start(4, configOf([1, 2, 3]))
  cluster.elect(1)
  cluster.configure(1, to)
  for (let step = 0; step < steps; step += 1) if (!oneStep(cluster)) return false
  cluster.crash(1)
  pass(cluster, 200)
  cluster.restart(1)
  pass(cluster, 200)
  checkGroup(cluster, to)
  return true
}

function checkGroup(cluster: SteppedCluster, to: Config): void {
  const leaders = cluster.ids.filter((id) => cluster.view(id).role === 'leader')
  expect(leaders).toHaveLength(1)
  const leader = leaders[0] ?? 0
  const { conf } = cluster.view(leader)
  expect([JSON.stringify(configOf([1, 2, 3])), JSON.stringify(to)]).toContain(JSON.stringify(conf))
  cluster.propose(leader, '"after"')
  cluster.settle()
  for (const id of [...conf.voters, ...conf.learners]) {
    expect(cluster.view(id)).toMatchObject({ conf, applied: cluster.view(leader).lastIndex })
    expect(cluster.at(id).applied).toEqual(cluster.at(leader).applied)
  }
}

describe('a leader that crashes at any step of', () => {
  it.each(CHANGES)('$what leaves one valid group, with the change or without it (B62)', ({ to }) => {
    let steps = 0
    while (crashAfter(steps, to)) steps += 1
    // The record here, three or four followers' records, appends and answers.
    expect(steps).toBeGreaterThan(8)
  })
})
