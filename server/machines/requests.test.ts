import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyCommand, Reply } from '../../shared/protocol/request.ts'
import { createBank } from './bank.ts'
import { loadAtOnce } from './loading.ts'
import { RequestMemory, fingerprintOf } from './requests.ts'

const success = (index: number): Reply => ({ ok: true, value: { index }, index, duplicate: false })

function memoryOf(limit: number, count: number): RequestMemory {
  const memory = new RequestMemory(limit)
  for (let index = 1; index <= count; index++) memory.remember(`r${index}`, index, success(index))
  return memory
}

const deposit = (id: string, amount = 10): AnyCommand & { account: string; amount: number } => ({
  op: 'deposit',
  account: 'alice',
  amount,
  at: 0,
  request: { id },
})

describe('the request memory', () => {
  it('carries out each request id once, whatever repeats come between', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })
    fc.assert(
      fc.property(ids, (list) => {
        const bank = createBank()
        bank.apply({ op: 'createAccount', account: 'alice', at: 0 }, 1)
        const first = new Map<number, Reply>()
        for (const [position, id] of list.entries()) {
          const reply = bank.apply({ ...deposit(`r${id}`, id + 1) }, position + 2)
          const before = first.get(id)
          if (before === undefined) first.set(id, reply)
          else expect(reply).toEqual({ ...before, duplicate: true })
        }
        const once = [...first.keys()].reduce((sum, id) => sum + id + 1, 0)
        expect(bank.accounts().totals.deposited).toBe(once)
      }),
    )
  })

  it('remembers a refusal: what was refused stays refused under that id', () => {
    const bank = createBank()
    const early = bank.apply({ ...deposit('r1') }, 1)
    expect(early).toMatchObject({ ok: false, failure: { code: 'no-such-account' } })
    bank.apply({ op: 'createAccount', account: 'alice', at: 0 }, 2)
    expect(bank.apply({ ...deposit('r1') }, 3)).toEqual({ ...early, duplicate: true })
    expect(bank.apply({ ...deposit('r2') }, 4)).toMatchObject({ ok: true, duplicate: false })
  })

  it('refuses an id that was used for something else, and goes on knowing the first use', () => {
    const memory = memoryOf(10, 3)
    const other = memory.recall({ id: 'r2' }, 99, 7)
    expect(other).toMatchObject({ ok: false, index: 7, failure: { code: 'request-reused' } })
    expect(memory.recall({ id: 'r2' }, 2, 8)).toEqual({ ...success(2), duplicate: true })
  })

  it('refuses what it may have forgotten instead of doing it again', () => {
    const memory = memoryOf(3, 5)
    const reply = memory.recall({ id: 'r2', after: 1 }, 2, 9)
    expect(reply).toMatchObject({ ok: false, index: 9, failure: { code: 'request-forgotten', index: 3 } })
  })

  it('lets an id pass that is younger than everything forgotten', () => {
    const memory = memoryOf(3, 5)
    expect(memory.recall({ id: 'new', after: 2 }, 1, 9)).toBeNull()
    expect(memory.recall({ id: 'new', after: 1 }, 1, 9)).not.toBeNull()
    expect(memory.recall({ id: 'nothing said' }, 1, 9)).toBeNull()
  })

  it('never does an id twice once the client says what it had seen, however small the memory', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 60 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (list, limit) => {
        const memory = new RequestMemory(limit)
        const madeAfter = new Map<number, number>()
        const executed = new Set<number>()
        for (const [position, id] of list.entries()) {
          const index = position + 1
          const after = madeAfter.get(id) ?? index - 1
          madeAfter.set(id, after)
          if (memory.recall({ id: `r${id}`, after }, 0, index) !== null) continue
          expect(executed.has(id)).toBe(false)
          executed.add(id)
          memory.remember(`r${id}`, 0, success(index))
        }
      }),
    )
  })

  it('forgets in log order and keeps exactly its limit', () => {
    const remembered = ['r5', 'r6', 'r7'].map((id) => expect.objectContaining({ id }))
    expect(memoryOf(3, 7).snapshot()).toEqual({ forgotten: 4, remembered })
  })

  it('goes on forgetting in the same order after a restore', () => {
    const restored = new RequestMemory(3)
    loadAtOnce(restored.restoring(memoryOf(3, 7).snapshot()))
    restored.remember('r8', 8, success(8))
    expect(restored.snapshot()).toEqual(memoryOf(3, 8).snapshot())
  })

  it('does not use an id up when there was nothing to take', () => {
    const memory = new RequestMemory()
    const failure = { code: 'empty', message: 'no more messages' } as const
    memory.remember('r1', 1, { ok: false, failure, index: 1, duplicate: false })
    expect(memory.recall({ id: 'r1' }, 1, 2)).toBeNull()
  })

  it('knows a command again whoever stamps it and however its fields are ordered', () => {
    const one = { op: 'x', a: 1, at: 5, request: { id: 'r1' } }
    const two = { request: { id: 'r2', after: 3 }, at: 9, a: 1, op: 'x' }
    expect(fingerprintOf(one)).toBe(fingerprintOf(two))
    expect(fingerprintOf({ ...one, op: 'y' })).not.toBe(fingerprintOf(one))
  })
})
