// Every transcript prints what its file says. RAFTROOM_REWRITE=1 writes the files anew: read every changed line
// before you keep it.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from 'node:process'
import { describe, expect, it } from 'vitest'
import { rewritten } from '../lessons/play.ts'

const folder = join(import.meta.dirname, 'transcripts')
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))

describe('the transcript', () => {
  it.each(files)('%s prints what is written in it', (file) => {
    const path = join(folder, file)
    const source = readFileSync(path, 'utf8')
    const now = rewritten(source)
    if (env['RAFTROOM_REWRITE'] === '1') writeFileSync(path, now)
    else expect(now).toBe(source)
  })

  it('begins with a word to the reader', () => {
    expect(files.length).toBeGreaterThanOrEqual(37)
    for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^# \S/)
  })
})
