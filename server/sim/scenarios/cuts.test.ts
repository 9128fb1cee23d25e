// Which cut patterns leave a stable leader, for 3 and for 5 nodes (B14). Pre-vote, check-quorum and the lease
// are one package; without it a bridge or a one-way cut unseats leaders for ever (decentralizedthoughts,
// 2020-12-12).

import { describe, expect, it } from 'vitest'
import { bridge, deaf, mute, ring } from '../faults/cuts.ts'
import type { DirectedLink } from '../faults/cuts.ts'
import { Lab } from '../lab.ts'

interface Pattern {
  readonly name: string
  readonly links: (lab: Lab, leader: number) => readonly DirectedLink[]
  /** `stays`: the leader goes on in its term. `moves`: another one comes. `none`: nobody can lead. */
  readonly outcome: { readonly 3: 'stays' | 'moves' | 'none'; readonly 5: 'stays' | 'moves' | 'none' }
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

function outcomeOf(lab: Lab, leader: number, term: number): 'stays' | 'moves' | 'none' {
  const leading = lab.all.filter((node) => lab.view(node).role === 'leader')
  if (leading.length === 0) return 'none'
  return leading.includes(leader) && lab.view(leader).term === term ? 'stays' : 'moves'
}
