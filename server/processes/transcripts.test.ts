import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { main } from './transcripts.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function run(...words: string[]) {
  const said: { out: string[]; err: string[] } = { out: [], err: [] }
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => void said.out.push(String(text)))
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => void said.err.push(String(text)))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.out.push(String(text)) > 0)
  return { code: main(words), out: said.out.join('\n'), err: said.err.join('\n') }
}

describe('npm run transcripts', () => {
  it('plays them all and compares', () => {
    const { code, out } = run()
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^(\d+) of \1 transcripts print what is written in them$/),
    ])
  })

  it('--list names them by topic', () => {
    const { code, out } = run('--list')
    expect(code).toBe(0)
    expect(out).toMatch(/^elections\n {2}campaign +\d+ steps {2}An election among three\n/)
    expect(out).toMatch(/\n\ntables\n/)
  })

  it('--tape writes the recording of one into a file, or to standard output and nothing beside it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'raftroom-lessons-')), 'one.ndjson')
    expect(run('--tape', 'single-node', file)).toMatchObject({ code: 0, out: '' })
    const written = readFileSync(file, 'utf8')
    rmSync(file)
    vi.restoreAllMocks()
    expect(run('--tape', 'single-node', '-')).toEqual({ code: 0, out: written, err: '' })
    expect(written.split('\n')[0]).toMatch(/^{"kind":"keyframe","run":"lesson-single-node"/)
  })

  it('--tape says so when the file cannot be written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'raftroom-lessons-'))
    const told = run('--tape', 'single-node', folder)
    rmSync(folder, { recursive: true })
    expect(told).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^the recording cannot be written: EISDIR/),
    })
  })

  it('says how it is used, when it is asked', () => {
    expect(run('--help')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Usage: [^]*--tape NAME FILE/),
    })
  })

  it.each([
    [['--tape', 'nobody', 'x'], /^there is no transcript nobody: --list names them$/],
    [['--tape', 'campaign'], /^--tape needs the name of a transcript and a file\nUsage/],
    [['--tape', 'campaign', 'a', 'b'], /^--tape needs/],
    [['--list', '--rewrite'], /^only one of/],
    [['campaign'], /^campaign belongs to no option\nUsage/],
    [['--sing'], /Usage/],
  ])('refuses %j with 2', (words, sentence) => {
    expect(run(...words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) })
  })
})
