import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.ts'

const options = (words: string, env: Record<string, string> = {}) =>
  parseOptions(words === '' ? [] : words.split(' '), env)
const sentence = (words: string, env: Record<string, string> = {}): string => {
  const parsed = options(words, env)
  return parsed.ok ? 'accepted' : parsed.error
}

describe('the options of a start', () => {
  it('are those of the documentation when none is given', () => {
    expect(options('')).toMatchObject({
      ok: true,
      value: {
        port: 8400,
        host: '127.0.0.1',
        data: './data',
        profile: 'live',
        open: false,
        seed: null,
        storage: null,
      },
    })
  })

  it('are read from flags in both spellings', () => {
    expect(
      options('--port 0 --brokers=5 --fresh --seed 7 --snapshots 50 --storage rewrite --no-open'),
    ).toMatchObject({
      value: { port: 0, brokers: 5, fresh: true, seed: 7, snapshots: 50, storage: 'rewrite', open: false },
    })
  })

  it('are read from the environment, and a flag wins', () => {
    const env = { RAFTROOM_PORT: '9000', RAFTROOM_EMPTY: '1', RAFTROOM_PROFILE: 'slow' }
    expect(options('--port 9100', env)).toMatchObject({
      value: { port: 9100, empty: true, profile: 'slow' },
    })
  })

  it('are refused in a sentence that names the option and what is allowed', () => {
    expect(sentence('--ports 1')).toMatch(/^unknown option --ports: use --port, /)
    expect(sentence('8400')).toMatch(/^unknown option 8400/)
    expect(sentence('--port')).toMatch(/^--port needs a value/)
    expect(sentence('--port 70000')).toBe(
      '--port is 70000: it must be a port from 1 to 65000, or 0 for any free ones',
    )
    expect(sentence('--managers -1')).toMatch(/^--managers is -1: it must be a number from 0 to 7/)
    expect(sentence('--snapshots 0')).toBe('--snapshots is 0: it must be a number from 1 to 10000')
    expect(sentence('--profile fast')).toBe('--profile is fast: it must be one of live, classroom, slow')
    expect(sentence('--storage tape')).toBe('--storage is tape: it must be one of log, rewrite')
    expect(sentence('', { RAFTROOM_SEED: 'x' })).toMatch(/^RAFTROOM_SEED is x/)
  })
})
