// What a client may rely on after a snapshot, a restart or another leader: its request is done once, or it
// is told that nobody knows any more. It is never done a second time.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import { createBank } from './bank.ts'
import { seen } from './directory.fixture.ts'
import { createDirectory } from './directory.ts'
import { applyAll, textOf } from './machine.contract.ts'
import type { Machine, Reply } from './machine.ts'
import { createPartition } from './partition.ts'
import type { Rules } from './replicated.ts'
import { Replicated, done } from './replicated.ts'
import { RequestMemory } from './requests.ts'

interface Story {
  readonly name: string
  readonly create: () => Machine
  readonly before: readonly Json[]
  readonly asked: Json
}

const append = { op: 'append', producer: { id: 1, name: 'p' }, messages: ['a', 'b'], at: 0 }
const request = { id: 'r1' }
const STORIES: readonly Story[] = [
  {
    name: 'a deposit',
    create: createBank,
    before: [{ op: 'createAccount', account: 'alice', at: 0 }],
    asked: { op: 'deposit', account: 'alice', amount: 5, at: 0, request },
  },
  {
    name: 'an append without a sequence',
    create: createPartition,
    before: [],
    asked: { ...append, request },
  },
  {
    name: 'an append with a sequence',
    create: createPartition,
    before: [],
    asked: { ...append, sequence: 1 },
  },
  {
    name: 'a consume',
    create: createPartition,
    before: [append],
    asked: { op: 'consume', consumer: 1, max: 1, at: 0, request },
  },
  {
    name: 'a set offset',
    create: createPartition,
    before: [append],
    asked: { op: 'setOffset', consumer: 1, offset: 'end', at: 0, request },
  },
  {
    name: 'a registration',
    create: () => createDirectory({ firstReplicaId: 1 }),
    before: [1, 2, 3].map((number) => ({ ...seen(number) })),
    asked: { op: 'registerProducer', topic: 'a', at: 0, request },
  },
]

/** A replica that has nothing but what the other's snapshot held, as after a restart. */
function restarted({ create }: Story, machine: Machine): Machine {
  const restored = create()
  const snapshot: Json = JSON.parse(JSON.stringify(machine.snapshot()))
  restored.restore(snapshot)
  return restored
}

describe.each(STORIES)('$name asked again', (story) => {
  const { create, before, asked } = story
  const once = () => {
    const machine = create()
    applyAll(machine, before)
    const first = machine.apply(asked, before.length + 1)
    expect(first).toMatchObject({ ok: true, duplicate: false })
    return { machine, first, next: before.length + 2 }
  }
  const stateOf = (machine: Machine): unknown => Object(machine.snapshot()).state

  it('B55: after a snapshot and a restart changes nothing and gets the first answer', () => {
    const { machine, first, next } = once()
    const later = restarted(story, machine)
    const again = later.apply(asked, next)
    expect(again).toMatchObject({ ok: true, duplicate: true, index: first.index })
    expect(stateOf(later)).toEqual(stateOf(machine))
  })

  it('B69: of another replica, because the leader died between commit and answer, is done once', () => {
    const { first, next } = once()
    const successor = once().machine
    const state = stateOf(successor)
    expect(successor.apply(asked, next)).toMatchObject({ ok: true, duplicate: true, index: first.index })
    expect(stateOf(successor)).toEqual(state)
  })
})

describe('what was forgotten', () => {
  const counting = (limit: number) => {
    let total = 0
    const schema = z.object({
      op: z.literal('count'),
      at: z.number(),
      request: z.object({ id: z.string(), after: z.number() }),
    })
    const rules: Rules<z.infer<typeof schema>> = {
      schema,
      usesRequestMemory: () => true,
      execute: () => done((total += 1)),
      describe: () => 'count',
      save: () => total,
      load: (saved) => void (total = z.number().parse(saved)),
    }
    return new Replicated(rules, new RequestMemory(limit))
  }
  const count = (id: number, after: number): Json => ({
    op: 'count',
    at: 0,
    request: { id: `r${id}`, after },
  })

  it('is refused as possibly done, also by a replica that was restored, and never done again', () => {
    const machine = counting(3)
    for (let index = 1; index <= 5; index++) machine.apply(count(index, index - 1), index)
    const restored = counting(3)
    restored.restore(machine.snapshot())
    for (const replica of [machine, restored]) {
      const late = replica.apply(count(1, 0), 6)
      expect(late).toMatchObject({ ok: false, failure: { code: 'request-forgotten' } })
      expect(replica.apply(count(3, 2), 7)).toMatchObject({ ok: true, value: 3, duplicate: true })
    }
    expect(textOf(restored)).toBe(textOf(machine))
  })

  it('is the same on every replica, wherever one of them was replaced by a snapshot', () => {
    const asked = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 })
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 4 }), fc.nat({ max: 40 }), (ids, limit, moment) => {
        const whole = counting(limit)
        let other = counting(limit)
        const made = new Map<number, number>()
        const executed = new Map<number, Reply>()
        for (const [place, id] of ids.entries()) {
          if (place === moment) {
            const snapshot = other.snapshot()
            other = counting(limit)
            other.restore(snapshot)
          }
          const after = made.get(id) ?? place
          made.set(id, after)
          const reply = whole.apply(count(id, after), place + 1)
          expect(other.apply(count(id, after), place + 1)).toEqual(reply)
          if (!reply.ok || reply.duplicate) continue
          expect(executed.has(id)).toBe(false)
          executed.set(id, reply)
        }
        expect(textOf(other)).toBe(textOf(whole))
      }),
    )
  })
})
