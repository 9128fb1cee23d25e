import { expect, test } from 'vitest'
import { LESSONS } from '../../fixtures/demo-lesson.ts'
import { bestOf, kindOf, lessonAfter, saysMore, sizeWords, topicsOf } from './lesson-words.ts'

const names = (typed: string): readonly string[] =>
  topicsOf(LESSONS, typed).flatMap(({ lessons }) => lessons.map(({ name }) => name))

test('lessons stand under their topics, in the order of the course, and empty topics are left out', () => {
  expect(topicsOf(LESSONS.toReversed(), '').map(({ name }) => name)).toEqual([
    'elections',
    'replication',
    'tables',
  ])
})

test('a search finds words of the title, the topic and the sentence, in any order and case', () => {
  expect(names('paper FIGURE')).toEqual(['figure-8'])
  expect(names('election')).toEqual(['demo'])
  expect(names('  ')).toEqual(['demo', 'figure-8', 'table'])
  expect(names('figure election')).toEqual([])
})

test('Enter opens the one whose title says it, before one whose sentence only mentions it', () => {
  const best = (typed: string) => bestOf(topicsOf(LESSONS, typed), typed)?.name
  expect(best('an')).toBe('figure-8')
  expect(names('an')).toEqual(['demo', 'figure-8'])
  expect(best('nobody')).toBe('demo')
  expect(best('paxos')).toBeUndefined()
})

test('behind the last lesson there is none', () => {
  expect(lessonAfter(LESSONS, 'demo')?.name).toBe('figure-8')
  expect(lessonAfter(LESSONS, 'table')).toBeNull()
  expect(lessonAfter(LESSONS, 'from a file')).toBeNull()
})

test('a lesson says how long it is, in steps or in tables', () => {
  expect(LESSONS.map(sizeWords)).toEqual(['3 steps, 3 replicas', '5 steps, 5 replicas', '2 tables'])
})

test('a sentence that only repeats the title is left out', () => {
  const [first] = LESSONS
  expect(first && saysMore(first)).toBe(true)
  expect(first && saysMore({ ...first, title: 'A fourth member', sentence: 'A fourth member.' })).toBe(false)
})

test('a line of a transcript is told apart by what it is about', () => {
  expect(kindOf('n1>n3 app t4 after 2/t2: 3/t4 no-op; commit 0')).toBe('arrives')
  expect(kindOf('n1')).toBe('acts')
  expect(kindOf('n2 disk')).toBe('acts')
  expect(kindOf('  commits up to 3')).toBe('does')
  expect(kindOf('  > n3>n1 appResp t4 match 3')).toBe('sends')
  expect(kindOf('n1 leader t4, vote n1, leader n1')).toBe('shows')
})
