import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskUse } from './disk-use.ts'
import { cellsOf, rowOf, SOAK_HEADINGS } from './soak.ts'

const MB = 1024 * 1024
const memory = (megabytes: number) => ({ rssBytes: megabytes * MB, heapBytes: (megabytes / 2) * MB })

describe('a row of the soak', () => {
  const disk = { logFiles: 2, logBytes: 8 * MB, allBytes: 64 * MB }
  const facts = {
    nodes: [
      { id: 'atm-1', memory: memory(80) },
      { id: 'broker-1', memory: memory(120) },
      { id: 'broker-2', memory: null },
    ],
    groups: [
      { name: 'atm', leader: 'atm-1', commitIndex: 40 },
      { name: 'orders/0', leader: null, commitIndex: 2 },
    ],
    topics: [{ messages: 150 }, { messages: 50 }],
  }

  it('names the node that holds most, and counts over all groups and topics', () => {
    const row = rowOf(59.6, facts, memory(200), disk)
    expect(row).toMatchObject({ entries: 42, messages: 200, largest: { node: 'broker-1' } })
    expect(cellsOf(row)).toEqual([
      '60 s',
      '42',
      '200',
      'broker-1',
      '120 MB',
      '60 MB',
      '200 MB',
      '100 MB',
      '2',
      '8 MB',
      '64 MB',
    ])
    expect(SOAK_HEADINGS).toHaveLength(cellsOf(row).length)
  })

  it('is there also while no node has told its memory', () => {
    expect(rowOf(0, { nodes: [], groups: [], topics: [] }, memory(1), disk).largest.node).toBe('-')
  })
})

describe('what a cluster keeps on disk', () => {
  let data = ''
  beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'raftroom-disk-use-'))))
  afterEach(() => rmSync(data, { recursive: true, force: true }))

  it('is told with the log files of the node that has most of them', () => {
    for (const [node, files] of [
      ['atm-1', 1],
      ['broker-1', 3],
    ] as const) {
      mkdirSync(join(data, node, 'wal'), { recursive: true })
      for (let file = 1; file <= files; file++)
        writeFileSync(join(data, node, 'wal', `${file}.json`), 'x'.repeat(10))
    }
    writeFileSync(join(data, 'run.json'), 'x'.repeat(5))
    expect(diskUse(data)).toEqual({ logFiles: 3, logBytes: 40, allBytes: 45 })
  })
})
