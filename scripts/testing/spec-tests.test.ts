import { describe, expect, it } from 'vitest'
import { namedTests, wanting } from './spec-tests.ts'

const TEXT = [
  '1. One leader per term (`paper.test.ts` › _a term has at most one leader_).',
  "   - `vote.test.ts` › _doesn't vote twice_ · _remembers its vote_; `campaign.txt` · `lease.test.ts` › _ends_",
  'Words in _italics_ without a file name no test.',
].join('\n')

describe('the tests a specification names', () => {
  it('are the names in italics behind a file', () => {
    expect(namedTests(TEXT)).toEqual([
      { file: 'paper.test.ts', name: 'a term has at most one leader' },
      { file: 'vote.test.ts', name: "doesn't vote twice" },
      { file: 'vote.test.ts', name: 'remembers its vote' },
      { file: 'lease.test.ts', name: 'ends' },
    ])
  })

  it('are reported when the file or the name is missing, whatever the quoting', () => {
    const files: Record<string, string> = {
      'vote.test.ts': "it('doesn\\'t vote twice', () => {})",
      'lease.test.ts': 'it(`ends`, () => {})',
    }
    expect(wanting(namedTests(TEXT), (file) => files[file] ?? null)).toEqual([
      { file: 'paper.test.ts', name: 'a term has at most one leader' },
      { file: 'vote.test.ts', name: 'remembers its vote' },
    ])
  })
})
