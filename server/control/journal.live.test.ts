import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TraceBody, TraceEvent } from '../../shared/trace.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { Journal } from './journal.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftroom-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const event = (seq: number, body: TraceBody): TraceEvent => ({
  seq,
  at: seq,
  wallAt: seq,
  cause: null,
  ...body,
})
const story = (seq: number): TraceEvent => event(seq, { kind: 'ready', ready: true, text: 'x'.repeat(200) })
const beat = (seq: number): TraceEvent =>
  event(seq, {
    kind: 'rpc',
    id: 'a>b#1',
    from: 'a',
    to: 'b',
    type: 'beat',
    bytes: 9,
    sentAt: 0,
    receivedAt: 1,
  })

const lines = (path: string): { kind: string; seq?: number }[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the journal', () => {
  it('begins each file with a key frame, keeps stories whole and leaves background out', async () => {
    const journal = new Journal({ folder, run: '2026', view: () => EMPTY_VIEW })
    for (const one of [story(1), beat(2), story(3)]) journal.add(one)
    const [path, ...others] = await journal.files()
    expect(others).toEqual([])
    expect(lines(String(path)).map(({ kind, seq }) => [kind, seq])).toEqual([
      ['keyframe', 0],
      ['ready', 1],
      ['ready', 3],
    ])
    await journal.close()
  })

  it('stays within its bound: the oldest file goes first, also one of an earlier run', async () => {
    const sizes = { maxBytes: 3_000, fileBytes: 1_000 }
    const early = new Journal({ folder, run: '2025', view: () => EMPTY_VIEW, ...sizes })
    await early.close()
    const journal = new Journal({ folder, run: '2026', view: () => EMPTY_VIEW, ...sizes })
    for (let seq = 1; seq <= 40; seq += 1) {
      journal.add(story(seq))
      await journal.files()
    }
    await journal.close()
    const names = readdirSync(folder).sort()
    expect(names.some((name) => name.startsWith('2025'))).toBe(false)
    expect(names.length).toBeLessThanOrEqual(4)
    expect(lines(join(folder, String(names.at(-1)))).at(0)?.kind).toBe('keyframe')
  })
})
