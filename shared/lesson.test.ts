import { describe, expect, it } from 'vitest'
import { foldAll } from './cluster-fold.ts'
import { EMPTY_VIEW } from './cluster-view.ts'
import { firstSentence } from './first-sentence.ts'
import { isStory, joinKey } from './story.ts'
import type { TraceEventOf } from './trace.ts'

const block = (step: number): TraceEventOf<'lesson'> => ({
  seq: step,
  at: step,
  wallAt: step,
  cause: null,
  kind: 'lesson',
  name: 'figure-8',
  step,
  steps: 2,
  words: `Block ${step}.`,
  commands: ['cluster 3'],
  outcome: [],
})

describe('a lesson', () => {
  it('shows the block that began last, so that going back shows the block before', () => {
    const [first, second] = [block(1), block(2)]
    expect(EMPTY_VIEW.lesson).toBeNull()
    const { name, step, steps, words, commands, outcome } = second
    expect(foldAll(EMPTY_VIEW, [first, second]).lesson).toEqual({
      name,
      step,
      steps,
      words,
      commands,
      outcome,
    })
    expect(foldAll(EMPTY_VIEW, [first]).lesson?.step).toBe(1)
  })

  it('is told in the feed, each block on a row of its own', () => {
    expect(isStory(block(1))).toBe(true)
    expect(joinKey(block(1))).toBeNull()
  })
})

describe('the first sentence', () => {
  it('ends at a full stop that ends a word, not inside of section 5.4.2', () => {
    expect(firstSentence('See 5.4.2 of it (B18). Then\nread on.')).toBe('See 5.4.2 of it (B18).')
    expect(firstSentence('two\nlines. More')).toBe('two\nlines.')
  })

  it('is the whole text where nothing ends it', () => {
    expect(firstSentence('no end')).toBe('no end')
  })
})
