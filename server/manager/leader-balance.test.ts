import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assert as holds } from '../../shared/assert.ts'
import { CAUGHT_UP_WITHIN } from '../../shared/protocol/limits.ts'
import type { Handover, LeaderSight, LedPartition } from './leader-balance.ts'
import { nextHandover } from './leader-balance.ts'

const ENTRIES = 100
const LAGS = ENTRIES - CAUGHT_UP_WITHIN

interface Wish {
  /** The first one leads. */
  readonly on: readonly number[]
  readonly preferred?: number
  readonly messagesPerSecond?: number
  readonly rests?: readonly number[]
  readonly learns?: readonly number[]
  readonly lags?: readonly number[]
}

/** Replica 10 x group + broker is on that broker. */
function led(group: number, wish: Wish): LedPartition {
  const { on, preferred = 0, messagesPerSecond = 0, rests = [], learns = [], lags = [] } = wish
  const replicas = on.map((brokerId) => ({ replicaId: 10 * group + brokerId, brokerId }))
  const members = replicas.map(({ replicaId, brokerId }) => ({
    replica: replicaId,
    node: `broker-${brokerId}`,
    match: lags.includes(brokerId) ? LAGS : ENTRIES,
    learns: learns.includes(brokerId),
  }))
  return {
    record: { group, preferred, replicas },
    facts: {
      replicaId: replicas[0]?.replicaId ?? 0,
      entries: ENTRIES,
      members: {
        voters: members.filter((one) => !one.learns),
        learners: members.filter((one) => one.learns),
      },
    },
    messagesPerSecond,
    rests,
  }
}

const sight = (live: readonly number[], wishes: readonly Wish[]): LeaderSight => ({
  live: new Set(live),
  led: wishes.map((wish, place) => led(place + 1, wish)),
})
const crowded: Wish = { on: [1, 2, 3] }

describe('the next handover', () => {
  it.each<[string, readonly number[], readonly Wish[], Handover | null]>([
    ['one leads twice, another never', [1, 2, 3], [crowded, crowded], { group: 1, from: 1, to: 2 }],
    ['all lead once', [1, 2, 3], [crowded, { on: [2, 1, 3] }, { on: [3, 1, 2] }], null],
    ['the only partition would only change its place', [1, 2, 3, 4], [crowded], null],
    [
      'of equal ones the preferred leader takes over',
      [1, 2, 3],
      [crowded, { on: [1, 2, 3], preferred: 3 }],
      { group: 2, from: 1, to: 3 },
    ],
    [
      'what brings more goes before what is preferred',
      [1, 2, 3],
      [{ ...crowded, messagesPerSecond: 300 }, { ...crowded, preferred: 2, messagesPerSecond: 100 }, crowded],
      { group: 1, from: 1, to: 2 },
    ],
    [
      'a busy partition weighs as much as several idle ones',
      [1, 2],
      [{ on: [1, 2], messagesPerSecond: 200 }, { on: [1, 2] }, { on: [2, 1] }],
      { group: 2, from: 1, to: 2 },
    ],
    [
      'a gain of less than 1 is none',
      [1, 2],
      [{ on: [1, 2] }, { on: [1, 2], messagesPerSecond: 40 }, { on: [2, 1] }],
      null,
    ],
    [
      'two lead twice and two never, so that no one transfer lowers the difference of all',
      [1, 2, 3, 4],
      [{ on: [1, 3, 4] }, { on: [1, 3, 4] }, { on: [2, 3, 4] }, { on: [2, 3, 4] }],
      { group: 1, from: 1, to: 3 },
    ],
    ['the only heir is dead', [1, 3], [{ on: [1, 2] }, { on: [1, 2] }], null],
    [
      'the only heir learns',
      [1, 2],
      [
        { on: [1, 2], learns: [2] },
        { on: [1, 2], learns: [2] },
      ],
      null,
    ],
    [
      'the only heir lags',
      [1, 2],
      [
        { on: [1, 2], lags: [2] },
        { on: [1, 2], lags: [2] },
      ],
      null,
    ],
    [
      'what failed a moment ago rests, but not the way to another broker',
      [1, 2, 3],
      [
        { ...crowded, rests: [2] },
        { ...crowded, rests: [2, 3] },
      ],
      { group: 1, from: 1, to: 3 },
    ],
    [
      'everything rests',
      [1, 2],
      [
        { ...crowded, rests: [2] },
        { ...crowded, rests: [2] },
      ],
      null,
    ],
    ['who leads is no live broker', [2, 3], [crowded, crowded], null],
    ['there is no broker', [], [crowded], null],
  ])('%s', (_when, live, wishes, wanted) => {
    expect(nextHandover(sight(live, wishes))).toEqual(wanted)
  })

  it('a leader that does not say who is in its group hands nothing over', () => {
    const silent = led(1, crowded)
    const mute = { ...silent, facts: { ...silent.facts, members: null } }
    expect(nextHandover({ live: new Set([1, 2]), led: [mute, mute] })).toBeNull()
  })

  it('a replica that is in no plan never leads', () => {
    const { record, ...rest } = led(1, { on: [1, 2] })
    const gone = { ...rest, record: { ...record, replicas: record.replicas.slice(0, 1) } }
    expect(nextHandover({ live: new Set([1, 2]), led: [gone, gone] })).toBeNull()
  })
})

const BROKERS = [1, 2, 3, 4, 5, 6]
const someBrokers = (maxLength: number) => fc.subarray(BROKERS, { minLength: 0, maxLength })
const anyWish: fc.Arbitrary<Wish> = fc.record({
  on: fc
    .shuffledSubarray(BROKERS, { minLength: 3, maxLength: 3 })
    .map((brokers): readonly number[] => brokers),
  preferred: fc.constantFrom(...BROKERS),
  messagesPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })),
  learns: someBrokers(1),
  lags: someBrokers(2),
})
const anySight = fc.record({
  live: fc.subarray(BROKERS, { minLength: 2 }),
  wishes: fc.array(anyWish, { minLength: 1, maxLength: 16 }),
})

/** As it is when that transfer is done. */
const afterwards = (wishes: readonly Wish[], { group, to }: Handover): readonly Wish[] =>
  wishes.map((wish, place) =>
    place + 1 === group ? { ...wish, on: [to, ...wish.on.filter((broker) => broker !== to)] } : wish,
  )

/** Largest less smallest load, counted anew. */
function difference(live: readonly number[], wishes: readonly Wish[]): number {
  const loads = live.map((broker) =>
    wishes
      .filter(({ on }) => on[0] === broker)
      .reduce((sum, { messagesPerSecond = 0 }) => sum + 1 + messagesPerSecond / 100, 0),
  )
  return Math.max(...loads) - Math.min(...loads)
}

const mayLead = (live: readonly number[], { on, learns = [], lags = [] }: Wish, broker: number): boolean =>
  on.slice(1).includes(broker) && live.includes(broker) && !learns.includes(broker) && !lags.includes(broker)

/** Sums of hundredths are not exact. */
const SLACK = 1e-6

const lastOf = (live: readonly number[], first: readonly Wish[]): readonly Wish[] => {
  let wishes = first
  for (let next = nextHandover(sight(live, wishes)); next !== null; next = nextHandover(sight(live, wishes)))
    wishes = afterwards(wishes, next)
  return wishes
}

describe('one handover after another', () => {
  it('goes only to a live broker whose replica votes and does not lag, brings those two closer by 1 or more, and ends', () => {
    fc.assert(
      fc.property(anySight, ({ live, wishes: first }) => {
        let wishes: readonly Wish[] = first
        for (let next = nextHandover(sight(live, wishes)); next !== null;) {
          const wish = wishes[next.group - 1]
          holds(wish !== undefined, 'a handover of no partition')
          expect(wish.on[0]).toBe(next.from)
          expect(live).toContain(next.from)
          expect(mayLead(live, wish, next.to)).toBe(true)
          const after = afterwards(wishes, next)
          const two = [next.from, next.to]
          expect(difference(two, wishes) - difference(two, after)).toBeGreaterThan(1 - SLACK)
          expect(difference(live, after)).toBeLessThan(difference(live, wishes) + SLACK)
          wishes = after
          next = nextHandover(sight(live, wishes))
        }
      }),
    )
  })

  it('leaves nobody with two idle partitions more than another, where everybody may lead all', () => {
    const everywhere = fc.shuffledSubarray(BROKERS, { minLength: BROKERS.length, maxLength: BROKERS.length })
    const wishes = fc.array(
      everywhere.map((on): Wish => ({ on })),
      { minLength: 1, maxLength: 16 },
    )
    fc.assert(
      fc.property(fc.subarray(BROKERS, { minLength: 2 }), wishes, (live, first) => {
        const led = first.filter(({ on }) => live.includes(on[0] ?? 0))
        expect(difference(live, lastOf(live, led))).toBeLessThan(2)
      }),
    )
  })

  it('takes the one that lowers the difference most, and ends only when none lowers it by 1', () => {
    fc.assert(
      fc.property(anySight, ({ live, wishes }) => {
        const now = difference(live, wishes)
        const gains = wishes.flatMap((wish, place) =>
          BROKERS.filter((to) => live.includes(wish.on[0] ?? 0) && mayLead(live, wish, to)).map(
            (to) => now - difference(live, afterwards(wishes, { group: place + 1, from: 0, to })),
          ),
        )
        const best = Math.max(0, ...gains)
        const next = nextHandover(sight(live, wishes))
        if (next === null) expect(best).toBeLessThan(1 + SLACK)
        else if (best >= 1) expect(now - difference(live, afterwards(wishes, next))).toBeCloseTo(best)
      }),
    )
  })
})
