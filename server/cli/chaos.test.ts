// The chaos command as it is typed. None of these lines starts a cluster.

import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

async function typed(line: string): Promise<{ readonly code: number; readonly text: string }> {
  const said: string[] = []
  const add = (text: string): void => void said.push(text)
  const code = await runCli(line.split(' '), {
    env: {},
    input: process.stdin,
    terminal: process.stdout,
    output: { line: add, note: add },
    start: () => Promise.reject(new Error('nothing is started')),
    atmHere: () => Promise.reject(new Error('no ATM is opened')),
    sim: () => Promise.reject(new Error('nothing is simulated')),
    version: '0.0.0',
  })
  return { code, text: said.join('\n') }
}

describe('raftroom chaos', () => {
  it('shows by example how all three lengths are asked for, and names every nemesis', async () => {
    const { code, text } = await typed('chaos --help')
    expect(code).toBe(0)
    for (const line of [
      'raftroom chaos\n',
      'raftroom chaos --long\n',
      'raftroom chaos --minutes 1 --seed 7 --nemesis kill,cut',
    ])
      expect(text).toContain(line)
    expect(text).toMatch(/powercut[\s\S]*corrupt[\s\S]*control/)
  })

  it.each([
    ['chaos --minutes 0', '--minutes is 0: it must be a whole number from 1 to 1440'],
    ['chaos --minutes 2 --long', 'say either --minutes or --long'],
    ['chaos --nemesis kill,rain', '--nemesis names rain: there are kill, stop,'],
    ['chaos --seed x', '--seed is x'],
  ])('%s is refused in one sentence', async (line, sentence) => {
    const { code, text } = await typed(line)
    expect(code).toBe(2)
    expect(text).toContain(sentence)
  })
})
