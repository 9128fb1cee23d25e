// Every change from every group of up to four to every other: which are taken, and that no taken one lets two
// majorities part (dissertation section 4.1). The oracle lists subsets and counts; it shares no idea with the code.

import { describe, expect, it } from 'vitest'
import { acknowledgement, fireTimer, hand, oneCore } from './testing/one.ts'
import { configOf } from './stepped/boot.ts'
import type { Config, Effects, RaftCore } from './types.ts'

const IDS = [1, 2, 3, 4]
const PLACES = ['none', 'voter', 'learner'] as const

function* everyConfig(): Generator<Config> {
  for (let code = 0; code < PLACES.length ** IDS.length; code += 1) {
    const placeOf = (at: number) => PLACES[Math.floor(code / PLACES.length ** at) % PLACES.length]
    const pick = (place: string): number[] => IDS.filter((_, at) => placeOf(at) === place)
    yield configOf(pick('voter'), pick('learner'))
  }
}

const subsets = (of: readonly number[]): number[][] =>
  of.reduce<number[][]>((all, id) => [...all, ...all.map((some) => [...some, id])], [[]])
const majorities = (voters: readonly number[]): number[][] =>
  subsets(voters).filter((some) => some.length * 2 > voters.length)

/** No majority of one is without a member of any majority of the other. */
const alwaysMeet = (before: Config, after: Config): boolean =>
  majorities(before.voters).every((one) =>
    majorities(after.voters).every((other) => one.some((id) => other.includes(id))),
  )

/** Leader of term 1 whose no-op is committed. */
function leaderIn(conf: Config): RaftCore {
  const core = oneCore(conf)
  const write = ({ persist }: Effects): void => {
    if (persist !== null) write(core.step({ t: 'persisted', seq: persist.seq }))
  }
  const others = conf.voters.filter((id) => id !== 1)
  write(fireTimer(core))
  for (const id of others) write(hand(core, id, 1, { t: 'preVoteResp', granted: true }))
  for (const id of others) write(hand(core, id, 1, { t: 'voteResp', granted: true }))
  for (const id of others) write(hand(core, id, 1, acknowledgement(1)))
  expect(core.view()).toMatchObject({ role: 'leader', commit: 1 })
  return core
}

const sizeOfChange = (before: Config, after: Config): number =>
  IDS.filter((id) => before.voters.includes(id) !== after.voters.includes(id)).length

describe('all changes between groups of up to four', () => {
  it('are taken if at most one voter comes or goes and one is left, and then two majorities always meet (B58)', () => {
    const wrong: unknown[] = []
    let taken = 0
    for (const before of [...everyConfig()].filter(({ voters }) => voters.includes(1))) {
      for (const after of everyConfig()) {
        const { refused } = leaderIn(before).step({ t: 'proposeConf', req: 1, conf: after })
        const isTaken = refused.length === 0
        const wanted = after.voters.length > 0 && sizeOfChange(before, after) <= 1
        if (isTaken !== wanted || (isTaken && !alwaysMeet(before, after))) wrong.push({ before, after })
        if (isTaken) taken += 1
      }
    }
    expect(wrong).toEqual([])
    expect(taken).toBeGreaterThan(400)
  })

  it('of two voters at once could let two majorities part, so they are refused (B58)', () => {
    expect(alwaysMeet(configOf([1, 2, 3]), configOf([1, 2, 3, 4]))).toBe(true)
    expect(alwaysMeet(configOf([1]), configOf([1, 2, 3]))).toBe(false)
    expect(alwaysMeet(configOf([1, 2, 3]), configOf([2, 3, 4]))).toBe(false)
  })
})
