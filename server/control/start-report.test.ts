import { describe, expect, it } from 'vitest'
import { StartReport } from './start-report.ts'

const URL = 'http://127.0.0.1:8400'
const FAILED = 'broker-1 ended by itself: its folder is in use'
const NO_DEMO = 'the demo topic and accounts are not made'
const NOT_COMPLETE = /runs, but it is not complete/

describe('somebody who waits for a start', () => {
  it('reads what is missing, until nothing is', () => {
    const report = new StartReport(URL)
    for (let looks = 0; looks < 5; looks += 1)
      expect(report.look(['atm has no leader'], 0)).toBe(
        `starting ... atm has no leader (the dashboard is up: ${URL})`,
      )
    expect(report.look([], 0)).toBeNull()
  })

  it('is told once, and at once, when only a node is missing that ended by itself', () => {
    const report = new StartReport(URL)
    const told = report.look([FAILED], 1)
    expect(told).toMatch(NOT_COMPLETE)
    expect(told).toContain(`  ${FAILED}\n`)
    expect(told).toContain(URL)
    expect(report.look([FAILED], 1)).toBeNull()
  })

  it('is told as well when the demo set cannot be made without that node', () => {
    const report = new StartReport(URL)
    expect(report.look([FAILED, NO_DEMO], 1)).toMatch(/^starting/)
    expect(report.look([FAILED, NO_DEMO], 1)).toMatch(/^starting/)
    const told = report.look([FAILED, NO_DEMO], 1)
    expect(told).toMatch(NOT_COMPLETE)
    expect(told).toContain(FAILED)
    expect(told).toContain(NO_DEMO)
    expect(report.look([FAILED, NO_DEMO], 1)).toBeNull()
  })

  it('waits on while something still comes, and is told again of a second failure', () => {
    const report = new StartReport(URL)
    expect(report.look([FAILED, 'atm has no leader', NO_DEMO], 1)).toMatch(/^starting/)
    expect(report.look([FAILED, 'atm has no leader', NO_DEMO], 1)).toMatch(/^starting/)
    expect(report.look([FAILED, NO_DEMO], 1)).toMatch(/^starting/)
    expect(report.look([FAILED], 1)).toMatch(NOT_COMPLETE)
    const second = 'broker-2 ended by itself: it gave no reason'
    expect(report.look([FAILED, second], 2)).toContain(second)
  })
})
