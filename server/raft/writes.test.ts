import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from './types.ts'
import { Writes } from './writes.ts'

const HARD = { term: 1, vote: 0 }
const noop = (index: number, term = 1): Entry => ({ index, term, kind: 'noop' })

function write(writes: Writes, from: number, to: number): number {
  writes.append(Array.from({ length: to - from + 1 }, (_, at) => noop(from + at)))
  return writes.seal(HARD)?.seq ?? 0
}

describe('the durable index', () => {
  it('rises only when the disk confirms', () => {
    const writes = new Writes(2)
    write(writes, 3, 5)
    expect(writes.durableIndex).toBe(2)
    writes.confirm(1)
    expect(writes.durableIndex).toBe(5)
  })

  it('falls at once with a cut, and an old completion does not raise it above the cut (B36)', () => {
    const writes = new Writes(0)
    write(writes, 1, 3)
    writes.confirm(1)
    const inFlight = write(writes, 4, 6)
    writes.truncate(3)
    expect(writes.durableIndex).toBe(2)
    writes.confirm(inFlight)
    expect(writes.durableIndex).toBe(2)
  })

  it('is not raised by the late completion of entries that were replaced at the same index (B37)', () => {
    const writes = new Writes(0)
    const first = write(writes, 1, 3)
    writes.truncate(2)
    const second = write(writes, 2, 3)
    writes.confirm(first)
    expect(writes.durableIndex).toBe(1)
    writes.confirm(second)
    expect(writes.durableIndex).toBe(3)
  })

  it('takes one confirmation for all records before it', () => {
    const writes = new Writes(0)
    write(writes, 1, 1)
    writes.confirm(write(writes, 2, 2))
    expect(writes.durableIndex).toBe(2)
  })

  it('refuses a confirmation of what was never written', () => {
    expect(() => new Writes(0).confirm(1)).toThrow(/only 0 were written/)
  })
})

// The model keeps two logs of uniquely named entries: memory, and the disk after the confirmed records. What is
// durable of memory is exactly their common beginning.
interface Model {
  memory: string[]
  disk: string[]
  pending: { keep: number; add: string[] }[]
}

type Step = { do: 'write'; cut: number; add: number } | { do: 'confirm'; count: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('write' as const), cut: fc.nat(4), add: fc.nat(3) }),
    fc.record({ do: fc.constant('confirm' as const), count: fc.integer({ min: 1, max: 3 }) }),
  ),
  { maxLength: 40 },
)

function commonStart(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((name, index) => other[index] !== name)
  return at === -1 ? one.length : at
}

function confirmOldest(model: Model, count: number): number {
  const done = model.pending.splice(0, count)
  for (const { keep, add } of done) model.disk = [...model.disk.slice(0, keep), ...add]
  return done.length
}

describe('any order of writes, cuts and completions', () => {
  it('gives the common beginning of memory and disk as the durable index (B36, B37)', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const writes = new Writes(0)
        const model: Model = { memory: [], disk: [], pending: [] }
        let names = 0
        let confirmed = 0
        for (const step of list) {
          if (step.do === 'confirm') {
            confirmed += confirmOldest(model, step.count)
            writes.confirm(confirmed)
          } else {
            const keep = Math.max(0, model.memory.length - step.cut)
            if (keep < model.memory.length) writes.truncate(keep + 1)
            const add = Array.from({ length: step.add }, () => `entry ${(names += 1)}`)
            writes.append(add.map((_, at) => noop(keep + at + 1)))
            if (writes.seal(HARD) !== null) model.pending.push({ keep, add })
            model.memory = [...model.memory.slice(0, keep), ...add]
          }
          expect(writes.durableIndex).toBe(commonStart(model.memory, model.disk))
        }
      }),
    )
  })
})

describe('what a message waits for', () => {
  it('is nothing once the record is durable, and only the last term or vote for answers without a promise', () => {
    const writes = new Writes(0)
    writes.hardChanged()
    const hard = writes.seal(HARD)?.seq
    const entries = write(writes, 1, 1)
    expect([writes.waitForHard(), writes.waitForAll()]).toEqual([hard, entries])
    writes.confirm(1)
    expect([writes.waitForHard(), writes.waitForAll()]).toEqual([0, entries])
    writes.confirm(2)
    expect([writes.waitForHard(), writes.waitForAll()]).toEqual([0, 0])
  })

  it('is never a record that a quiet step did not write', () => {
    const writes = new Writes(0)
    expect(writes.seal(HARD)).toBeNull()
    expect(writes.waitForAll()).toBe(0)
  })
})
