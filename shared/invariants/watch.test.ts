import { describe, expect, it } from 'vitest'
import type { TraceBody } from '../trace.ts'
import {
  answered,
  appends,
  applies,
  balances,
  brokenBy,
  cellsFrom,
  commits,
  facts,
  follows,
  leads,
  lost,
  reportsOf,
} from './stream.fixture.ts'

const everybody = [facts('atm-1'), facts('atm-2'), facts('atm-3')]
const three = (...terms: number[]) =>
  ['atm-1', 'atm-2', 'atm-3'].map((node) => facts(node, { term: 2, cells: cellsFrom(1, ...terms) }))

/** An election, an entry everywhere, a change of leader that repairs a follower: nothing is wrong with it. */
const goodRun = [
  ...everybody,
  ...leads('atm-1', 2),
  appends('atm-1', 2, cellsFrom(1, 2, 2)),
  appends('atm-2', 2, cellsFrom(1, 2, 2)),
  commits('atm-1', 2, 1, 2),
  applies('atm-1', 2, 'deposit alice 10'),
  balances('atm-1', 2, { alice: 10 }, { deposited: 10, withdrawn: 0, held: 10 }),
  answered('atm-1', 'r1', 2),
  appends('atm-1', 2, cellsFrom(3, 2)),
  ...leads('atm-2', 3),
  appends('atm-2', 3, cellsFrom(3, 3)),
  follows('atm-1', 'atm-2', 3),
  appends('atm-1', 3, cellsFrom(3, 3), 3),
  commits('atm-2', 3, 1, 3),
  commits('atm-1', 3, 3, 3),
  applies('atm-2', 2, 'deposit alice 10'),
  balances('atm-2', 2, { alice: 10 }, { deposited: 10, withdrawn: 0, held: 10 }),
  answered('atm-2', 'r1', 2, true),
]

describe('the checks on the running event stream', () => {
  it('finds nothing wrong with an election and a repair, and every check has compared something', () => {
    const reports = reportsOf(...goodRun)
    expect(reports.filter(({ ok }) => !ok)).toEqual([])
    expect(new Set(reports.map(({ name }) => name)).size).toBe(7)
    for (const { checked } of reports) expect(checked).toBeGreaterThan(0)
  })

  it('names both leaders of one term', () => {
    const [found] = brokenBy(...everybody, ...leads('atm-1', 2), ...leads('atm-3', 2))
    expect(found).toMatchObject({ name: 'election-safety', ok: false })
    expect(found?.evidence).toBe('atm-1 and atm-3 both lead atm in term 2 (events 4 and 6)')
  })

  it('takes leaders of different terms, and of another group under the same name, for what they are', () => {
    expect(brokenBy(...everybody, ...leads('atm-1', 2), ...leads('atm-3', 3))).toEqual([])
    const again = facts('atm-3', { groupId: 9, role: 'leader', term: 2 })
    expect(brokenBy(...everybody, ...leads('atm-1', 2), again)).toEqual([])
  })

  it('sees a leader throw away its own entries, and lets followers do so', () => {
    const bad = brokenBy(...three(1, 1), ...leads('atm-1', 2), appends('atm-1', 2, cellsFrom(2, 2), 2))
    expect(bad.map(({ name }) => name)).toEqual(['leader-append-only'])
    expect(brokenBy(...three(1, 1), appends('atm-1', 2, cellsFrom(2, 2), 2))).toEqual([])
  })

  it('sees two logs that share an entry and differ before it', () => {
    const bad = brokenBy(
      ...everybody,
      appends('atm-1', 3, cellsFrom(1, 1, 2, 3)),
      appends('atm-2', 3, cellsFrom(1, 1, 1, 3)),
    )
    expect(bad.map(({ name }) => name)).toEqual(['log-matching'])
    expect(bad[0]?.evidence).toContain('entry 3 of term 3')
  })

  it('sees two logs that hold different kinds of entry at one index and term', () => {
    const noop = { index: 1, term: 1, kind: 'noop' } as const
    const bad = brokenBy(...everybody, appends('atm-1', 1, cellsFrom(1, 1)), appends('atm-2', 1, [noop]))
    expect(bad.map(({ name }) => name)).toEqual(['log-matching'])
  })

  it('sees a later leader without a committed entry, whichever of the two is told first', () => {
    const logs = [
      facts('atm-1', { term: 2, cells: cellsFrom(1, 1, 2) }),
      facts('atm-2', { cells: cellsFrom(1, 1) }),
    ]
    const committed = commits('atm-1', 2, 1, 2)
    for (const told of [
      [committed, ...leads('atm-2', 3)],
      [...leads('atm-2', 3), committed],
      [committed, ...leads('atm-2', 3).reverse()],
    ]) {
      const bad = brokenBy(...logs, ...told)
      expect(bad.map(({ name }) => name)).toEqual(['leader-completeness'])
      expect(bad[0]?.evidence).toContain('leader of term 3, ends before it')
    }
  })

  it('asks nothing of a leader about entries committed in its own or a later term', () => {
    const logs = [
      facts('atm-1', { term: 2, cells: cellsFrom(1, 1, 2) }),
      facts('atm-2', { cells: cellsFrom(1, 1) }),
    ]
    expect(brokenBy(...logs, commits('atm-1', 2, 1, 2), ...leads('atm-2', 2))).toEqual([])
  })

  it('sees different entries committed at one index', () => {
    const bad = brokenBy(
      facts('atm-1', { cells: cellsFrom(1, 1) }),
      facts('atm-2', { cells: cellsFrom(1, 2) }),
      commits('atm-1', 2, 1, 1),
      commits('atm-2', 2, 1, 1),
    )
    expect(bad.map(({ name }) => name)).toEqual(['state-machine-safety'])
  })

  it('sees different commands applied at one index, and one applied before it was committed', () => {
    const both = ['atm-1', 'atm-2'].map((node) => facts(node, { commit: 1, cells: cellsFrom(1, 1) }))
    const different = brokenBy(...both, applies('atm-1', 1, 'deposit 1'), applies('atm-2', 1, 'deposit 2'))
    expect(different[0]?.evidence).toContain('atm-1 has "deposit 1", atm-2 has "deposit 2"')
    const early = brokenBy(...both, applies('atm-1', 2, 'deposit 1'))
    expect(early[0]?.evidence).toContain('applied atm up to 2 and knows only 1 committed')
  })

  it('sees copies that hold different sums after the same entry', () => {
    const [ten, nine] = [10, 9].map((held) => ({ deposited: held, withdrawn: 0, held }))
    if (ten === undefined || nine === undefined) throw new Error('two totals')
    const bad = brokenBy(
      ...everybody,
      balances('atm-1', 4, { alice: 10 }, ten),
      balances('atm-2', 4, { alice: 9 }, nine),
    )
    expect(bad.map(({ name }) => name)).toEqual(['state-machine-safety'])
  })

  it('sees money that was made, lost or owed', () => {
    const totals = { deposited: 10, withdrawn: 4, held: 6 }
    const names = (body: TraceBody) => brokenBy(facts('atm-1'), body).map(({ name }) => name)
    expect(names(balances('atm-1', 3, { alice: 6 }, totals))).toEqual([])
    expect(names(balances('atm-1', 3, { alice: 7 }, totals))).toEqual(['money'])
    expect(names(balances('atm-1', 3, { alice: 6 }, { ...totals, held: 7 }))).toEqual(['money'])
    expect(names(balances('atm-1', 3, { alice: 8, bob: -2 }, totals))).toEqual(['money'])
  })

  it('sees a request that took effect at two places', () => {
    const bad = brokenBy(answered('atm-1', 'r1', 4), answered('atm-2', 'r2', 5), answered('atm-2', 'r1', 6))
    expect(bad.map(({ name }) => name)).toEqual(['exactly-once'])
    expect(bad[0]?.evidence).toContain('request r1 at entry 4 (said atm-1) and at 6 (said atm-2)')
  })

  it('tells a broken invariant once, with its first evidence, and stays broken', () => {
    const reports = reportsOf(...everybody, ...leads('atm-1', 2), ...leads('atm-2', 2), ...leads('atm-3', 2))
    const elections = reports.filter(({ name }) => name === 'election-safety')
    const firstBroken = elections.findIndex(({ ok }) => !ok)
    expect(elections.slice(firstBroken).every(({ ok }) => !ok)).toBe(true)
    expect(new Set(elections.slice(firstBroken).map(({ evidence }) => evidence)).size).toBe(1)
  })

  it('raises no alarm from what was lost: the log of that node is unknown until it is told anew', () => {
    const gap = [...three(1, 1), lost('atm-1')]
    // What came after the hole: entry 4 of term 4, while entry 3 was never heard of.
    expect(brokenBy(...gap, appends('atm-1', 4, cellsFrom(4, 4)), commits('atm-1', 4, 1, 4))).toEqual([])
    expect(brokenBy(...gap, ...leads('atm-1', 4), applies('atm-1', 9, 'deposit 9'))).toEqual([])
    const partial = balances('atm-1', 7, { bob: 5 }, { deposited: 15, withdrawn: 0, held: 15 }, false)
    expect(brokenBy(...gap, partial)).toEqual([])
    // Known again, it is held to what it says.
    const anew = facts('atm-1', { term: 4, role: 'leader', cells: cellsFrom(1, 1, 1) })
    const names = brokenBy(...gap, anew, appends('atm-1', 4, cellsFrom(2, 4), 2)).map(({ name }) => name)
    expect(names).toEqual(['leader-append-only'])
  })
})
