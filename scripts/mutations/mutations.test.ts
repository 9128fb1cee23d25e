// The list of mutations stays true to the code: a line whose text is gone would prove nothing any more.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MUTATIONS } from './list.mjs'
import { mutate } from './mutate.mjs'
import type { Mutation } from './mutate.mjs'

const mutation = (find: string, replace: string): Mutation => ({
  id: 'M',
  change: 'one word',
  file: 'x.ts',
  find,
  replace,
  suites: ['C'],
})

describe('a mutation', () => {
  it('replaces the one place where its text occurs', () => {
    expect(mutate('a b c', mutation('b', 'x'))).toEqual({ ok: true, text: 'a x c' })
  })

  it('is stale when its text is gone, occurs twice, or would change nothing', () => {
    expect(mutate('a b c', mutation('d', 'x')).ok).toBe(false)
    expect(mutate('b b', mutation('b', 'x')).ok).toBe(false)
    expect(mutate('a b c', mutation('b', 'b')).ok).toBe(false)
  })
})

describe('the list of mutations', () => {
  it('has an id of its own for each', () => {
    const ids = MUTATIONS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(MUTATIONS.map((one) => [one.id, one.change, one] as const))(
    '%s, %s, finds its text once in the code of today',
    (_id, _change, one) => {
      expect(mutate(readFileSync(one.file, 'utf8'), one)).toMatchObject({ ok: true })
    },
  )
})
