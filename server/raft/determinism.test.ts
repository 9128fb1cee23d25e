import { describe, expect, it } from 'vitest'
import { createRaft } from './core.ts'
import { SteppedCluster } from './stepped/cluster.ts'
import { bootOf, configOf, optionsOf } from './stepped/boot.ts'
import type { Effects, Input } from './types.ts'

/** Everything that replica 1 of a small cluster was given and gave. */
function record(seed: number): { inputs: Input[]; effects: Effects[] } {
  const inputs: Input[] = []
  const effects: Effects[] = []
  const onStep = (id: number, input: Input, gave: Effects): void => {
    if (id !== 1) return
    inputs.push(input)
    effects.push(gave)
  }
  const cluster = new SteppedCluster(3, {
    onlookers: [{ stepped: onStep }],
    options: { seed, marginEntries: 0 },
  })
  cluster.start(4, configOf([1, 2, 3]))
  cluster.elect(1)
  for (let tick = 0; tick < 150; tick += 1) {
    for (const id of cluster.ids) cluster.tick(id)
    if (tick % 9 === 0) cluster.propose(1, `"${tick}"`)
    if (tick === 45) cluster.transfer(1, 2)
    if (tick === 50) cluster.configure(2, configOf([1, 2, 3], [4]))
    if (tick === 60) cluster.configure(2, configOf([1, 2, 3, 4]))
    if (tick === 70) cluster.takeSnapshot(1)
    if (tick === 80) for (const id of [2, 3, 4]) cluster.cutBoth(1, id)
    if (tick === 90) for (const id of [2, 3, 4]) cluster.propose(id, '"meanwhile"')
    if (tick === 100) for (const id of [2, 3, 4]) cluster.takeSnapshot(id)
    if (tick === 120) cluster.heal()
    cluster.settle()
  }
  return { inputs, effects }
}

const core = (seed: number) =>
  createRaft(optionsOf(1, { seed, marginEntries: 0 }), bootOf(configOf([1, 2, 3])))

describe('the record', () => {
  it('holds every kind of input that a host gives, and what comes of it', () => {
    const { inputs, effects } = record(1)
    const kinds = new Set(inputs.map(({ t }) => t))
    for (const kind of [
      'tick',
      'msg',
      'propose',
      'transfer',
      'persisted',
      'applied',
      'compact',
      'snapStored',
    ] as const)
      expect(kinds, kind).toContain(kind)
    expect(effects.filter(({ restore }) => restore !== null)).toHaveLength(1)
    expect(effects.some(({ apply }) => apply.some(({ kind }) => kind === 'conf'))).toBe(true)
  })
})

describe('a core', () => {
  it('gives the same outputs for the same boot and inputs, bit for bit', () => {
    for (const seed of [1, 2, 3]) {
      const { inputs, effects } = record(seed)
      const again = core(seed)
      expect(inputs.map((input) => again.step(input))).toEqual(effects)
    }
  })

  it('has clones that go on exactly like it, without touching it', () => {
    const { inputs, effects } = record(4)
    for (const at of [0, 1, 60, 300]) {
      const original = core(4)
      for (const input of inputs.slice(0, at)) original.step(input)
      const before = original.image()
      const clone = original.clone()
      expect(inputs.slice(at).map((input) => clone.step(input))).toEqual(effects.slice(at))
      expect(original.image()).toBe(before)
    }
  })

  it('gives plain JSON', () => {
    const { effects } = record(5)
    expect(JSON.parse(JSON.stringify(effects))).toEqual(effects)
    expect(effects.some(({ apply }) => apply.length > 0)).toBe(true)
    expect(effects.some(({ persist }) => (persist?.snap ?? null) !== null)).toBe(true)
  })
})
