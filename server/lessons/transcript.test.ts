import { describe, expect, it } from 'vitest'
import { TOPICS } from '../../shared/protocol/lessons.ts'
import { createShelf } from './shelf.ts'
import { parseTranscript, rewritten } from './transcript.ts'
import { readOrThrow, transcriptFiles, transcripts } from './transcripts.fixture.ts'

describe('the transcripts', () => {
  it.each(transcripts)('$name has words for each of its blocks', ({ blocks }) => {
    expect(blocks.flatMap(({ words }, at) => (words === '' ? [at + 1] : []))).toEqual([])
  })

  it('stand in a course: in each topic from 1, without a gap', () => {
    const places = TOPICS.map((topic) =>
      transcripts.flatMap((one) => (one.topic === topic ? [one.place] : [])).toSorted((a, b) => a - b),
    )
    expect(transcripts.length).toBeGreaterThanOrEqual(37)
    for (const found of places) {
      expect(found.length).toBeGreaterThan(0)
      expect(found).toEqual(found.map((_, at) => at + 1))
    }
  })

  it('are listed in that order, with what one chooses by', () => {
    const shelf = createShelf(() => transcriptFiles)
    const lessons = shelf.list()
    expect(lessons.map(({ topic }) => topic)).toEqual(
      TOPICS.flatMap((topic) => transcripts.filter((one) => one.topic === topic).map(() => topic)),
    )
    expect(lessons[0]).toMatchObject({ name: 'campaign', topic: 'elections', replicas: 3 })
    expect(lessons.find(({ name }) => name === 'figure-7')?.replicas).toBe(7)
    expect(lessons.find(({ name }) => name === 'add-member')?.replicas).toBe(4)
    expect(lessons.find(({ name }) => name === 'joint-table')?.replicas).toBe(0)
    for (const { sentence, title } of lessons)
      expect(`${title}|${sentence}`).toMatch(/^[A-Z].*\|([A-Z]|n\d ).*[.?!]$/)
  })

  it('harm no other when one of them cannot be read, and that one says why', () => {
    const broken = { name: 'broken', text: '# No heading\n' }
    const shelf = createShelf(() => [broken, ...transcriptFiles])
    expect(shelf.list()).toHaveLength(transcripts.length)
    expect(shelf.tape('broken')).toEqual({ ok: false, error: expect.stringMatching(/^broken begins with/) })
    expect(shelf.tape('campaign')?.ok).toBe(true)
  })

  it('are played when they are asked for by name, and by nothing else', () => {
    const shelf = createShelf(() => transcriptFiles)
    expect(shelf.tape('campaign')).toMatchObject({
      ok: true,
      value: expect.stringMatching(/^{"kind":"keyframe"/),
    })
    for (const name of ['', 'campaign.txt', '../campaign', 'toString']) expect(shelf.tape(name)).toBeNull()
  })
})

describe('a transcript as it is written', () => {
  const written = `# tables 9: Two blocks

# First words.

# They go on. And on.

commit n1=1
----
1 of 1 are needed
  n1 #
committed up to 1

# Second
# words.
vote n1=yes
----
elected
`

  it('joins the prose before a block, and leaves its lines of outcome as they are', () => {
    expect(readOrThrow('x', written)).toEqual({
      name: 'x',
      topic: 'tables',
      place: 9,
      title: 'Two blocks',
      sentence: 'First words.',
      blocks: [
        {
          words: 'First words. They go on. And on.',
          commands: ['commit n1=1'],
          outcome: ['1 of 1 are needed', '  n1 #', 'committed up to 1'],
        },
        { words: 'Second words.', commands: ['vote n1=yes'], outcome: ['elected'] },
      ],
    })
  })

  it('is itself again when it is written with what it says, and else differs only there', () => {
    const said = readOrThrow('x', written).blocks.map(({ outcome }) => outcome)
    expect(rewritten(written, said)).toBe(written)
    expect(rewritten(written, [['new'], ...said.slice(1)])).toBe(
      written.replace(/1 of 1 [^]*?up to 1/, 'new'),
    )
  })

  it('without a heading, or with a topic that is none, is refused by its name', () => {
    expect(parseTranscript('x', '# Only words.\n\nstate\n----\n')).toEqual({
      ok: false,
      error: expect.stringMatching(/^x begins with "# Only words.", which is no heading/),
    })
    expect(parseTranscript('x', '# magic 1: No\n\nstate\n----\n')).toMatchObject({ ok: false })
  })
})
