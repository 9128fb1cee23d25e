import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { kindsOf, WHOLE } from './reduction.ts'
import { Sweep, describeFailure } from './sweep.ts'

const number = z.exactOptional(z.int())
const numbers = z.exactOptional(z.array(z.int()))
const knownSchema = z.strictObject({
  seeds: z.array(
    z.strictObject({
      seed: z.int(),
      steps: z.int(),
      /** As on the command line. */
      options: z.strictObject({
        without: z.exactOptional(z.array(z.string())),
        faults: numbers,
        moves: numbers,
        nodes: number,
        groups: number,
        clients: number,
      }),
      found: z.string().min(1),
    }),
  ),
})

describe('seeds that once found a bug', () => {
  const text = readFileSync(new URL('seeds.json', import.meta.url), 'utf8')
  const { seeds } = knownSchema.parse(JSON.parse(text))

  it.each(seeds)('seed $seed finds it no more: $found', ({ seed, steps, options, found }) => {
    const { without, ...rest } = options
    const sweep = new Sweep(steps, { ...WHOLE, ...rest, without: kindsOf(without ?? []) })
    sweep.add(seed)
    expect(sweep.failures.map(describeFailure), found).toEqual([])
  })

  it('are kept with a sentence each', () => {
    expect(seeds.every(({ found }) => found.endsWith('.'))).toBe(true)
  })
})
