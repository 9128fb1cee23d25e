// Every transcript prints what its file says. `npm run transcripts -- --rewrite` writes the files anew: read every
// changed line before you keep it.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rewritten } from '../lessons/play.ts'

const folder = join(import.meta.dirname, 'transcripts')
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))

describe('the transcript', () => {
  it.each(files)('%s prints what is written in it', (file) => {
    const source = readFileSync(join(folder, file), 'utf8')
    expect(rewritten(source)).toBe(source)
  })
})
