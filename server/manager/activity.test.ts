import { describe, expect, it } from 'vitest'
import { Activity } from './activity.ts'

const told = (last: number, term = 1, role: 'leader' | 'follower' = 'leader') => [
  { group: 3, role, term, last },
]

describe('what reports tell over time', () => {
  it('a group has had an election when a newer term is heard of, and only then', () => {
    const activity = new Activity()
    expect(activity.electedAt()).toBe(0)
    activity.note(told(0, 4), 100)
    activity.note(told(0, 4), 200)
    activity.note(told(0, 3, 'follower'), 300)
    expect(activity.electedAt()).toBe(100)
    activity.note([{ group: 8, role: 'follower', term: 1, last: 0 }], 400)
    expect(activity.electedAt()).toBe(400)
    activity.note(told(0, 5, 'follower'), 350)
    expect(activity.electedAt()).toBe(400)
  })

  it('messages per second are the mean of 10 s, and none once nobody writes', () => {
    const activity = new Activity()
    expect(activity.messagesPerSecond(3, 0)).toBe(0)
    for (let second = 0; second <= 20; second += 1)
      activity.note(told(5_000 + Math.min(second, 15) * 300), second * 1_000)
    expect(activity.messagesPerSecond(3, 20_000)).toBe(150)
    expect(activity.messagesPerSecond(3, 40_000)).toBe(0)
  })

  it('messages from before the first report are not counted as written now', () => {
    const activity = new Activity()
    activity.note(told(5_000), 1_000)
    activity.note(told(5_020), 2_000)
    expect(activity.messagesPerSecond(3, 2_000)).toBe(2)
  })

  it('the leader alone is counted, and one that has applied less than the one before it counts as none', () => {
    const activity = new Activity()
    activity.note(told(100), 1_000)
    activity.note(told(9_000, 1, 'follower'), 1_500)
    activity.note(told(90), 2_000)
    expect(activity.messagesPerSecond(3, 2_000)).toBe(0)
  })
})
