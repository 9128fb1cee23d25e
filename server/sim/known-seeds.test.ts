import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { Sweep, describeFailure } from './sweep.ts'

const knownSchema = z.strictObject({
  seeds: z.array(z.strictObject({ seed: z.int(), steps: z.int(), found: z.string().min(1) })),
})

describe('seeds that once found a bug', () => {
  const text = readFileSync(new URL('seeds.json', import.meta.url), 'utf8')
  const { seeds } = knownSchema.parse(JSON.parse(text))

  it('find it no more', () => {
    for (const { seed, steps, found } of seeds) {
      const sweep = new Sweep(steps)
      sweep.add(seed)
      expect(sweep.failures.map(describeFailure), found).toEqual([])
    }
  })
})
