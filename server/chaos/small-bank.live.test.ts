import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { besideSmallBank } from './small-bank.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))

it('a bank of windows finds out that one of its ATMs ended, and nothing wrong with the money of the others', async () => {
  const findings = await besideSmallBank(START, async ([, second]) => void (await second?.kill('SIGKILL')))
  expect(findings).toContain('atm-2 ended, which nobody but its window may do')
  // Whether somebody was answered in so short a time is chance.
  expect(findings.filter((text) => !/ended|meanwhile/.test(text))).toEqual([])
})
