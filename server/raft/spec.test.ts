// SPEC.md names every transcript, and only those there are. That the tests it names exist is checked with the
// rest of the repository (scripts/tidy.test.ts).

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const here = import.meta.dirname

it('SPEC.md names transcripts that exist, and all of them', () => {
  const spec = readFileSync(join(here, 'SPEC.md'), 'utf8')
  const named = [...spec.matchAll(/`([\w-]+\.txt)`/g)].map(([, file]) => file ?? '')
  expect([...new Set(named)].sort()).toEqual(readdirSync(join(here, 'transcripts')).sort())
})
