import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'
import { append, beat, finishWrites, hand, oneCore, only } from './testing/one.ts'
import { logOf, withLog } from './stepped/boot.ts'
import type { Entry } from './types.ts'

const termsOf = (entries: readonly Entry[]): number[] => entries.map(({ term }) => term)

/** Every sequence of terms that never falls, up to length 4 and term 3. */
function everyLog(): number[][] {
  const logs: number[][] = [[]]
  for (const log of logs) {
    if (log.length === 4) continue
    for (let term = log.at(-1) ?? 1; term <= 3; term += 1) logs.push([...log, term])
  }
  return logs
}

interface Case {
  readonly have: readonly number[]
  readonly theirs: readonly number[]
  /** The append covers the indexes above `prev` up to `to`. */
  readonly prev: number
  readonly to: number
}

function* everyAppend(): Generator<Case> {
  for (const have of everyLog()) {
    for (const theirs of everyLog()) {
      for (let prev = 0; prev <= theirs.length; prev += 1) {
        for (let to = prev; to <= theirs.length; to += 1) yield { have, theirs, prev, to }
      }
    }
  }
}

function run({ have, theirs, prev, to }: Case): {
  ok: boolean
  log: number[]
  cut: number | null
  commit: number
} {
  const core = oneCore({ boot: { ...withLog(have, 4) } })
  const entries = logOf(...theirs).slice(prev, to)
  const effects = hand(core, 2, 4, append(prev, theirs[prev - 1] ?? 0, entries, 99))
  const answer = only(effects)
  const { lastIndex, commit } = core.view()
  return {
    ok: answer.t === 'appResp' && answer.ok,
    log: termsOf(core.entries(1, lastIndex)),
    cut: effects.persist?.truncateFrom ?? null,
    commit,
  }
}

/** What the log must be, found without looking for a conflict: keep what agrees, else take what was sent. */
function wanted({ have, theirs, prev, to }: Case): ReturnType<typeof run> {
  const fits = prev === 0 || have[prev - 1] === theirs[prev - 1]
  if (!fits) return { ok: false, log: [...have], cut: null, commit: 0 }
  const sent = theirs.slice(prev, to)
  const hasAll = sent.every((term, at) => have[prev + at] === term)
  const log = hasAll ? [...have] : [...have.slice(0, prev), ...sent]
  const firstChange = have.findIndex((term, at) => log[at] !== term)
  return { ok: true, log, cut: firstChange === -1 ? null : firstChange + 1, commit: to }
}

/** A second when nothing else runs; the machine may be busy. */
const PATIENCE_MS = 30_000

describe('an append', { timeout: PATIENCE_MS }, () => {
  it('leaves the right log for all pairs of logs up to length 4 and term 3, wherever it begins (B19, B20, B21)', () => {
    const wrong: unknown[] = []
    let cases = 0
    for (const each of everyAppend()) {
      cases += 1
      const [got, want] = [JSON.stringify(run(each)), JSON.stringify(wanted(each))]
      if (got !== want) wrong.push({ each, got, want })
    }
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(10_000)
  })

  it('that is old, doubled or shorter never cuts (B20)', () => {
    const core = oneCore({ boot: withLog([1, 1], 2) })
    hand(core, 2, 2, append(2, 1, [{ index: 3, term: 2, kind: 'noop' }]))
    for (const entries of [logOf(1, 1), logOf(1), []]) {
      expect(hand(core, 2, 2, append(0, 0, entries)).persist).toBeNull()
    }
    expect(termsOf(core.entries(1, 3))).toEqual([1, 1, 2])
  })

  it('with a conflict leaves no old tail behind the new entries (B21)', () => {
    const core = oneCore({ boot: withLog([1, 1, 1, 1, 1], 2) })
    const effects = hand(core, 2, 2, append(1, 1, [{ index: 2, term: 2, kind: 'noop' }]))
    expect(effects.persist).toMatchObject({ truncateFrom: 2, append: [{ index: 2, term: 2 }] })
    expect(effects.events).toContainEqual({ k: 'append', g: 7, r: 1, term: 2, from: 2, to: 2, cut: 2 })
    expect(core.view().lastIndex).toBe(2)
  })

  it('that would cut below commit ends the process', () => {
    const core = oneCore({ boot: { ...withLog([1, 1], 2), commit: 2 } })
    expect(() => hand(core, 2, 2, append(0, 0, logOf(2)))).toThrow(/cut at 1, but 2 is committed/)
  })

  it.each([
    ['with a hole', [{ index: 3, term: 1, kind: 'noop' }]],
    ['with a falling term', [...logOf(2), { index: 2, term: 1, kind: 'noop' }]],
    ['from a later term than its leader', logOf(9)],
  ] as const)('%s is not believed (B22)', (_, entries) => {
    expect(() => hand(oneCore(), 2, 3, append(0, 0, entries))).toThrow(/entry|term/)
  })

  it('brings the configuration before back when it cuts one (B60)', () => {
    const conf = { voters: [1, 2, 3, 4], outgoing: [], learners: [] }
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, [...logOf(1), { index: 2, term: 1, kind: 'conf', conf }]))
    expect(core.view().conf).toEqual(conf)
    hand(core, 3, 2, append(1, 1, [{ index: 2, term: 2, kind: 'noop' }]))
    expect(core.view().conf.voters).toEqual([1, 2, 3])
  })
})

describe('the commit index of a follower', () => {
  it('never passes what the append itself proved (B19)', () => {
    const core = oneCore({ boot: withLog([1, 1, 1, 1], 1) })
    hand(core, 2, 2, append(1, 1, [{ index: 2, term: 1, kind: 'noop' }], 4))
    expect(core.view()).toMatchObject({ lastIndex: 4, commit: 2 })
  })

  it('never falls (B23)', () => {
    const core = oneCore()
    hand(core, 2, 1, append(0, 0, logOf(1, 1, 1), 3))
    hand(core, 2, 1, append(0, 0, logOf(1), 1))
    hand(core, 2, 1, beat(0))
    expect(core.view().commit).toBe(3)
  })

  it('at the start is the stored hint, lowered to what the log holds (B24)', () => {
    expect(oneCore({ boot: { ...withLog([1, 1]), commit: 1 } }).view().commit).toBe(1)
    expect(oneCore({ boot: { ...withLog([1, 1]), commit: 9 } }).view().commit).toBe(2)
  })
})

describe('a beat', () => {
  it('says nothing about the place in the log, so a short log is no reason to refuse it (B31)', () => {
    const effects = hand(oneCore(), 2, 5, beat(0, 3))
    expect(only(effects)).toMatchObject({ t: 'hbResp', term: 5, readSeq: 3 })
  })

  it('whose commit lies beyond the log means lost entries: the event says so and nothing is answered (B32)', () => {
    const core = oneCore({ boot: withLog([1, 1]) })
    const effects = hand(core, 2, 1, beat(3))
    expect(effects.out).toEqual([])
    expect(effects.events).toContainEqual({ k: 'lost', g: 7, r: 1, term: 1, have: 2, told: 3 })
    expect(core.view().commit).toBe(0)
  })
})

describe('back-off', { timeout: PATIENCE_MS }, () => {
  /** Two logs can meet in one group only if equal terms at an index mean equal logs before it. */
  const canMeet = (one: readonly number[], other: readonly number[]): boolean => {
    const first = one.findIndex((term, at) => other[at] !== term)
    return first === -1 || !one.some((term, at) => at > first && other[at] === term)
  }

  it('brings every possible follower into line, a term per refusal (paper section 5.3)', () => {
    let pairs = 0
    for (const theirs of everyLog()) {
      for (const have of everyLog()) {
        if (!canMeet(theirs, have)) continue
        pairs += 1
        const cluster = new SteppedCluster(3, { boot: { 1: withLog(theirs, 3), 2: withLog(have, 3) } })
        cluster.elect(1)
        expect(cluster.at(2).terms()).toEqual([...theirs, 4])
        const terms = new Set([...have, ...theirs]).size
        expect(cluster.refusals(2)).toBeLessThanOrEqual(terms)
      }
    }
    expect(pairs).toBeGreaterThan(300)
  })

  it('is held until the term is durable, but promises no entries', () => {
    const core = oneCore()
    const effects = hand(core, 2, 1, append(3, 1, []))
    expect(effects.out[0]).toMatchObject({ after: 1, msg: { ok: false, rejectPrev: 3, hintIndex: 0 } })
    finishWrites(core, effects)
    expect(hand(core, 2, 1, append(3, 1, [])).out[0]?.after).toBe(0)
  })
})
