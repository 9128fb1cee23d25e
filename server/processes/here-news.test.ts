import { describe, expect, it } from 'vitest'
import type { Standing } from './here-news.ts'
import { HereNews, LOOKS_BEFORE_WAITING } from './here-news.ts'

const ALONE: Standing = { ready: false, leader: null, heard: 1, needed: 2, voters: 3 }
const LED: Standing = { ready: true, leader: 'atm-3', heard: 2, needed: 2, voters: 3 }

const newsOf = (absent: readonly string[]): HereNews =>
  new HereNews({
    node: 'atm-2',
    absent: () => absent,
    commandFor: (node) => `npx raftroom atm ${node} --here`,
  })
const looks = (news: HereNews, standing: Standing, count: number): readonly (string | null)[] =>
  Array.from({ length: count }, () => news.look(standing))
const silence = (count: number): readonly null[] => Array.from({ length: count }, () => null)

const WAITING =
  'waiting for a majority: atm-2 hears 1 of 3; start atm-1 or atm-3 in another window: npx raftroom atm atm-1 --here'

describe('what a window says unasked', () => {
  it('is nothing while others may just be starting, then once that it waits, and for whom', () => {
    const news = newsOf(['atm-1', 'atm-3'])
    expect(looks(news, ALONE, LOOKS_BEFORE_WAITING + 5)).toEqual([
      ...silence(LOOKS_BEFORE_WAITING - 1),
      WAITING,
      ...silence(5),
    ])
  })

  it('is that there is a leader, once, and again after a majority was missing', () => {
    const news = newsOf(['atm-1'])
    expect(looks(news, LED, 2)).toEqual(['atm-2 is ready: atm-3 leads', null])
    expect(looks(news, { ...LED, leader: null, heard: 1 }, LOOKS_BEFORE_WAITING).at(-1)).toMatch(
      /^waiting for a majority: atm-2 hears 1 of 3; start atm-1 in another window: /,
    )
    expect(news.look({ ...LED, leader: 'atm-2' })).toBe('atm-2 is ready: it leads')
  })

  it('is nothing about a change of leaders, nor about a moment without the others', () => {
    const news = newsOf([])
    news.look(LED)
    const moments = [
      { ...LED, leader: null },
      { ...LED, heard: 1 },
      { ...LED, leader: 'atm-1' },
    ]
    expect(moments.map((standing) => news.look(standing))).toEqual(silence(3))
  })

  it('names no window to open when all are open and only do not answer', () => {
    expect(looks(newsOf([]), ALONE, LOOKS_BEFORE_WAITING).at(-1)).toBe(
      'waiting for a majority: atm-2 hears 1 of 3; the others do not answer',
    )
  })
})
