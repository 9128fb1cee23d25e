import { afterEach, describe, expect, it, vi } from 'vitest'
import { main } from './sim.ts'

afterEach(() => void vi.restoreAllMocks())

/** Both streams, as the words on the command line make them. */
function run(words: string) {
  const said: { out: string[]; err: string[] } = { out: [], err: [] }
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => void said.out.push(String(text)))
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => void said.err.push(String(text)))
  return { code: main(words.split(' ')), ...said }
}
const parsed = (text: string | undefined): unknown => JSON.parse(text ?? '')

describe('raftroom sim --json', () => {
  it('gives a sweep as one line, and nothing else on standard output', () => {
    const { code, out } = run('--first 1 --seeds 2 --steps 300 --json')
    expect(code).toBe(0)
    expect(out).toHaveLength(1)
    expect(parsed(out[0])).toMatchObject({ runs: 4, failures: [], marks: expect.any(Object) })
  })

  it('gives one seed as one line, with its options and its trace; its story goes to standard error', () => {
    const first = run('--seed 1 --steps 300 --json')
    expect(first.out).toHaveLength(1)
    expect(parsed(first.out[0])).toMatchObject({ seed: 1, violation: null, options: expect.any(Object) })
    expect(first.err.join('\n')).toMatch(/nothing is wrong/)
    vi.restoreAllMocks()
    expect(run('--seed 1 --steps 300 --json').out).toEqual(first.out)
  })

  it('says on standard output how it is used, when it is asked', () => {
    const { code, out, err } = run('--seeds 3 --help')
    expect([code, err]).toEqual([0, []])
    expect(out.join('\n')).toMatch(/^Usage: [^]*--tape FILE/)
  })

  it('refuses what is no option with 2 and how it is used', () => {
    const { code, err } = run('--seeds many')
    expect(code).toBe(2)
    expect(err.join('\n')).toMatch(/--seeds must be a whole number, not many[^]*Usage/)
  })
})
