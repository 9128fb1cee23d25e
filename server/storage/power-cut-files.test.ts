// A power cut in play on real files, where SIGKILL alone would lose nothing.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StorageKind } from '../../shared/storage-kind.ts'
import type { Engine } from './engine.ts'
import type { FileSystem } from './fs-port.ts'
import type { NodeStorage } from './port.ts'
import type { AppendResult } from './storage-fixtures.ts'
import { nodeFileSystem } from './node-fs.ts'
import { openNodeStorage } from './open-node.ts'
import { cutPower } from './power-cut.ts'
import {
  GROUP,
  opened,
  openOptions,
  partOf,
  puts,
  replica,
  SLOW_MACHINE_MS,
  textsOf,
} from './storage-fixtures.ts'

/** Every batch is followed by a new log file. */
const ONE_BATCH_BYTES = 1
const NEW_REPLICA = 44

let root = ''
let dir = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'raftroom-power-'))
  dir = join(root, 'broker-2')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

// One process plays all lives, and the dead of a test live on in it: none of them may write a fence later.
const processes = { self: { pid: process.pid, started: 'an earlier boot 1' }, isAlive: () => false }
const openLife = async (storage: StorageKind, parts: Partial<Engine> = {}): Promise<NodeStorage> =>
  opened(await openNodeStorage(openOptions({ dir, storage }), { processes, after: () => () => {}, ...parts }))

const append = (storage: NodeStorage, index: number): Promise<AppendResult> =>
  new Promise((resolve) => storage.log.append([puts(index)], resolve))

describe('a power cut on real files', () => {
  it(
    'keeps every acknowledged record, whatever the seed',
    async () => {
      const path = join(dir, 'wal', '00000001.json')
      for (let seed = 1; seed <= 12; seed++) {
        const storage = await openLife('log')
        const found = textsOf(storage).length
        expect(found).toBeGreaterThanOrEqual(seed - 1)
        expect(await append(storage, found + 1)).toMatchObject({ ok: true })
        // Written and not synced when the power went: a whole record, cut from the place of the bracket on.
        const text = readFileSync(path)
        const lost = Buffer.from(`,{"c":"00000000","r":{"n":99}}\n${'x'.repeat(1500)}\n]`)
        writeFileSync(path, Buffer.concat([text.subarray(0, text.length - 1), lost]))
        expect(cutPower(nodeFileSystem, dir, seed).tails).toMatchObject([{ unsynced: lost.length - 1 }])
      }
      expect(textsOf(await openLife('log'))).toHaveLength(12)
    },
    SLOW_MACHINE_MS,
  )

  it.each(['log', 'rewrite'] as const)(
    'undoes nothing that was acknowledged: under the %s engine every folder was synced (B01, B17, B49)',
    async (engine) => {
      const storage = await openLife(engine, { fileLimitBytes: ONE_BATCH_BYTES })
      for (const index of [1, 2, 3]) expect(await append(storage, index)).toMatchObject({ ok: true })
      expect(await storage.addReplica(replica(NEW_REPLICA, 9))).toMatchObject({ ok: true })
      await new Promise((resolve) => storage.savePart(GROUP, partOf('seg-1', { a: 1 }), resolve))
      expect(cutPower(nodeFileSystem, dir, 1)).toEqual({ tails: [], undone: [] })
      const again = await openLife(engine)
      expect(textsOf(again)).toHaveLength(3)
      expect(again.replicas.map(({ record }) => record.replica)).toContain(NEW_REPLICA)
    },
  )
})

/** No folder is ever synced: whatever waits for that waits for ever. */
function stuckAtFolders() {
  let tell = (_what: 'it waits'): void => {}
  const reached = new Promise<'it waits'>((resolve) => (tell = resolve))
  const fs: FileSystem = {
    ...nodeFileSystem,
    start: (op, done) => (op.op === 'syncDir' ? tell('it waits') : nodeFileSystem.start(op, done)),
  }
  return { fs, reached }
}

interface Row {
  readonly what: string
  readonly engine: StorageKind
  readonly parts?: Partial<Engine>
  readonly begin: (storage: NodeStorage) => Promise<unknown>
  readonly file: string
  /** Whether there was one before. */
  readonly isNew: boolean
  /** How much of it SIGKILL leaves. */
  readonly kept: { readonly entries: number; readonly replicas: number }
}
const second = (storage: NodeStorage): Promise<AppendResult> => append(storage, 2)
const ROWS: readonly Row[] = [
  {
    what: 'the manifest with a new replica',
    engine: 'log',
    begin: (storage) => storage.addReplica(replica(NEW_REPLICA, 9)),
    file: 'manifest.json',
    isNew: false,
    kept: { entries: 1, replicas: 1 },
  },
  {
    what: 'the next log file',
    engine: 'log',
    parts: { fileLimitBytes: ONE_BATCH_BYTES },
    begin: second,
    file: 'wal/00000002.json',
    isNew: true,
    kept: { entries: 1, replicas: 0 },
  },
  {
    what: 'the document with a batch',
    engine: 'rewrite',
    begin: second,
    file: 'wal/00000001.json',
    isNew: false,
    kept: { entries: 2, replicas: 0 },
  },
]

describe.each(ROWS)('$what of the $engine engine, renamed in a folder that is not synced yet', (row) => {
  /** Killed while it waits for the folder. */
  async function killed(): Promise<void> {
    await append(await openLife(row.engine), 1)
    const { fs, reached } = stuckAtFolders()
    const begun = row.begin(await openLife(row.engine, { ...row.parts, fs }))
    const ended = begun.then(() => 'it ended without its folder')
    expect(await Promise.race([reached, ended])).toBe('it waits')
  }

  async function expectFound(wanted: Row['kept']): Promise<void> {
    const found = await openLife(row.engine)
    const entries = textsOf(found).length
    const added = found.replicas.filter(({ record }) => record.replica === NEW_REPLICA).length
    expect({ entries, replicas: added }).toEqual(wanted)
    expect(files().filter((name) => name.endsWith('.before'))).toEqual([])
  }

  const files = (): readonly string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' })

  it('is undone by a power cut, and the node starts without it', async () => {
    await killed()
    expect(cutPower(nodeFileSystem, dir, 1).undone).toEqual([row.file])
    expect(files().includes(row.file)).toBe(!row.isNew)
    await expectFound({ entries: 1, replicas: 0 })
  })

  it('is kept by SIGKILL, and the node starts with it', async () => {
    await killed()
    expect(files()).toContain(row.file)
    await expectFound(row.kept)
  })
})
