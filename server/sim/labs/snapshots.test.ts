import { describe, expect, it } from 'vitest'
import { Lab, LAB_OPTIONS } from '../lab.ts'
import type { SimOptions } from '../options.ts'
import { UNRELIABLE } from './unreliable.fixture.ts'

const EVERY = 10
const MARGIN = 2
const SMALL_LOGS = { ...LAB_OPTIONS.node, snapshotEvery: EVERY, marginEntries: MARGIN }

const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `c${from + at}`)

function agreeAll(lab: Lab, all: readonly string[], nodes: readonly number[] = lab.all): void {
  for (const text of all) lab.agree(text, nodes)
}

/** What every such story ends with: the same state everywhere, and logs of bounded length. */
function expectLevel(lab: Lab, all: readonly string[]): void {
  expect(lab.all.map((node) => lab.applied(node))).toEqual(lab.all.map(() => all))
  expect(new Set(lab.all.map((node) => lab.machine(node))).size).toBe(1)
  for (const node of lab.all) {
    const { firstIndex, lastIndex } = lab.view(node)
    expect(lastIndex - firstIndex).toBeLessThanOrEqual(3 * EVERY + MARGIN)
  }
}

describe('snapshots, as in the lab', () => {
  it('SnapshotBasic: many commands, and logs stay short', () => {
    const lab = new Lab(3, 1, { node: SMALL_LOGS })
    agreeAll(lab, texts(1, 60))
    expect(lab.view(0).snapIndex).toBeGreaterThan(30)
    expectLevel(lab, texts(1, 60))
  })

  const stories: readonly [string, Partial<SimOptions>, 'cut' | 'crash'][] = [
    ['SnapshotInstall', {}, 'cut'],
    ['SnapshotInstallUnreliable', { network: UNRELIABLE }, 'cut'],
    ['SnapshotInstallCrash', {}, 'crash'],
    ['SnapshotInstallUnCrash', { network: UNRELIABLE }, 'crash'],
  ]
  it.each(stories)('%s: who was away gets the snapshot, five times over', (_name, options, how) => {
    const lab = new Lab(3, 7, { node: SMALL_LOGS, ...options })
    const random = lab.world.stream('story')
    lab.agree('c1')
    for (let round = 0; round < 5; round += 1) {
      const [away = 0] = random.chance(1 / 2) ? [lab.elect()] : lab.others(lab.elect())
      if (how === 'cut') lab.isolate(away)
      else lab.crash(away)
      agreeAll(lab, texts(2 + 30 * round, 30), lab.others(away))
      if (how === 'cut') lab.mend()
      else lab.restart(away)
      lab.until('it is level', () => lab.applied(away).length === 1 + 30 * (round + 1))
    }
    expect(lab.world.marks.counts.get('snapshot restored')).toBeGreaterThanOrEqual(5)
    expectLevel(lab, texts(1, 151))
  })

  it('SnapshotAllCrash: the state survives crashes of all', () => {
    const lab = new Lab(3, 5, { node: SMALL_LOGS })
    for (let round = 0; round < 5; round += 1) {
      agreeAll(lab, texts(1 + 20 * round, 20))
      lab.crash(...lab.all)
      lab.restart(...lab.all)
    }
    lab.agree('c101')
    expectLevel(lab, texts(1, 101))
  })

  it('SnapshotInit: a snapshot survives restarts with nothing behind it', () => {
    const lab = new Lab(3, 9, { node: { ...SMALL_LOGS, marginEntries: 0 } })
    agreeAll(lab, texts(1, 5))
    lab.snapshot(...lab.all)
    for (let round = 0; round < 3; round += 1) {
      lab.crash(...lab.all)
      lab.restart(...lab.all)
      lab.elect()
    }
    lab.agree('c6')
    expectLevel(lab, texts(1, 6))
  })

  it.each(['records', 'files'] as const)('all of it on a disk of %s', (kind) => {
    const lab = new Lab(3, 11, {
      node: SMALL_LOGS,
      disk: { ...LAB_OPTIONS.disk, kind, fileLimitBytes: 2_000 },
    })
    agreeAll(lab, texts(1, 40))
    const [away = 0] = lab.others(lab.elect())
    lab.crash(away)
    agreeAll(lab, texts(41, 40), lab.others(away))
    lab.restart(away)
    lab.until('it is level', () => lab.applied(away).length === 80)
    lab.crash(...lab.all)
    lab.restart(...lab.all)
    lab.agree('c81')
    expectLevel(lab, texts(1, 81))
  })
})
