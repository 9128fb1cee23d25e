import { describe, expect, it } from 'vitest'
import { namedTests, wanting } from './spec-tests.ts'

const TEXT = [
  '| R1 | one leader per term | `paper.test.ts` › a term has at most one leader |',
  "- R2: `vote.test.ts` › doesn't vote twice; `vote.test.ts` › remembers its vote.",
].join('\n')

describe('the tests a specification names', () => {
  it('are read from tables and lists', () => {
    expect(namedTests(TEXT)).toEqual([
      { file: 'paper.test.ts', name: 'a term has at most one leader' },
      { file: 'vote.test.ts', name: "doesn't vote twice" },
      { file: 'vote.test.ts', name: 'remembers its vote' },
    ])
  })

  it('are reported when the file or the title is missing, whatever the quoting', () => {
    const files: Record<string, string> = { 'vote.test.ts': "it('doesn\\'t vote twice', () => {})" }
    expect(wanting(namedTests(TEXT), (file) => files[file] ?? null)).toEqual([
      { file: 'paper.test.ts', name: 'a term has at most one leader' },
      { file: 'vote.test.ts', name: 'remembers its vote' },
    ])
  })
})
