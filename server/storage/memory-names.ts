// The names on a simulated disk. A new, moved or removed name is durable only after a sync of its
// folder. A journal keeps the order of the changes, so a power cut loses the last ones, as on ext4.

import type { CrashKind, MemoryFile } from './memory-file.ts'

export class FsError extends Error {
  readonly code: string

  constructor(code: string, what: string) {
    super(`${code}: ${what}`)
    this.code = code
  }
}

type Entry = MemoryFile | 'folder'
type Names = Map<string, Entry>

interface Change {
  readonly folder: string
  readonly apply: (names: Names) => void
}

export interface NameTable {
  file(path: string): MemoryFile
  list(folder: string): readonly string[]
  paths(): readonly string[]
  makeFolder(path: string): void
  /** A new name; `EEXIST` if it is taken. */
  create(path: string, file: MemoryFile): MemoryFile
  set(path: string, file: MemoryFile): void
  rename(from: string, to: string): void
  link(from: string, to: string): void
  unlink(path: string): void
  sync(folder: string): void
  /** Answers the files that still have a name. */
  crash(how: CrashKind): readonly MemoryFile[]
}

export function createNames(): NameTable {
  let names: Names = new Map([['/', 'folder']])
  let durable: Names = new Map(names)
  let journal: Change[] = []

  const change = (path: string, apply: (names: Names) => void): void => {
    apply(names)
    journal.push({ folder: folderOf(path), apply })
  }
  const file = (path: string): MemoryFile => {
    const entry = names.get(path)
    if (entry === undefined) throw new FsError('ENOENT', path)
    if (entry === 'folder') throw new FsError('EISDIR', path)
    return entry
  }
  const free = (path: string): void => {
    if (names.has(path)) throw new FsError('EEXIST', path)
    if (names.get(folderOf(path)) !== 'folder') throw new FsError('ENOENT', folderOf(path))
  }

  return {
    file,
    list(folder) {
      const entry = names.get(folder)
      if (entry === undefined) throw new FsError('ENOENT', folder)
      if (entry !== 'folder') throw new FsError('ENOTDIR', folder)
      const inside = [...names.keys()].filter((path) => path !== '/' && folderOf(path) === folder)
      return inside.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort()
    },
    paths: () => [...names].filter(([, entry]) => entry !== 'folder').map(([path]) => path),
    makeFolder(path) {
      for (const each of ancestors(path)) {
        if (!names.has(each)) change(each, (all) => all.set(each, 'folder'))
      }
    },
    create(path, created) {
      free(path)
      change(path, (all) => all.set(path, created))
      return created
    },
    set: (path, put) => change(path, (all) => all.set(path, put)),
    rename(from, to) {
      const moved = file(from)
      change(to, (all) => {
        all.delete(from)
        all.set(to, moved)
      })
    },
    link(from, to) {
      const linked = file(from)
      free(to)
      change(to, (all) => all.set(to, linked))
    },
    unlink(path) {
      if (!names.has(path)) throw new FsError('ENOENT', path)
      change(path, (all) => all.delete(path))
    },
    sync(folder) {
      for (const each of journal.filter((one) => one.folder === folder)) each.apply(durable)
      journal = journal.filter((one) => one.folder !== folder)
    },
    crash(how) {
      const survive = surviving(how, journal.length)
      if (how.kind !== 'keep') {
        for (const each of journal.slice(0, survive)) each.apply(durable)
        names = withParents(durable)
        durable = new Map(names)
        journal = []
      }
      return [...names.values()].filter((entry) => entry !== 'folder')
    },
  }
}

function surviving(how: CrashKind, changes: number): number {
  switch (how.kind) {
    case 'keep':
      return changes
    case 'lose':
      return 0
    case 'sectors':
      return how.random.int(0, changes)
  }
}

function withParents(names: Names): Names {
  return new Map([...names].filter(([path]) => ancestors(folderOf(path)).every((each) => names.has(each))))
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** `/a/b` -> `/`, `/a`, `/a/b`. */
function ancestors(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '')
  return ['/', ...parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)]
}
