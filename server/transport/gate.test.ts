import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LinkRule } from '../../shared/link-rule.ts'
import type { Plan } from './gate.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { DELIVER_NOW, DUPLICATE_LAG_MS, Gate, OVERTAKEN_FOR_MS } from './gate.ts'

const MESSAGES = 60

function fates(seed: number, rule: LinkRule, count = MESSAGES): Plan[] {
  const gate = new Gate(seed)
  gate.setRule('a', 'b', rule)
  return Array.from({ length: count }, () => gate.plan('a', 'b'))
}
const share = fc.double({ min: 0, max: 1, noNaN: true })
const wait = fc.integer({ min: 0, max: 500 })
const rules: fc.Arbitrary<LinkRule> = fc.record({
  cut: fc.constant(false),
  hold: fc.constant(false),
  delayMs: wait,
  jitterMs: wait,
  lossRate: share,
  duplicateRate: share,
  reorderRate: share,
})
const isLost = (plan: Plan): boolean => !plan.deliver && plan.why === 'loss'
const isDoubled = (plan: Plan): boolean => plan.deliver && plan.copies.length > 1
const isOvertaken = (plan: Plan): boolean => plan.deliver && !plan.copies[0].keepsOrder

describe('the fault gate', () => {
  test('the same seed and rule give the same fates; another seed gives others', () => {
    const rule = { ...NO_RULE, lossRate: 0.5, jitterMs: 10 }
    expect(fates(7, rule)).toEqual(fates(7, rule))
    expect(fates(7, rule)).not.toEqual(fates(8, rule))
  })

  test('adding a rule never shifts another: who is lost, doubled or overtaken stays the same', () => {
    fc.assert(
      fc.property(fc.nat(), rules, (seed, all) => {
        const together = fates(seed, all)
        const lost = fates(seed, { ...NO_RULE, lossRate: all.lossRate })
        const doubled = fates(seed, { ...NO_RULE, duplicateRate: all.duplicateRate })
        const overtaken = fates(seed, { ...NO_RULE, reorderRate: all.reorderRate })
        together.forEach((plan, place) => {
          expect(isLost(plan)).toBe(lost.map(isLost)[place])
          if (!plan.deliver) return
          expect(isDoubled(plan)).toBe(doubled.map(isDoubled)[place])
          expect(isOvertaken(plan)).toBe(overtaken.map(isOvertaken)[place])
        })
      }),
      { numRuns: 40 },
    )
  })

  test('a rule that comes later meets the dice it would have met anyway', () => {
    const rule = { ...NO_RULE, lossRate: 0.3, duplicateRate: 0.3, jitterMs: 40 }
    const gate = new Gate(3)
    for (let count = 0; count < 20; count += 1) expect(gate.plan('a', 'b')).toBe(DELIVER_NOW)
    gate.setRule('a', 'b', { ...NO_RULE, cut: true })
    for (let count = 0; count < 10; count += 1) {
      expect(gate.plan('a', 'b')).toEqual({ deliver: false, why: 'cut' })
    }
    gate.setRule('a', 'b', rule)
    const later = Array.from({ length: MESSAGES - 30 }, () => gate.plan('a', 'b'))
    expect(later).toEqual(fates(3, rule).slice(30))
  })

  test('traffic and rules of one direction never touch another', () => {
    const rule = { ...NO_RULE, lossRate: 0.5 }
    const gate = new Gate(5)
    gate.setRule('a', 'b', rule)
    gate.setRule('b', 'a', { ...NO_RULE, cut: true })
    const mixed = Array.from({ length: MESSAGES }, () => {
      gate.plan('b', 'a')
      gate.plan('a', 'c')
      return gate.plan('a', 'b')
    })
    expect(mixed).toEqual(fates(5, rule))
    expect(gate.rule('a', 'c')).toBe(NO_RULE)
  })

  test('links do not share their luck, and neither do the kinds of fault on one link', () => {
    const rule = { ...NO_RULE, lossRate: 0.5, jitterMs: 100 }
    const gate = new Gate(5)
    gate.setRule('a', 'c', rule)
    const other = Array.from({ length: MESSAGES }, () => gate.plan('a', 'c'))
    const fate = fates(5, rule)
    expect(other.map(isLost)).not.toEqual(fate.map(isLost))
    const delays = fate.flatMap((plan) => (plan.deliver ? [plan.copies[0].delayMs] : []))
    // Out of one stream, only draws above one half would be left for those that are not lost.
    expect(Math.min(...delays)).toBeLessThan(50)
  })

  test('every delay stays within what the rule and the named limits allow', () => {
    fc.assert(
      fc.property(fc.nat(), rules, (seed, rule) => {
        for (const plan of fates(seed, rule, 20)) {
          if (!plan.deliver) continue
          const [first, second] = plan.copies
          const most = rule.delayMs + rule.jitterMs + (first.keepsOrder ? 0 : OVERTAKEN_FOR_MS)
          expect(first.delayMs).toBeGreaterThanOrEqual(rule.delayMs)
          expect(first.delayMs).toBeLessThanOrEqual(most)
          expect((second?.delayMs ?? first.delayMs) - first.delayMs).toBeLessThanOrEqual(DUPLICATE_LAG_MS)
        }
      }),
    )
  })

  test('a rate is a share: about three in ten are lost, doubled and overtaken', () => {
    const count = (plans: Plan[], is: (plan: Plan) => boolean): number => plans.filter(is).length
    expect(count(fates(1, { ...NO_RULE, lossRate: 0.3 }, 10_000), isLost)).toBeCloseTo(3_000, -3)
    expect(count(fates(1, { ...NO_RULE, duplicateRate: 0.3 }, 10_000), isDoubled)).toBeCloseTo(3_000, -3)
    expect(count(fates(1, { ...NO_RULE, reorderRate: 0.3 }, 10_000), isOvertaken)).toBeCloseTo(3_000, -3)
  })
})
