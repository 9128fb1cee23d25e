import { describe, expect, it } from 'vitest'
import type { FsOp } from './fs-port.ts'
import type { DiskMode } from '../../shared/fault.ts'
import { createDiskFaults } from './disk-faults.ts'
import { MemoryDisk } from './memory-disk.ts'
import { appendNow, memoryBench, opened, puts, textsOf } from './storage-fixtures.ts'

/** A running node on a disk that can be made to fail, with delays that pass by hand. */
function nodeOnFaultyDisk() {
  const bench = memoryBench()
  const delays: { readonly ms: number; readonly run: () => void }[] = []
  const faults = createDiskFaults(bench.disk, (ms, run) => void delays.push({ ms, run }))
  const storage = opened(bench.open({}, { fs: faults.fs }))
  return { ...bench, faults, storage, delays }
}

describe('a disk with faults', () => {
  it('that is well does what the real one does', () => {
    const { disk, storage } = nodeOnFaultyDisk()
    expect(appendNow(disk, storage, [puts(1)])?.ok).toBe(true)
  })

  it('that is slow answers every sync late, and nothing is lost', () => {
    const { disk, faults, storage, delays, open } = nodeOnFaultyDisk()
    faults.set('slow', 250)
    expect(appendNow(disk, storage, [puts(1)])).toBeNull()
    expect(delays.map(({ ms }) => ms)).toEqual([250])
    for (const { run } of delays) run()
    disk.settle()
    disk.crash({ kind: 'lose' })
    expect(textsOf(opened(open()))).toHaveLength(1)
  })

  it.each([
    ['full', 'ENOSPC', 'make room'],
    ['error', 'EIO', 'start the node again'],
  ] as const)('that is %s ends the node with %s, also after it is well again (B41)', (mode, code, advice) => {
    const { disk, faults, storage, open } = nodeOnFaultyDisk()
    appendNow(disk, storage, [puts(1)])
    faults.set(mode)
    const failed = appendNow(disk, storage, [puts(2)])
    const message = failed !== null && !failed.ok ? failed.error.message : ''
    expect(message).toContain(code)
    expect(message).toContain(advice)
    faults.set('none')
    expect(appendNow(disk, storage, [puts(3)])).toEqual(failed)
    disk.crash({ kind: 'lose' })
    expect(textsOf(opened(open()))).toHaveLength(1)
  })

  it.each<[DiskMode, FsOp, boolean]>([
    ['full', { op: 'open', path: '/new', flag: 'wx' }, true],
    ['full', { op: 'mkdir', path: '/folder' }, true],
    ['full', { op: 'list', path: '/' }, false],
    ['error', { op: 'syncDir', path: '/' }, true],
    ['error', { op: 'list', path: '/' }, false],
  ])('%s: %j fails: %s, at once and with a callback', async (mode, op, fails) => {
    const disk = new MemoryDisk({ schedule: (perform) => void setImmediate(perform) })
    const faults = createDiskFaults(disk)
    faults.set(mode)
    const later = await new Promise<Error | null>((resolve) => faults.fs.start(op, resolve))
    expect(later !== null).toBe(fails)
    if (fails) expect(() => faults.fs.now(op)).toThrow(/ENOSPC|EIO/)
    else expect(() => faults.fs.now(op)).not.toThrow()
  })
})
