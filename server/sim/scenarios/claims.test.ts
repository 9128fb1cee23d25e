// Claims about every moment of a run rather than about one story: each is watched after every event.

import { describe, expect, it } from 'vitest'
import { Lab, LAB_OPTIONS } from '../lab.ts'
import { MS, SECOND } from '../timeline.ts'
import { World } from '../world.ts'

const LOSSY = { ...LAB_OPTIONS.network, lossRate: 0.3, duplicateRate: 0.2, reorderRate: 0.2, jitterMs: 20 }

describe('claims about every moment', () => {
  it('B01, B03: over crashes in the middle of elections no term goes down and nobody votes twice in one', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const lab = new Lab(3, seed)
      const random = lab.world.stream('story')
      for (let round = 0; round < 20; round += 1) {
        const node = random.int(0, 2)
        const { replica } = lab.world.observer.watched(node, lab.groupId)
        lab.fireTimer(node)
        lab.run(random.int(0, 5 * MS))
        lab.crash(node)
        lab.restart(node)
        expect(lab.view(node).term).toBeGreaterThanOrEqual(replica.promisedTerm)
        const own = replica.votes.get(lab.view(node).term)
        if (own !== undefined) expect(lab.view(node).vote).toBe(own)
      }
      lab.agree('after')
    }
  })

  it('B04, B39: a crash loses only what nobody was told, and nothing is applied before it is durable here', () => {
    const lab = new Lab(3, 3, { disk: { ...LAB_OPTIONS.disk, crash: 'lose' } })
    const leader = lab.elect()
    const [slow = 0] = lab.others(leader)
    lab.node(slow).disk.slow(1_000)
    for (let at = 0; at < 20; at += 1) lab.propose(leader, `c${at}`)
    lab.until('the others have applied them', () => lab.applied(leader).includes('c19'))
    const { applied, durableIndex, lastIndex } = lab.view(slow)
    expect(lastIndex).toBeGreaterThan(durableIndex)
    expect(applied).toBeLessThanOrEqual(durableIndex)
    const kept = lab.world.observer.watched(slow, lab.groupId).replica.durable.last
    lab.crash(slow)
    lab.node(slow).disk.slow(1)
    lab.restart(slow)
    expect(lab.view(slow).lastIndex).toBe(kept)
    lab.agree('after')
  })

  it('B23: commit never goes down in a life, and after a restart it is at least the snapshot’s index', () => {
    const lab = new Lab(3, 4, { node: { ...LAB_OPTIONS.node, marginEntries: 0 } })
    for (const text of ['a', 'b', 'c']) lab.agree(text)
    lab.snapshot(...lab.all)
    const snapped = lab.all.map((node) => lab.view(node).snapIndex)
    lab.crash(...lab.all)
    lab.restart(...lab.all)
    for (const node of lab.all)
      expect(lab.view(node).commit).toBeGreaterThanOrEqual(snapped[node] ?? Infinity)
    lab.agree('after')
  })

  it('B26, B28: late and doubled answers and restarts of followers never move progress back', () => {
    const lab = new Lab(3, 5, { network: LOSSY })
    const random = lab.world.stream('story')
    const best = new Map<string, number>()
    const look = (): void => {
      for (const node of lab.all.filter((one) => lab.node(one).isUp)) {
        const { role, term, progress } = lab.view(node)
        if (role !== 'leader') continue
        for (const { to, match } of progress) {
          const key = `${term} ${to}`
          expect(match).toBeGreaterThanOrEqual(best.get(key) ?? 0)
          best.set(key, match)
        }
      }
    }
    for (let round = 0; round < 30; round += 1) {
      const leader = lab.elect()
      lab.propose(leader, `c${round}`)
      const [follower = 0] = lab.others(leader).filter(() => random.chance(1 / 2))
      lab.until('a while has passed', () => {
        look()
        return random.chance(1 / 100)
      })
      if (follower === leader || random.chance(1 / 2)) continue
      lab.crash(follower)
      lab.restart(follower)
    }
    expect(Math.max(...best.values())).toBeGreaterThan(10)
  })

  it('B30: a core changes in a cycle and at no other moment, so term and role are one for all who read them', () => {
    const turn = 5 * MS
    const lab = new Lab(3, 9, { network: LOSSY, node: { ...LAB_OPTIONS.node, turn } })
    const { observer, timeline } = lab.world
    const hasBegun = (): boolean =>
      lab.all.every((node) => observer.find(node, lab.groupId)?.view?.role === 'follower')
    lab.until('all have had their first cycle', hasBegun)
    const seen = new Set<string>()
    for (let at = 0; at < 3_000; at += 1) {
      if (at % 500 === 0) lab.fireTimer(lab.others(lab.leaderAmong(lab.all) ?? 0)[0] ?? 0)
      timeline.step()
      for (const node of lab.all) {
        const { term, role, commit, lastIndex } = lab.view(node)
        // What the cycle showed last: whoever steps a core beside it leaves the two apart.
        expect(observer.watched(node, lab.groupId).view).toMatchObject({ term, role, commit, lastIndex })
        seen.add(role)
      }
    }
    expect(seen).toContain('leader')
    expect(seen.size).toBeGreaterThan(2)
  })

  it('B35: progress goes on where three frames of ten are lost', () => {
    const lab = new Lab(3, 6, { network: LOSSY })
    for (let at = 0; at < 20; at += 1) lab.agree(`c${at}`)
    expect(lab.applied(0)).toHaveLength(new Set(lab.applied(0)).size)
    expect(new Set(lab.applied(0)).size).toBe(20)
  })

  it('B74: after a power cut of all, every group of every node makes progress: none stays asleep', () => {
    const world = new World(7, { ...LAB_OPTIONS, nodes: 3, groups: Array.from({ length: 12 }, () => 3) })
    world.startAll()
    const run = (until: number): void => {
      while (world.timeline.now < until) world.timeline.step()
    }
    run(5 * SECOND)
    const before = world.observer.groups.map(({ committed }) => committed.length)
    for (const node of world.nodes) node.crash()
    world.startAll()
    run(10 * SECOND)
    for (const [at, { committed }] of world.observer.groups.entries())
      expect(committed.length).toBeGreaterThan(before[at] ?? Infinity)
  })

  it('B75: first campaigns of many groups spread over the whole range of timeouts', () => {
    const world = new World(8, { ...LAB_OPTIONS, nodes: 3, groups: Array.from({ length: 40 }, () => 3) })
    const first = new Map<number, number>()
    world.network.filter = ({ t, g }) => {
      if (t === 'preVote' && !first.has(g)) first.set(g, world.timeline.now)
      return true
    }
    world.startAll()
    while (first.size < 40) world.timeline.step()
    const times = [...first.values()].toSorted((a, b) => a - b)
    const { electionTicks, tick } = LAB_OPTIONS.node
    const spread = (times.at(-1) ?? 0) - (times[0] ?? 0)
    // The earliest of three timers fires early, so the spread is about half of the range.
    expect(spread).toBeGreaterThan((electionTicks * tick) / 3)
    const most = Math.max(...times.map((at) => times.filter((other) => Math.abs(other - at) < tick).length))
    expect(most).toBeLessThan(20)
  })
})
