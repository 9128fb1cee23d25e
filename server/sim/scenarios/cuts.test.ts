// Which cut patterns leave a stable leader, for 3 and for 5 nodes (B14). Pre-vote, check-quorum and the lease
// are one package; without it a bridge or a one-way cut unseats leaders for ever (decentralizedthoughts,
// 2020-12-12).

import { describe, expect, it } from 'vitest'
import { bridge, deaf, mute, ring, some } from '../faults/cuts.ts'
import type { DirectedLink } from '../faults/cuts.ts'
import { Lab } from '../lab.ts'

/** `stays`: the leader goes on in its term. `moves`: another one comes. `none`: nobody can lead. */
type Outcome = 'stays' | 'moves' | 'none'

interface Pattern {
  readonly name: string
  readonly links: (lab: Lab, leader: number) => readonly DirectedLink[]
  readonly outcome: { readonly 3: Outcome; readonly 5: Outcome }
}

const halfWith = (lab: Lab, one: number, not: number): ReadonlySet<number> =>
  new Set([one, ...lab.others(one, not)].slice(0, (lab.size - 1) / 2))

const PATTERNS: readonly Pattern[] = [
  {
    name: 'a bridge whose middle leads',
    links: (lab, leader) => bridge(lab.all, leader, new Set(lab.others(leader).slice(0, (lab.size - 1) / 2))),
    outcome: { 3: 'stays', 5: 'stays' },
  },
  {
    name: 'a bridge whose middle does not lead',
    links: (lab, leader) => {
      const [middle = 0] = lab.others(leader)
      return bridge(lab.all, middle, halfWith(lab, leader, middle))
    },
    outcome: { 3: 'stays', 5: 'stays' },
  },
  { name: 'a ring', links: (lab) => ring(lab.all), outcome: { 3: 'stays', 5: 'stays' } },
  {
    name: 'a leader that nobody hears',
    links: (lab, leader) => mute(lab.all, leader),
    outcome: { 3: 'moves', 5: 'moves' },
  },
  {
    name: 'a leader that hears nobody',
    links: (lab, leader) => deaf(lab.all, leader),
    outcome: { 3: 'moves', 5: 'moves' },
  },
  {
    name: 'a follower that nobody hears',
    links: (lab, leader) => mute(lab.all, lab.others(leader)[0] ?? 0),
    outcome: { 3: 'stays', 5: 'stays' },
  },
  {
    name: 'a follower that hears nobody',
    links: (lab, leader) => deaf(lab.all, lab.others(leader)[0] ?? 0),
    outcome: { 3: 'stays', 5: 'stays' },
  },
  {
    name: 'everybody alone',
    links: (lab) => lab.all.flatMap((node) => mute(lab.all, node)),
    outcome: { 3: 'none', 5: 'none' },
  },
]

/** Timeouts after which the outcome counts, and within which the repair must be done. */
const TIMEOUTS = 6

describe.each([3, 5] as const)('%i nodes', (size) => {
  it.each(PATTERNS)(
    'B14: $name: the outcome is the one written down, and repair brings a leader',
    (pattern) => {
      const lab = new Lab(size, size)
      const leader = lab.elect()
      const { term } = lab.view(leader)
      lab.cut(pattern.links(lab, leader))
      lab.run(TIMEOUTS * lab.timeout)
      expect(outcomeOf(lab, leader, term)).toBe(pattern.outcome[size])
      lab.mend()
      lab.until('repair', () => lab.leaderAmong(lab.all) !== null, TIMEOUTS * lab.timeout)
      lab.agree('after')
    },
  )
})

/** What follows from the links alone: whoever leads, or wants to, must hear a majority that hears it. */
function wantedOf(lab: Lab, leader: number, links: readonly DirectedLink[]): Outcome {
  const isCut = (from: number, to: number): boolean =>
    links.some(([one, other]) => one === from && other === to)
  const meets = (node: number): boolean => {
    const met = lab.others(node).filter((other) => !isCut(node, other) && !isCut(other, node))
    return (met.length + 1) * 2 > lab.size
  }
  if (meets(leader)) return 'stays'
  return lab.all.some(meets) ? 'moves' : 'none'
}

/** Empty if what came is what follows from the links, and the repair brought a leader. */
function wrongWith(lab: Lab, links: readonly DirectedLink[]): unknown[] {
  const leader = lab.elect()
  const { term } = lab.view(leader)
  lab.cut(links)
  lab.run(TIMEOUTS * lab.timeout)
  const [got, wanted] = [outcomeOf(lab, leader, term), wantedOf(lab, leader, links)]
  lab.mend()
  lab.until('repair', () => lab.leaderAmong(lab.all) !== null, TIMEOUTS * lab.timeout)
  return got === wanted ? [] : [{ leader, links, got, wanted }]
}

/** One bit for each of the six directed links between three nodes. */
function patternOf(lab: Lab, bits: number): DirectedLink[] {
  const picks = [0, 1, 2, 3, 4, 5].map((bit) => ((bits >> bit) & 1) === 1)
  return some(lab.all, () => picks.pop() === true)
}

/** Of the million patterns of five. */
const DRAWN = 40

describe('whatever links are cut', () => {
  it('B14: of 3 nodes, every directed pattern has the outcome that follows from it', () => {
    const wrong = Array.from({ length: 2 ** 6 }, (_, bits) => {
      const lab = new Lab(3, bits)
      return wrongWith(lab, patternOf(lab, bits))
    })
    expect(wrong.flat()).toEqual([])
  })

  it('B14: of 5 nodes, patterns drawn by seed have the outcome that follows from them', () => {
    const outcomes = new Set<Outcome>()
    const wrong = Array.from({ length: DRAWN }, (_, seed) => {
      const lab = new Lab(5, seed)
      const random = lab.world.stream('story')
      const share = random.next()
      const links = some(lab.all, () => random.chance(share))
      outcomes.add(wantedOf(lab, lab.elect(), links))
      return wrongWith(lab, links)
    })
    expect(wrong.flat()).toEqual([])
    expect(outcomes).toEqual(new Set(['stays', 'moves', 'none']))
  })
})

function outcomeOf(lab: Lab, leader: number, term: number): Outcome {
  const leading = lab.all.filter((node) => lab.view(node).role === 'leader')
  if (leading.length === 0) return 'none'
  return leading.includes(leader) && lab.view(leader).term === term ? 'stays' : 'moves'
}
