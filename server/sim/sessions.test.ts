import { describe, expect, it } from 'vitest'
import type { Message } from '../raft/types.ts'
import { Lab } from './lab.ts'
import { Sessions } from './sessions.ts'

const ends = { g: 3, term: 1 } as const
const asked = (to: number, session: number, term = 1): Message => ({
  ...ends,
  from: 1,
  to,
  term,
  t: 'app',
  session,
  prevIndex: 0,
  prevTerm: 0,
  entries: [],
  commit: 0,
})
const answer = (from: number, session: number, term = 1): Message => ({
  ...ends,
  from,
  to: 1,
  term,
  t: 'appResp',
  session,
  ok: true,
  match: 0,
})

describe('answers that a follower gave before it left and came back (B27)', () => {
  const lab = new Lab(1, 1)
  lab.agree('base')
  const view = { ...lab.view(lab.elect()), term: 1 }
  const sessions = new Sessions()
  sessions.sent(asked(2, 1))
  sessions.sent(asked(2, 3))

  it('are stale: those of its first stay, not those of its second', () => {
    expect(sessions.isStale(answer(2, 1), view)).toBe(true)
    expect(sessions.isStale(answer(2, 3), view)).toBe(false)
  })

  it('are nobody else’s, of no other term, and none that a stutter asked for', () => {
    expect(sessions.isStale(answer(4, 1), view)).toBe(false)
    expect(sessions.isStale(answer(2, 1, 2), { ...view, term: 2 })).toBe(false)
    expect(sessions.isStale(answer(2, 0), view)).toBe(false)
    expect(sessions.isStale(answer(2, 1), { ...view, role: 'follower' })).toBe(false)
  })
})
