// SPEC.md may only name tests and transcripts that exist.

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const here = import.meta.dirname
const spec = readFileSync(join(here, 'SPEC.md'), 'utf8')

interface Named {
  readonly file: string
  readonly words: string
}

/** Within one line: a file, then the names of tests in it, until another file is named. */
function namedTests(): Named[] {
  return spec.split('\n').flatMap((line) => {
    let file = ''
    return [...line.matchAll(/`([\w-]+\.test\.ts)`|_([^_]+)_/g)].flatMap(([, newFile, words]) => {
      file = newFile ?? file
      return words === undefined ? [] : [{ file, words }]
    })
  })
}

describe('SPEC.md', () => {
  it.each(namedTests())('$file › $words is a test', ({ file, words }) => {
    expect(readFileSync(join(here, file), 'utf8')).toContain(words)
  })

  it('names transcripts that exist, and all of them', () => {
    const named = [...spec.matchAll(/`([\w-]+\.txt)`/g)].map(([, file]) => file ?? '')
    for (const file of named) expect(existsSync(join(here, 'transcripts', file)), file).toBe(true)
    const all = readdirSync(join(here, 'transcripts'))
    expect([...new Set(named)].sort()).toEqual(all.sort())
  })

  it('names many tests, so this file looks in the right place', () => {
    expect(namedTests().length).toBeGreaterThan(110)
  })

  it('has a test or a transcript for every rule', () => {
    const rules = spec.split(/\n(?=\d+\. )/).slice(1)
    expect(rules.length).toBe(27)
    for (const rule of rules) expect(rule, rule.slice(0, 40)).toMatch(/`[\w-]+\.(test\.ts|txt)`/)
  })
})
