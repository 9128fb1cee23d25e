import { describe, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import { MemoryDisk } from './memory-disk.ts'
import { openFile, runNow, writeAll } from './plan.ts'

/** A disk with one durable file that holds `old`. */
function diskWith(old: string): MemoryDisk {
  const disk = new MemoryDisk()
  disk.put('/a', Buffer.from(old))
  return disk
}

function overwrite(disk: MemoryDisk, text: string): number {
  const handle = runNow(disk, openFile('/a', 'r+'))
  runNow(disk, writeAll(handle, 0, Buffer.from(text)))
  return handle
}
const textOf = (disk: MemoryDisk): string => disk.bytesOf('/a').toString()

describe('the simulated disk', () => {
  it('keeps unsynced bytes over a kill and loses them at a later power cut', () => {
    const disk = diskWith('old')
    overwrite(disk, 'newer')
    disk.crash({ kind: 'keep' })
    expect(textOf(disk)).toBe('newer')
    disk.crash({ kind: 'lose' })
    expect(textOf(disk)).toBe('old')
  })

  it('keeps synced bytes at a power cut', () => {
    const disk = diskWith('old')
    const handle = overwrite(disk, 'newer')
    disk.now({ op: 'sync', handle, dataOnly: true })
    disk.crash({ kind: 'lose' })
    expect(textOf(disk)).toBe('newer')
  })

  it('mixes old and new sectors, and old and new sizes, at a torn power cut', () => {
    const seen = new Set<string>()
    for (let seed = 1; seed <= 300; seed++) {
      const disk = diskWith('aabb')
      overwrite(disk, 'AABBCC')
      disk.crash({ kind: 'sectors', random: createRandom(seed), sectorBytes: 2 })
      seen.add(textOf(disk).replaceAll('\0', '0'))
    }
    const ends = ['', 'CC', '00']
    const mixes = ['aabb', 'aaBB', 'AAbb', 'AABB'].flatMap((mix) => ends.map((end) => mix + end))
    expect([...seen].sort()).toEqual(mixes.sort())
  })

  it('forgets new names whose folder was not synced, the last ones first', () => {
    const disk = diskWith('old')
    for (const path of ['/b', '/c']) disk.now({ op: 'open', path, flag: 'wx' })
    const kept = new Set<string>()
    for (let seed = 1; seed <= 20; seed++) {
      const other = diskWith('old')
      for (const path of ['/b', '/c']) other.now({ op: 'open', path, flag: 'wx' })
      other.crash({ kind: 'sectors', random: createRandom(seed), sectorBytes: 512 })
      kept.add(other.paths().join(' '))
    }
    expect([...kept].sort()).toEqual(['/a', '/a /b', '/a /b /c'])
    disk.now({ op: 'syncDir', path: '/' })
    disk.crash({ kind: 'lose' })
    expect(disk.paths()).toEqual(['/a', '/b', '/c'])
  })

  it('leaves to the scheduler when a started call is performed', () => {
    const waiting: (() => void)[] = []
    const disk = new MemoryDisk({ schedule: (perform) => waiting.push(perform) })
    const order: string[] = []
    disk.start({ op: 'mkdir', path: '/x' }, () => order.push('x'))
    disk.start({ op: 'mkdir', path: '/y' }, () => order.push('y'))
    expect(order).toEqual([])
    for (const perform of waiting.toReversed()) perform()
    expect(order).toEqual(['y', 'x'])
  })

  it('never performs a call that was waiting when the machine stopped', () => {
    const disk = new MemoryDisk()
    let told = false
    disk.start({ op: 'mkdir', path: '/x' }, () => (told = true))
    disk.crash({ kind: 'keep' })
    disk.settle()
    expect(told).toBe(false)
    expect(() => disk.now({ op: 'list', path: '/x' })).toThrow('ENOENT')
  })

  it('tells an error of a started call, with its code', () => {
    const disk = new MemoryDisk()
    let told = ''
    disk.start({ op: 'read', path: '/nothing' }, (error) => (told = error?.message ?? ''))
    disk.settle()
    expect(told).toContain('ENOENT')
  })
})
