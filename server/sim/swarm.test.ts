import { describe, expect, it } from 'vitest'
import { SEGMENT_LIMITS } from '../machines/segments.ts'
import { drawOptions } from './swarm.ts'

const SEEDS = Array.from({ length: 2_000 }, (_, seed) => seed)

describe('the options of a seed', () => {
  it('leave every loop time for what arrives: or a leader drowns in answers to its own beats (seed 900275)', () => {
    const drowning = [...SEEDS, 900_275].filter((seed) => {
      const { groups, node } = drawOptions(seed)
      const turnsPerBeat = node.turn === 0 ? Infinity : (node.heartbeatTicks * node.tick) / node.turn
      return node.limits.inputsPerCycle * turnsPerBeat <= Math.max(...groups) - 1
    })
    expect(drowning).toEqual([])
  })

  it('still are small where small limits find more, and the same for the same seed', () => {
    const limits = SEEDS.map((seed) => drawOptions(seed).node.limits.inputsPerCycle)
    expect(new Set(limits)).toEqual(new Set([1, 2, 4, 64]))
    expect(drawOptions(7)).toEqual(drawOptions(7))
  })

  it('are one to seven nodes, one to eight groups and one to five replicas, each number of them somewhere', () => {
    const drawn = SEEDS.map(drawOptions)
    const numbers = (all: readonly number[]): readonly number[] => [...new Set(all)].sort((a, b) => a - b)
    expect(numbers(drawn.map(({ nodes }) => nodes))).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(numbers(drawn.map(({ groups }) => groups.length))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(numbers(drawn.flatMap(({ groups }) => groups))).toEqual([1, 2, 3, 4, 5])
  })

  it('seal messages into small segments in half of the runs, for in short ones the usual ones are never full', () => {
    const drawn = SEEDS.map((seed) => drawOptions(seed).node.segments)
    const small = drawn.filter((segments) => segments !== SEGMENT_LIMITS)
    expect(small.length).toBeGreaterThan(SEEDS.length / 3)
    expect(drawn.length - small.length).toBeGreaterThan(SEEDS.length / 3)
    expect(Math.max(...small.map(({ messages, perIndex }) => messages * perIndex))).toBe(6)
  })

  it('shift nothing when more is added to what may be drawn: a kept seed is still the run that found its bug', () => {
    expect(drawOptions(10)).toMatchObject({
      nodes: 5,
      groups: [5],
      operator: { every: 0 },
      faults: {
        choices: ['isolateLeader', 'isolateLeader', 'slowDisk', 'crashLeader', 'duel', 'crashWriting'],
      },
    })
  })
})
