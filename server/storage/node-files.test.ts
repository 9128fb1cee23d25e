// What only real files can show: lowdb's own reader, the kernel's append mode, folders that cannot be
// used.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { JSONFile } from 'lowdb/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileSystem, FsOp } from './fs-port.ts'
import type { AppendResult } from './storage-fixtures.ts'
import type { NodeStorage } from './port.ts'
import { errorCode } from './fs-port.ts'
import { nodeFileSystem } from './node-fs.ts'
import { openNodeStorage } from './open-node.ts'
import { opened, openOptions, puts, refused } from './storage-fixtures.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'raftroom-files-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const append = (storage: NodeStorage, index: number): Promise<AppendResult> =>
  new Promise((resolve) => storage.log.append([puts(index)], resolve))

describe('the files of a node', () => {
  it("open in lowdb's own JSONFile at every rest point", async () => {
    const dir = join(root, 'broker-2')
    const storage = opened(await openNodeStorage(openOptions({ dir })))
    for (let index = 1; index <= 5; index++) {
      await append(storage, index)
      const low = new Low<{ r: { n: number } }[]>(new JSONFile(join(dir, 'wal/00000001.json')), [])
      await low.read()
      expect(low.data.map((line) => line.r.n)).toEqual(Array.from({ length: index + 1 }, (_, at) => at + 1))
    }
    await storage.log.close()
    expect(readdirSync(dir).sort()).toEqual(['durable.json', 'identity.json', 'manifest.json', 'wal'])
  })

  it('that were left by a killed process are taken over by the next one', async () => {
    const dir = join(root, 'broker-2')
    const gone = { self: { pid: process.pid, started: 'an earlier boot 1' }, isAlive: () => false }
    const first = opened(await openNodeStorage(openOptions({ dir }), { processes: gone }))
    await append(first, 1)
    const second = opened(await openNodeStorage(openOptions({ dir })))
    expect(second.replicas[0]?.log).toHaveLength(1)
    await second.log.close()
  })
})

describe('a folder that cannot be used', () => {
  it('is refused with a sentence when it is a file', async () => {
    const dir = join(root, 'broker-2')
    writeFileSync(dir, 'not a folder')
    const refusal = refused(await openNodeStorage(openOptions({ dir })))
    expect(refusal.code).toBe('unreadable')
    expect(refusal.message).toContain('ENOTDIR')
  })

  it.each(['EACCES', 'EROFS', 'ENOSPC'])(
    'is refused with a sentence when the system answers %s',
    async (code) => {
      const dir = join(root, 'broker-2')
      const denied: FileSystem = {
        ...nodeFileSystem,
        now(op: FsOp) {
          if (op.op === 'open') throw Object.assign(new Error(`${code}: open '${op.path}'`), { code })
          return nodeFileSystem.now(op)
        },
      }
      const refusal = refused(await openNodeStorage(openOptions({ dir }), { fs: denied }))
      expect(refusal).toMatchObject({ code: 'unreadable', file: dir })
      expect(refusal.message).toContain(code)
    },
  )
})

describe('the handle of the log', () => {
  it.runIf(process.platform === 'linux')(
    'must not append: the kernel would ignore the position',
    async () => {
      const path = join(root, 'array.json')
      const bracketAt = 2
      for (const [flag, found] of [
        ['a', '[1]\n,2]\n'],
        ['r+', '[1,2]\n'],
      ] as const) {
        writeFileSync(path, '[1]\n')
        const file = await open(path, flag)
        await file.write(',2]\n', bracketAt)
        await file.close()
        expect(readFileSync(path, 'utf8')).toBe(found)
      }
    },
  )

  it('is opened with r+, and new files with wx', async () => {
    const flags = new Set<string>()
    const spied: FileSystem = {
      ...nodeFileSystem,
      now(op: FsOp) {
        if (op.op === 'open') flags.add(op.flag)
        return nodeFileSystem.now(op)
      },
    }
    const dir = join(root, 'broker-2')
    const storage = opened(await openNodeStorage(openOptions({ dir }), { fs: spied }))
    expect([...flags].sort()).toEqual(['r+', 'wx'])
    await storage.log.close()
  })
})

describe('calls that fail', () => {
  const paths = { path: '/nowhere/at/all', from: '/nowhere/a', to: '/nowhere/b' }
  const failing: readonly FsOp[] = [
    { op: 'list', path: paths.path },
    { op: 'read', path: paths.path },
    { op: 'open', path: paths.path, flag: 'r+' },
    { op: 'rename', from: paths.from, to: paths.to },
    { op: 'link', from: paths.from, to: paths.to },
    { op: 'unlink', path: paths.path },
    { op: 'syncDir', path: paths.path },
  ]

  it.each(failing)('$op carries the same code at once and with a callback', async (op) => {
    expect(() => nodeFileSystem.now(op)).toThrow('ENOENT')
    const later = await new Promise<Error | null>((resolve) => nodeFileSystem.start(op, resolve))
    expect(errorCode(later)).toBe('ENOENT')
  })
})
