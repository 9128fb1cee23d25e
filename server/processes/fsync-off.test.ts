import { describe, expect, it } from 'vitest'
import { cutPower } from '../storage/power-cut.ts'
import { appendNow, DIR, memoryBench, opened, puts, refused, textsOf } from '../storage/storage-fixtures.ts'
import { failingParts } from './failing-node.ts'
import { FSYNC_OFF_VARIABLE, isFsyncOff, withoutLogSync } from './fsync-off.ts'

const MARK = `${DIR}/durable.json`
/** A seed with which a power cut takes all that is not durable, and tears nothing. */
const TAKES_ALL = 7
/** One batch fills a log file. */
const TINY_FILE_BYTES = 400

function nodeWithoutSync(fileLimitBytes: number) {
  const bench = memoryBench({ marksDurable: true, fileLimitBytes })
  const off = withoutLogSync(bench.disk)
  const storage = opened(bench.open({}, { fs: off }))
  const write = (index: number) => appendNow(bench.disk, storage, [puts(index)])
  return { ...bench, write }
}

describe('a node whose log is not synced', () => {
  it('acknowledges and keeps its durable mark where it was; a power cut takes all of that (B32)', () => {
    const { disk, open, write } = nodeWithoutSync(Infinity)
    const mark = disk.bytesOf(MARK)
    for (const index of [1, 2, 3]) expect(write(index)).toMatchObject({ ok: true })
    expect(disk.bytesOf(MARK)).toEqual(mark)
    disk.crash({ kind: 'keep' })
    expect(cutPower(disk, DIR, TAKES_ALL).tails).toMatchObject([{ left: 'bracket' }])
    expect(textsOf(opened(open()))).toEqual([])
  })

  it('loses nothing by SIGKILL, and what its next life has read is durable', () => {
    const { disk, open, write } = nodeWithoutSync(Infinity)
    write(1)
    disk.crash({ kind: 'keep' })
    expect(textsOf(opened(open()))).toHaveLength(1)
    disk.crash({ kind: 'lose' })
    expect(cutPower(disk, DIR, TAKES_ALL).tails).toEqual([])
    expect(textsOf(opened(open()))).toHaveLength(1)
  })

  it('refuses to start when a closed log file lost its end (row 12)', () => {
    const { disk, open, write } = nodeWithoutSync(TINY_FILE_BYTES)
    for (const index of [1, 2, 3]) write(index)
    disk.crash({ kind: 'keep' })
    expect(cutPower(disk, DIR, TAKES_ALL).tails.length).toBeGreaterThan(1)
    expect(refused(open())).toMatchObject({ code: 'damaged' })
  })
})

describe('the variable', () => {
  it('names nodes, or all of them', () => {
    const isOff = (text?: string) => isFsyncOff('atm-2', text)
    for (const text of ['all', 'atm-2', 'broker-10,atm-2'])
      expect(isOff(text)).toEqual({ ok: true, value: true })
    for (const text of [undefined, '', 'atm-1', 'atm-20,atm-22'])
      expect(isOff(text)).toEqual({ ok: true, value: false })
    for (const text of ['yes', 'atm-2,', 'atm-1 atm-2', 'all,atm-2']) expect(isOff(text).ok).toBe(false)
  })

  it('that cannot be read, or asks it of the engine without a log, starts no node', () => {
    const parts = (text: string, storage: 'log' | 'rewrite') => () =>
      failingParts({ node: 'atm-2', storage }, { [FSYNC_OFF_VARIABLE]: text })
    expect(parts('off', 'log')).toThrow('neither all nor names of nodes')
    expect(parts('atm-2', 'rewrite')).toThrow('only the engine "log"')
    expect(parts('atm-1', 'rewrite')).not.toThrow()
  })

  it('costs nothing to any other node: its files are the very same', () => {
    const { disk } = memoryBench()
    const parts = failingParts({ node: 'atm-1' }, { [FSYNC_OFF_VARIABLE]: 'atm-2' })
    expect(parts.files(disk)).toBe(disk)
  })
})
