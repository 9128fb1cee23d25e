// Snapshots and sealed parts while the node runs. Their writes stand in the node's one queue, one file at a
// time, so that the log's batches go in between; reads go beside it, as the files never change. Which files
// are here is known from the start on and kept in mind: the folder is never searched. What a recorded document
// names by an index is known by the index alone, so that what is kept in mind does not grow with what is on disk.

import type { GroupId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { SnapMeta } from '../raft/types.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { FileSystem } from './fs-port.ts'
import type { Plan } from './plan.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { DiskError, RecoveredReplica, SnapshotFiles, SnapshotPart, Told } from './port.ts'
import type { EncodedFile } from './snapshot-codec.ts'
import { assert } from '../../shared/assert.ts'
import { isIndex, partsIn } from '../../shared/part-index.ts'
import { err, ok } from '../../shared/result.ts'
import { readWhole } from './documents.ts'
import { GROUPS, groupFolder, isPartName, partFileName, snapshotFileName } from './names.ts'
import { listIfThere, removeIfThere, start, writeNewFile } from './plan.ts'
import { decodePart, encodePart, encodeSnapshot, namedPart, snapshotText } from './snapshot-codec.ts'

type ToldText = (result: Result<string, DiskError>) => void

export interface SnapshotStore {
  savePart(group: GroupId, part: SnapshotPart, done: Told): void
  save(group: GroupId, files: SnapshotFiles, done: Told): void
  keepOnly(group: GroupId, meta: SnapMeta, parts: readonly PartMeta[], done: Told): void
  has(group: GroupId, meta: PartMeta): boolean
  /** Never call back inside. */
  loadPart(group: GroupId, name: string, done: ToldText): void
  loadSnapshot(group: GroupId, meta: SnapMeta, done: ToldText): void
  /** The group left this node: all its files go. */
  clear(group: GroupId, done: Told): void
}

export interface SnapshotStoreParts {
  readonly fs: FileSystem
  readonly queue: DiskQueue
  /** The node's folder. */
  readonly folder: string
  readonly pid: number
  readonly states: readonly RecoveredReplica[]
}

interface Document {
  readonly index: number
  readonly parts: readonly PartMeta[]
}

/** What one group has, or is about to have. */
interface Held {
  /** Durable ones, without those that an index of the recorded document names. */
  readonly parts: Map<string, PartMeta>
  /** What the indexes name that are not in a recorded document yet. */
  readonly named: Map<string, readonly string[]>
  /** Saves that were begun and are not durable yet. */
  saving: number
  /** By file name; those that are being written too, so that nobody takes their parts away. */
  readonly documents: Map<string, Document>
  /** Parts that no document here has named yet. */
  readonly loose: Set<string>
  folderIsDurable: boolean
}

export function createSnapshotStore(parts: SnapshotStoreParts): SnapshotStore {
  const { fs, queue, folder, pid } = parts
  const groups = new Map(parts.states.map((state) => [state.record.group, heldAtStart(state)]))
  let written = 0

  const heldBy = (group: GroupId): Held => {
    const held = groups.get(group) ?? newHeld(false)
    groups.set(group, held)
    return held
  }

  const placeOf = (group: GroupId): string => `${folder}/${groupFolder(group)}`

  function* writeFile(group: GroupId, held: Held, { name, bytes }: EncodedFile): Plan<null> {
    if (!held.folderIsDurable) yield* makeFolder(folder, group)
    held.folderIsDurable = true
    return yield* writeNewFile(placeOf(group), name, `${name}.${pid}.${++written}.tmp`, bytes)
  }

  function writePart(group: GroupId, { meta, text }: SnapshotPart, done: Told): void {
    const held = heldBy(group)
    const file = encodePart(meta, text)
    queue.push(
      file.name,
      () => writeFile(group, held, file),
      (result) => {
        if (result.ok) held.parts.set(meta.name, meta)
        done(result)
      },
    )
  }

  /** One file after the other, each a turn of its own in the queue. */
  function writeAll(group: GroupId, files: readonly SnapshotPart[], done: Told, at = 0): void {
    const part = files[at]
    if (part === undefined) return done(ok(null))
    writePart(group, part, (result) => (result.ok ? writeAll(group, files, done, at + 1) : done(result)))
  }

  const load = (path: string, name: string, text: (bytes: Uint8Array) => string, done: ToldText): void =>
    start(fs, readWhole(path, name), (result) =>
      done(result.ok ? attempt(name, () => text(result.value)) : unread(name, result.error.cause)),
    )

  return {
    savePart(group, part, done) {
      const held = heldBy(group)
      held.loose.add(part.meta.name)
      writePart(group, part, beginSaving(held, [part], done))
    },
    save(group, files, done) {
      const held = heldBy(group)
      const document = encodeSnapshot(files.meta, files.text)
      const given = new Set(files.parts.map(({ meta }) => meta.name))
      const lacking = document.parts.find(
        (part) => !given.has(part.name) && !isSame(held.parts.get(part.name), part),
      )
      assert(
        lacking === undefined,
        () => `${document.name} names ${String(lacking?.name)}, which nobody wrote`,
      )
      held.documents.set(document.name, { index: files.meta.index, parts: document.parts })
      for (const { name } of document.parts) held.loose.delete(name)
      const saved = beginSaving(held, files.parts, done)
      writeAll(group, files.parts, (result) => {
        if (!result.ok) return saved(result)
        queue.push(document.name, () => writeFile(group, held, document), saved)
      })
    },
    keepOnly(group, meta, named, done) {
      const paths = dropOthers(heldBy(group), meta, named).map((name) => `${placeOf(group)}/${name}`)
      if (paths.length === 0) return fs.soon(() => done(ok(null)))
      queue.push(groupFolder(group), () => removeAll(paths), done)
    },
    has: (group, meta) => isSame(groups.get(group)?.parts.get(meta.name), meta),
    loadPart(group, name, done) {
      const held = groups.get(group)
      // The name may come from another node.
      if (held === undefined || !isPartName(name))
        return fs.soon(() => done(unread(name, 'this node does not hold it')))
      const meta = held.parts.get(name)
      const decode = (bytes: Uint8Array): string =>
        meta === undefined ? namedPart(name, bytes) : decodePart(meta, bytes)
      load(placeOf(group), partFileName(name), decode, done)
    },
    loadSnapshot(group, meta, done) {
      load(placeOf(group), snapshotFileName(meta), (bytes) => snapshotText(meta, bytes), done)
    },
    clear(group, done) {
      groups.delete(group)
      queue.push(groupFolder(group), () => removeFolder(placeOf(group)), done)
    },
  }
}

const newHeld = (folderIsDurable: boolean): Held => ({
  parts: new Map(),
  named: new Map(),
  saving: 0,
  documents: new Map(),
  loose: new Set(),
  folderIsDurable,
})

function heldAtStart({ snap, state }: RecoveredReplica): Held {
  const held: Held = newHeld(state !== null)
  if (snap === null || state === null) return held
  for (const part of state.parts) held.parts.set(part.name, part)
  held.documents.set(snapshotFileName(snap), { index: snap.index, parts: state.parts })
  return held
}

const isSame = (held: PartMeta | undefined, meta: PartMeta): boolean =>
  held !== undefined && held.crc === meta.crc && held.bytes === meta.bytes

/** Forgets what neither this snapshot nor a newer one needs, and answers the names of those files. */
function dropOthers(held: Held, meta: SnapMeta, named: readonly PartMeta[]): readonly string[] {
  const old = [...held.documents].filter(([, document]) => document.index < meta.index).map(([name]) => name)
  for (const name of old) held.documents.delete(name)
  // What is still being written comes into the books when it is durable, and must be found in an index there.
  if (held.saving === 0) for (const index of named) settleIndex(held, index.name)
  const documents = [...held.documents.values()]
  const kept = new Set(
    [...documents.flatMap((each) => each.parts), ...named].flatMap(({ name }) => [
      name,
      ...(held.named.get(name) ?? []),
    ]),
  )
  const unnamed = [...held.parts.keys()].filter((name) => !kept.has(name) && !held.loose.has(name))
  for (const name of unnamed) held.parts.delete(name)
  return [...old, ...unnamed.map(partFileName)]
}

/** From now on nobody takes away what the indexes among these name. */
function beginSaving(held: Held, parts: readonly SnapshotPart[], done: Told): Told {
  for (const { meta, text } of parts) if (isIndex(meta)) held.named.set(meta.name, partsIn(text).map(nameOf))
  held.saving += 1
  return (result) => {
    held.saving -= 1
    done(result)
  }
}

const nameOf = ({ name }: PartMeta): string => name

/** The recorded document names this index, as every later one will: what the index names is as durable as it. */
function settleIndex(held: Held, index: string): void {
  for (const name of held.named.get(index) ?? []) {
    held.parts.delete(name)
    held.loose.delete(name)
  }
  held.named.delete(index)
}

function* makeFolder(folder: string, group: GroupId): Plan<null> {
  yield { op: 'mkdir', path: `${folder}/${groupFolder(group)}` }
  yield { op: 'syncDir', path: `${folder}/${GROUPS}` }
  yield { op: 'syncDir', path: folder }
  return null
}

function* removeAll(paths: readonly string[]): Plan<null> {
  for (const path of paths) yield* removeIfThere(path)
  return null
}

function* removeFolder(folder: string): Plan<null> {
  const names = (yield* listIfThere(folder)) ?? []
  return yield* removeAll(names.map((name) => `${folder}/${name}`))
}

function attempt(name: string, text: () => string): Result<string, DiskError> {
  try {
    return ok(text())
  } catch (error) {
    return unread(name, error)
  }
}

function unread(name: string, cause: unknown): Result<string, DiskError> {
  const said = cause instanceof Error ? cause.message : String(cause)
  return err({ code: 'disk', message: `${name} cannot be read: ${said}` })
}
