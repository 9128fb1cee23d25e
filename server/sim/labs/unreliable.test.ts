import { describe, expect, it } from 'vitest'
import { Crowd } from '../clients/crowd.ts'
import { Lab, LAB_OPTIONS } from '../lab.ts'
import { settle } from '../liveness.ts'
import { Nemesis } from '../faults/nemesis.ts'
import type { SimOptions } from '../options.ts'
import { MS, SECOND } from '../timeline.ts'
import { World } from '../world.ts'
import { UNRELIABLE } from './unreliable.fixture.ts'

/** Long enough for hundreds of leaders; each round is one early crash. */
const FIGURE_8_ROUNDS = 1_000

function figure8(seed: number, options: Partial<SimOptions>): Lab {
  const lab = new Lab(5, seed, options)
  const random = lab.world.stream('story')
  for (let round = 0; round < FIGURE_8_ROUNDS; round += 1) {
    const leader = lab.leaderAmong(lab.all)
    if (leader !== null) lab.propose(leader, `r${round}`)
    lab.run(random.chance(1 / 10) ? random.int(0, lab.timeout / 2) : random.int(0, 13 * MS))
    if (leader !== null) lab.crash(leader)
    const up = lab.all.filter((node) => lab.node(node).isUp)
    if (up.length < 3) lab.restart(random.int(0, 4))
  }
  lab.restart(...lab.all)
  return lab
}

describe('unreliable networks, as in the lab', () => {
  it('Figure8: 1,000 rounds of leaders that crash early: no two histories, then agreement (B18)', () => {
    const lab = figure8(8, {})
    lab.agree('the end')
    expect(new Set(lab.all.map((node) => lab.applied(node).join())).size).toBe(1)
  })

  it('Figure8Unreliable: the same while frames are lost, doubled and overtaken', () => {
    const lab = figure8(88, { network: UNRELIABLE })
    lab.world.network.setAll(LAB_OPTIONS.network)
    lab.agree('the end')
    expect(new Set(lab.all.map((node) => lab.applied(node).join())).size).toBe(1)
  })

  it('UnreliableAgree: 50 commands, five at a time, are agreed over a bad network', () => {
    const lab = new Lab(5, 3, { network: UNRELIABLE })
    for (let round = 0; round < 10; round += 1) {
      const leader = lab.elect()
      for (let at = 0; at < 4; at += 1) lab.propose(leader, `extra ${round}.${at}`)
      lab.agree(`agreed ${round}`)
    }
    const agreed = lab.applied(0).filter((text) => text.startsWith('agreed'))
    expect(new Set(agreed).size).toBe(10)
  })

  it.each([
    ['ReliableChurn', LAB_OPTIONS.network],
    ['UnreliableChurn', UNRELIABLE],
  ])('%s: clients, crashes and cuts: every acknowledged value is in every log', (_name, network) => {
    const world = new World(21, {
      ...LAB_OPTIONS,
      nodes: 5,
      groups: [5, 5],
      network,
      faults: {
        every: SECOND,
        lasts: [100 * MS, 2 * SECOND],
        choices: ['crash', 'crashLeader', 'isolate', 'halves'],
        leaveMinorityDead: false,
      },
      clients: { perGroup: 3, pause: 20 * MS, latency: [100, MS], messageBytes: 20 },
    })
    world.startAll()
    const crowd = new Crowd(world)
    const nemesis = new Nemesis(world)
    while (world.timeline.now < 20 * SECOND) world.timeline.step()
    nemesis.stop()
    crowd.finish()
    settle(
      world,
      () => void world.timeline.step(),
      () => crowd.wants(),
    )
    crowd.checkLogs()
    const [bank, queue] = world.observer.groups
    expect(bank?.committed.length).toBeGreaterThan(100)
    expect(queue?.committed.length).toBeGreaterThan(100)
  })
})
