// Random lives of a folder on real files, cut off at any call by SIGKILL or by a power cut in play, beside the simulated
// disk, which knows for itself which names are durable (memory-names.ts). Both must agree on what a power cut leaves; that
// files which were unlinked stay away is the one thing in which they differ, by design (power-cut.ts).

import * as fc from 'fast-check'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FileSystem, FsOp } from './fs-port.ts'
import type { Plan } from './plan.ts'
import { MemoryDisk } from './memory-disk.ts'
import { settleTraces, tracedNames, undoRenames } from './name-traces.ts'
import { nodeFileSystem } from './node-fs.ts'
import { listNames, runNow, writeNewFile } from './plan.ts'
import { SLOW_MACHINE_MS } from './storage-fixtures.ts'

const RUNS = 100
const FOLDERS = ['', '/wal', '/groups/3'] as const
const PATHS = FOLDERS.flatMap((folder) => [`${folder}/1.json`, `${folder}/2.json`])

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

type Death = 'none' | 'kill' | 'power'
interface Deed {
  readonly what: 'put' | 'remove' | 'sync'
  readonly path: string
  readonly death: Death
  /** Calls of this deed before the death, and then of the next start or of the cut before they begin anew. */
  readonly calls: number
  readonly again: number
}

/** Up to as many as the longest deed makes; most of those about names are made of one or two. */
const calls = fc.constantFrom(0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8)
const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    what: fc.constantFrom('put', 'put', 'put', 'remove', 'sync'),
    path: fc.constantFrom(...PATHS),
    death: fc.constantFrom('none', 'none', 'none', 'none', 'kill', 'power'),
    calls,
    again: calls,
  }),
  { maxLength: 40, size: 'max' },
)

let root = ''
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'raftroom-names-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

class Dead extends Error {}

/** Real files of a process that can die before a call. Their syncs are left out: no program sees them. */
function mortalFiles() {
  let left = Infinity
  const synced = new Set<string>()
  const now = (op: FsOp) => {
    if (left === 0) throw new Dead()
    left -= 1
    if (op.op === 'syncDir') synced.add(op.path)
    return op.op === 'sync' || op.op === 'syncDir' ? null : nodeFileSystem.now(op)
  }
  const files: FileSystem = { ...nodeFileSystem, now }
  /** False: it died on the way. */
  const survives = (callsLeft: number, run: () => void): boolean => {
    left = callsLeft
    try {
      run()
      return true
    } catch (error) {
      if (!(error instanceof Dead)) throw error
      return false
    } finally {
      left = Infinity
    }
  }
  return { files, survives, synced }
}

type Contents = ReadonlyMap<string, string>
const contentsAt = (dir: string): Contents =>
  new Map(
    FOLDERS.flatMap((folder) =>
      readdirSync(dir + folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => [`${folder}/${name}`, readFileSync(`${dir}${folder}/${name}`, 'utf8')] as const),
    ),
  )
const tracesAt = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.before'))

/** The simulated disk, and which names were unlinked before anything else happened to them since the last sync. */
function simulated(dir: string, durable: Contents) {
  const disk = new MemoryDisk()
  for (const folder of FOLDERS) {
    disk.now({ op: 'mkdir', path: dir + folder })
    disk.now({ op: 'syncDir', path: '/' })
    for (let path = dir + folder; path !== ''; path = folderOf(path)) disk.now({ op: 'syncDir', path })
  }
  for (const [path, text] of durable) disk.put(dir + path, Buffer.from(text))
  const touched = new Set<string>()
  const gone = new Set<string>()
  return {
    put(path: string, text: string): void {
      touched.add(path)
      runNow(unsynced(disk), newFile(dir + path, text))
    },
    remove(path: string): void {
      if (!touched.has(path)) gone.add(path)
      touched.add(path)
      disk.now({ op: 'unlink', path: dir + path })
    },
    sync(folder: string): void {
      disk.now({ op: 'syncDir', path: dir + folder })
      for (const path of PATHS.filter((each) => folderOf(each) === folder)) {
        touched.delete(path)
        gone.delete(path)
      }
    },
    now: (): Contents => namesOf(disk, dir),
    afterPowerCut(): Contents {
      disk.crash({ kind: 'lose' })
      return new Map([...namesOf(disk, dir)].filter(([path]) => !gone.has(path)))
    },
  }
}

const namesOf = (disk: MemoryDisk, dir: string): Contents =>
  new Map(
    disk
      .paths()
      .filter((path) => path.endsWith('.json'))
      .map((path) => [path.slice(dir.length), disk.bytesOf(path).toString()]),
  )

/** For writes whose folder is synced at another time, or never. */
const unsynced = (fs: FileSystem): FileSystem => ({
  ...fs,
  soon: (run) => fs.soon(run),
  now: (op) => (op.op === 'syncDir' ? null : fs.now(op)),
  start: (op, done) => fs.start(op, done),
})

const newFile = (path: string, text: string): Plan<null> =>
  writeNewFile(folderOf(path), path.slice(folderOf(path).length + 1), `${text}.tmp`, Buffer.from(text))

/** Answers how many names power cuts have undone. */
function play(dir: string, history: readonly Deed[]): number {
  for (const folder of FOLDERS) mkdirSync(dir + folder, { recursive: true })
  const { files, survives, synced } = mortalFiles()
  let twin = simulated(dir, new Map())
  let traced = tracedNames(files)
  let undone = 0

  /** The simulated disk is told what was done. */
  function perform({ what, path, death, calls: left }: Deed, text: string): void {
    const before = contentsAt(dir)
    synced.clear()
    const isWhole = survives(death === 'none' ? Infinity : left, () => {
      if (what === 'put') runNow(unsynced(traced), newFile(dir + path, text))
      else if (what === 'sync') traced.now({ op: 'syncDir', path: dir + folderOf(path) })
      else if (before.has(path)) traced.now({ op: 'unlink', path: dir + path })
    })
    const after = contentsAt(dir)
    if (after.get(path) === text) twin.put(path, text)
    if (before.has(path) && !after.has(path)) twin.remove(path)
    if (what === 'sync' && isWhole) twin.sync(folderOf(path))
    if (isWhole) synced.clear()
    expect(after).toEqual(twin.now())
  }

  function* settle(): Plan<null> {
    for (const folder of FOLDERS) yield* settleTraces(dir + folder, yield* listNames(dir + folder))
    return null
  }

  function startAgain(): void {
    runNow(files, settle())
    for (const folder of FOLDERS) twin.sync(folder)
    expect(contentsAt(dir)).toEqual(twin.now())
  }

  /** Of a folder whose sync was cut off nobody was told that it is durable: both is right. */
  function cutPower(again: number): void {
    const whole = twin.now()
    const lost = twin.afterPowerCut()
    survives(again, () => void runNow(files, undoRenames(dir)))
    runNow(files, undoRenames(dir))
    const left = contentsAt(dir)
    for (const path of PATHS) {
      const right = synced.has(dir + folderOf(path)) ? [lost.get(path), whole.get(path)] : [lost.get(path)]
      expect(right, path).toContain(left.get(path))
      if (left.get(path) !== whole.get(path)) undone += 1
    }
    twin = simulated(dir, left)
  }

  for (const [at, deed] of history.entries()) {
    perform(deed, `content-${at}`)
    if (deed.death === 'none') continue
    // A start that dies as well: the power may be cut in the middle of it.
    const isStarted = deed.death === 'kill' && survives(deed.again, () => void runNow(files, settle()))
    if (deed.death === 'power' || !isStarted) cutPower(deed.again)
    else startAgain()
    expect(tracesAt(dir)).toEqual([])
    traced = tracedNames(files)
  }
  return undone
}

it(
  `${RUNS} random histories: a power cut in play leaves of names what the simulated disk leaves, and SIGKILL leaves all`,
  () => {
    let undone = 0
    fc.assert(
      fc.property(deeds, (history) => {
        const dir = mkdtempSync(join(root, 'node-'))
        undone += play(dir, history)
      }),
      { numRuns: RUNS, seed: 7 },
    )
    expect(undone).toBeGreaterThan(RUNS)
  },
  SLOW_MACHINE_MS,
)
