import { describe, expect, it } from 'vitest'
import type { Tally } from './attack.ts'
import { reportText, verdictOf } from './report.ts'
import type { Report } from './report.ts'

const tally = (change: Partial<Tally> = {}): Tally => ({
  rounds: 1,
  moves: 2,
  refused: 0,
  missing: null,
  ...change,
})
const ran = (change: Partial<Report> = {}): Report => ({
  seed: 7,
  nemeses: ['kill', 'cut'],
  plannedMs: 1,
  ranForMs: 1,
  rounds: 2,
  operations: 3,
  hardest: 0,
  interrupted: false,
  verdict: 'green',
  rows: [{ check: 'once', verdict: 'ok', times: 1, findings: [] }],
  tallies: [
    { name: 'kill', ...tally() },
    { name: 'cut', ...tally() },
  ],
  archive: '/a',
  ...change,
})
const lastLine = (report: Report): string => reportText(report).split('\n').at(-1) ?? ''

describe('the verdict on a run', () => {
  it('is green when every rule held and every fault is one that the cluster knows', () => {
    expect(verdictOf(true, [tally(), tally({ moves: 0, refused: 1 })])).toBe('green')
    expect(verdictOf(false, [tally()])).toBe('red')
    expect(verdictOf(true, [tally(), tally({ moves: 0, missing: 'status 501' })])).toBe('red')
  })

  it('is said at the end, with the seed of a red one', () => {
    expect(lastLine(ran())).toBe('green: every rule was checked and held')
    expect(lastLine(ran({ verdict: 'red' }))).toBe('RED: repeat with --seed 7')
  })

  it('does not call green what did not happen', () => {
    expect(lastLine(ran({ interrupted: true }))).toBe('green as far as it went: it was interrupted')
    const idle = [
      { name: 'kill', ...tally() },
      { name: 'cut', ...tally({ moves: 0, refused: 4 }) },
    ] as const
    expect(lastLine(ran({ tallies: idle }))).toBe('green, but nothing was done by cut')
    expect(lastLine(ran({ tallies: idle.slice(0, 1) }))).toBe('green, but nothing was done by cut')
  })
})
