import { describe, expect, it } from 'vitest'
import { CHECKS, Scoreboard } from './scoreboard.ts'

const board = () => {
  const found: string[] = []
  return { found, scores: new Scoreboard((check, text) => found.push(`${check}: ${text}`)) }
}
const checkAll = (scores: Scoreboard): void => {
  for (const check of CHECKS) scores.checked(check)
}

describe('the table of verdicts', () => {
  it('is not green before every rule was checked', () => {
    const { scores } = board()
    expect(scores.isGreen()).toBe(false)
    expect(scores.rows().map(({ check }) => check)).toEqual([...CHECKS])
    expect(new Set(scores.rows().map(({ verdict }) => verdict))).toEqual(new Set(['not checked']))
    checkAll(scores)
    expect(scores.isGreen()).toEqual(true)
  })

  it('has the rules of a nemesis once it had its turn, and then they must be checked too', () => {
    const { scores } = board()
    checkAll(scores)
    scores.due(['damage is refused'])
    expect(scores.rows().at(-1)).toMatchObject({
      check: 'damage is refused',
      verdict: 'not checked',
      times: 0,
    })
    expect(scores.isGreen()).toBe(false)
    scores.checked('damage is refused')
    expect(scores.isGreen()).toEqual(true)
  })

  it('keeps a rule red whatever is found later, and says each finding at once', () => {
    const { scores, found } = board()
    checkAll(scores)
    scores.checked('once', ['twice'])
    scores.checked('once')
    expect(scores.rows().find(({ check }) => check === 'once')).toMatchObject({
      verdict: 'red',
      times: 3,
      findings: ['twice'],
    })
    expect(found).toEqual(['once: twice'])
    expect(scores.isGreen()).toBe(false)
  })

  it('is not green while a checker could not decide', () => {
    const { scores } = board()
    checkAll(scores)
    scores.undecided('the bank is linearizable', 'out of steps')
    expect(scores.isGreen()).toBe(false)
    expect(scores.rows().find(({ verdict }) => verdict === 'unknown')?.check).toBe('the bank is linearizable')
  })
})
