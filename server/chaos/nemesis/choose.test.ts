// What is broken follows from the seed alone, and every nemesis says what it does in faults that exist.

import { describe, expect, it } from 'vitest'
import { faultSchema } from '../../../shared/fault.ts'
import { NODE_ROLES } from '../../../shared/ids.ts'
import { createRandom } from '../../../shared/random.ts'
import { NEMESES, NEMESIS_NAMES, chooseRound, isNemesis, strikesAlone } from './choose.ts'
import type { Scene } from './move.ts'
import { pickLeader, pickTargets, shuffled } from './targets.ts'

const scene: Scene = {
  nodes: {
    manager: ['manager-1', 'manager-2', 'manager-3'],
    broker: ['broker-1', 'broker-2', 'broker-3', 'broker-4'],
    atm: ['atm-1', 'atm-2', 'atm-3'],
  },
  groups: [
    {
      name: 'managers',
      role: 'manager',
      leader: 'manager-2',
      replicas: ['manager-1', 'manager-2', 'manager-3'],
    },
    { name: 'atm', role: 'atm', leader: null, replicas: ['atm-1', 'atm-2', 'atm-3'] },
    { name: 'orders/0', role: 'broker', leader: 'broker-3', replicas: ['broker-1', 'broker-2', 'broker-3'] },
  ],
}
const SEEDS = Array.from({ length: 60 }, (_, at) => at)

describe('a round', () => {
  it('is the same for the same seed', () => {
    const choose = () => {
      const random = createRandom(9)
      return SEEDS.map((round) => chooseRound(scene, { enabled: NEMESIS_NAMES, round, random }))
    }
    expect(choose()).toEqual(choose())
  })

  it('gives every nemesis its turn before one has the first place again', () => {
    const random = createRandom(1)
    const rounds = NEMESIS_NAMES.map((_, round) =>
      chooseRound(scene, { enabled: NEMESIS_NAMES, round, random }),
    )
    expect(rounds.map(({ attacks }) => attacks[0]?.name)).toEqual(NEMESIS_NAMES)
  })

  it('never adds another nemesis to one that strikes alone, and never one that strikes alone to another', () => {
    for (const seed of SEEDS) {
      const choice = { enabled: NEMESIS_NAMES, round: seed, random: createRandom(seed) }
      const names = new Set(chooseRound(scene, choice).attacks.map(({ name }) => name))
      expect(names.size === 1 || [...names].every((name) => !strikesAlone(name))).toEqual(true)
    }
  })

  it('has all of its nemeses at once when it is told so', () => {
    const choice = { enabled: ['cut', 'kill'], round: 0, together: true, random: createRandom(1) } as const
    expect(new Set(chooseRound(scene, choice).attacks.map(({ name }) => name))).toEqual(
      new Set(['cut', 'kill']),
    )
  })

  it('uses the nemeses it was given and no other', () => {
    for (const seed of SEEDS) {
      const round = chooseRound(scene, { enabled: ['cut', 'kill'], round: seed, random: createRandom(seed) })
      expect(round.attacks.every(({ name }) => ['cut', 'kill'].includes(name))).toBe(true)
      expect(round.holdMs).toBeGreaterThanOrEqual(5_000)
      expect(round.holdMs).toBeLessThanOrEqual(15_000)
    }
  })
})

describe('every nemesis', () => {
  it.each(['wipe', 'corrupt'] as const)('B17: %s strikes nodes of every role, one at a time', (name) => {
    const rounds = SEEDS.map((seed) =>
      chooseRound(scene, { enabled: [name], round: 0, random: createRandom(seed) }),
    )
    expect(rounds.every(({ attacks }) => attacks.flatMap(({ moves }) => moves).length === 1)).toBe(true)
    expect(new Set(rounds.flatMap(({ attacks }) => attacks.map(({ role }) => role)))).toEqual(
      new Set(NODE_ROLES),
    )
  })

  it.each(NEMESIS_NAMES)('%s speaks in faults the control server accepts, among nodes that exist', (name) => {
    const all: readonly string[] = NODE_ROLES.flatMap((role) => scene.nodes[role])
    let moves = 0
    for (const seed of SEEDS)
      for (const role of NODE_ROLES)
        for (const move of NEMESES[name](scene, role, createRandom(seed))) {
          moves += 1
          if (move.kind !== 'fault') continue
          expect(faultSchema.safeParse(move.fault).success, JSON.stringify(move.fault)).toBe(true)
          const named = JSON.stringify(move.fault).match(/(?:manager|broker|atm)-\d/g) ?? []
          expect(named.every((node) => all.includes(node))).toBe(true)
        }
    expect(moves).toBeGreaterThan(0)
  })

  it('is known by its name, and nothing else is', () => {
    expect(isNemesis('kill')).toBe(true)
    expect(isNemesis('toString')).toBe(false)
  })
})

describe('a bridge', () => {
  it('leaves one node that sees all others, and two sides that do not see each other', () => {
    for (const seed of SEEDS) {
      const cuts = NEMESES.bridge(scene, 'broker', createRandom(seed)).map((move) => JSON.stringify(move))
      const whole = scene.nodes.broker.filter((node) => !cuts.some((text) => text.includes(`"${node}"`)))
      expect(whole).toHaveLength(1)
      expect(cuts).toHaveLength(2)
    }
  })
})

describe('a ring', () => {
  it('leaves each node one that it reaches and one that reaches it', () => {
    for (const seed of SEEDS) {
      const cuts = new Set(
        NEMESES.ring(scene, 'broker', createRandom(seed)).map((move) =>
          move.kind === 'fault' && move.fault.kind === 'cut' ? `${move.fault.from}>${move.fault.to}` : '',
        ),
      )
      for (const node of scene.nodes.broker) {
        const rest = scene.nodes.broker.filter((other) => other !== node)
        expect(rest.filter((other) => !cuts.has(`${node}>${other}`))).toHaveLength(1)
        expect(rest.filter((other) => !cuts.has(`${other}>${node}`))).toHaveLength(1)
      }
    }
  })
})

describe('targets', () => {
  it('are as many as their name says, and nobody twice', () => {
    const sizes = (target: 'one' | 'minority' | 'majority' | 'all') =>
      new Set(SEEDS.map((seed) => pickTargets(scene, 'broker', createRandom(seed), [target]).length))
    expect([sizes('one'), sizes('minority'), sizes('majority'), sizes('all')].map((set) => [...set])).toEqual(
      [[1], [1], [3], [4]],
    )
    for (const seed of SEEDS) {
      const nodes = pickTargets(scene, 'broker', createRandom(seed))
      expect(new Set(nodes).size).toBe(nodes.length)
    }
  })

  it('are leaders where there are some, and anybody where there are none', () => {
    const leaders = (role: 'broker' | 'atm') =>
      new Set(SEEDS.map((seed) => pickLeader(scene, role, createRandom(seed))))
    expect(leaders('broker')).toEqual(new Set(['broker-3']))
    expect(leaders('atm')).toEqual(new Set(scene.nodes.atm))
    expect(pickTargets(scene, 'atm', createRandom(1), ['leaders'])).toEqual([])
  })

  it('are shuffled without loss', () => {
    for (const seed of SEEDS)
      expect(new Set(shuffled([1, 2, 3, 4], createRandom(seed)))).toEqual(new Set([1, 2, 3, 4]))
  })
})
