// Reading the nodes' files, and comparing what they say.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareLogs, readNodeLogs } from './node-logs.ts'

const data = mkdtempSync(join(tmpdir(), 'raftroom-node-logs-'))
afterAll(() => rmSync(data, { recursive: true }))

interface Put {
  readonly commit: number
  readonly cut?: number
  readonly app?: readonly (readonly [index: number, term: number, data: string])[]
  readonly snap?: { readonly index: number; readonly term: number; readonly crc: string }
}

/** A node's only file, as the documentation describes it. */
function write(node: string, puts: readonly Put[], end = ']\n'): void {
  const lines = recordsOf(puts).map((r) => JSON.stringify({ c: '00000000', r }))
  writeText(node, `[${lines.join('\n,')}\n${end}`)
}

/** The same from the rewrite engine. */
const writeDocument = (node: string, puts: readonly Put[]): void =>
  writeText(node, JSON.stringify({ crc: '00000000', kind: '000001', v: 1, data: recordsOf(puts) }, null, 2))

function writeText(node: string, text: string): void {
  mkdirSync(join(data, node, 'wal'), { recursive: true })
  writeFileSync(join(data, node, 'wal', '000001.json'), text)
}

function recordsOf(puts: readonly Put[]): readonly object[] {
  return [
    { n: 1, d: 0, k: 'head', v: 1, file: 1, groups: [] },
    ...puts.map(({ app = [], ...rest }) => ({
      k: 'put',
      g: 2,
      rep: 1,
      ...rest,
      app: app.map(([index, term, text]) => ({ index, term, kind: 'cmd', bytes: 1, data: text })),
    })),
  ]
}

const compare = (): readonly string[] =>
  compareLogs([...readNodeLogs(data, 'atm-1'), ...readNodeLogs(data, 'atm-2')])

describe('the logs in the files', () => {
  it('agree when every committed entry is the same, also where the last line is torn', () => {
    write('atm-1', [
      { commit: 0, app: [[1, 1, 'a']] },
      { commit: 2, app: [[2, 1, 'b']] },
    ])
    write(
      'atm-2',
      [
        {
          commit: 2,
          app: [
            [1, 1, 'a'],
            [2, 1, 'b'],
          ],
        },
      ],
      ',{"c":"00',
    )
    expect(compare()).toEqual([])
  })

  it('agree or differ whichever engine wrote them', () => {
    const puts: readonly Put[] = [{ commit: 1, app: [[1, 1, 'a']] }]
    write('atm-1', puts)
    writeDocument('atm-2', puts)
    expect(compare()).toEqual([])
    writeDocument('atm-2', [{ commit: 1, app: [[1, 1, 'other']] }])
    expect(compare()).toHaveLength(1)
  })

  it('may differ above what is committed, and where a truncation took it back', () => {
    write('atm-1', [
      {
        commit: 1,
        app: [
          [1, 1, 'a'],
          [2, 1, 'lost'],
        ],
      },
    ])
    write('atm-2', [
      {
        commit: 1,
        app: [
          [1, 1, 'a'],
          [2, 1, 'old'],
          [3, 1, 'old'],
        ],
      },
      { commit: 2, cut: 2, app: [[2, 2, 'new']] },
    ])
    expect(compare()).toEqual([])
  })

  it('have diverged when a committed entry differs in term or content', () => {
    write('atm-1', [
      {
        commit: 2,
        app: [
          [1, 1, 'a'],
          [2, 1, 'b'],
        ],
      },
    ])
    write('atm-2', [
      {
        commit: 2,
        app: [
          [1, 1, 'a'],
          [2, 2, 'b'],
        ],
      },
    ])
    expect(compare()).toEqual(['group 2: entry 2 at atm-2 is not the one at atm-1'])
  })

  it('may hold what an installed snapshot replaced', () => {
    write('atm-1', [
      {
        commit: 3,
        app: [
          [1, 1, 'a'],
          [2, 2, 'b'],
          [3, 2, 'c'],
        ],
      },
    ])
    write('atm-2', [
      {
        commit: 1,
        app: [
          [1, 1, 'a'],
          [2, 1, 'lost'],
        ],
      },
      { commit: 3, snap: { index: 3, term: 2, crc: 'aa' } },
    ])
    expect(compare()).toEqual([])
  })

  it('have diverged when two snapshots of one index differ', () => {
    write('atm-1', [{ commit: 5, snap: { index: 5, term: 1, crc: 'aa' } }])
    write('atm-2', [{ commit: 5, snap: { index: 5, term: 1, crc: 'bb' } }])
    expect(compare()).toEqual(['group 2: snapshot 5 at atm-2 is not the one at atm-1'])
  })

  it('are none for a node that never ran, and none at all proves nothing', () => {
    expect(readNodeLogs(data, 'atm-9')).toEqual([])
    expect(compareLogs([])).toEqual(['no log was found'])
  })
})
