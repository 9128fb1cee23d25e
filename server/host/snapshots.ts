// When snapshots of this node's groups are taken, and what follows: files durable, `compact` to the core, its
// record durable, and only then what is older goes and the machine forgets texts (diss. §5.1). One at a
// time, never two for one group, a large one over several turns. Synchronous and driven by calls, so that the
// simulator runs it too.
//
// How to drive it: `applied` for everything that was applied, `recorded` for each snapshot that the engine
// tells, `turn` after each cycle. `save` and `keepOnly` call back later, never inside.

import type { GroupId, LogIndex } from '../../shared/ids.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { Machine } from '../machines/machine.ts'
import type { Entry, RaftView, SnapMeta } from '../raft/types.ts'
import type { SnapshotFiles } from '../storage/port.ts'
import { assert } from '../../shared/assert.ts'
import type { SnapshotLimits } from './limits.ts'
import { beginDocument } from './snapshot-document.ts'
import type { SnapshotDocument } from './snapshot-document.ts'

/** A snapshot and the files that it needs beside its document. */
export interface Kept {
  readonly meta: SnapMeta
  readonly parts: readonly PartMeta[]
}

export interface SnapshotOptions {
  readonly limits: SnapshotLimits
  /** Null: the group is not here. */
  readonly look: (group: GroupId) => { readonly view: RaftView; readonly machine: Machine } | null
  readonly entries: (group: GroupId, from: LogIndex, to: LogIndex) => readonly Entry[]
  /** Groups whose entries keep the oldest log file alive. */
  readonly pinning: () => readonly GroupId[]
  /** A failed disk never calls back: the node ends. */
  readonly save: (group: GroupId, files: SnapshotFiles, done: () => void) => void
  readonly keepOnly: (group: GroupId, kept: Kept, done: () => void) => void
  /** Gives `compact` to the core. */
  readonly compact: (group: GroupId, meta: SnapMeta) => void
  /** Files of the group are being sent or received: nothing may be deleted meanwhile. */
  readonly inUse: (group: GroupId) => boolean
  readonly onTaken: (group: GroupId, meta: SnapMeta) => void
}

export interface Snapshots {
  readonly addGroup: (group: GroupId, kept: Kept | null) => void
  readonly removeGroup: (group: GroupId) => void
  readonly applied: (group: GroupId, entries: readonly Entry[]) => void
  /** As soon as possible, if there is anything new to put into it. */
  readonly want: (group: GroupId) => void
  /** The newest whose record is durable: what a follower is given. */
  readonly current: (group: GroupId) => Kept | null
  /** The files of a leader's snapshot are durable here; its record follows. */
  readonly received: (group: GroupId, kept: Kept) => void
  readonly recorded: (group: GroupId, meta: SnapMeta) => void
  /** Older files of the group are just being deleted: what is durable now may be gone in a moment. */
  readonly isClearing: (group: GroupId) => boolean
  /** No more may be proposed before a snapshot is done: the log in memory has no room. */
  readonly isFull: (view: RaftView) => boolean
  /** Begins whatever may begin now, and makes the next slice of a document. */
  readonly turn: () => void
  /** There is more of a document to make: another turn is wanted, though nothing may happen before it. */
  readonly isEncoding: () => boolean
}

interface Group {
  readonly group: GroupId
  current: Kept | null
  /** From leaders, oldest first, waiting for their records: the next may be here before that of the last is. */
  received: Kept[]
  bytes: number
  clearing: boolean
}

interface Taking {
  readonly group: Group
  readonly document: SnapshotDocument
  readonly bytes: number
  /** Null while the document is not whole. */
  kept: Kept | null
}

export function createSnapshots(options: SnapshotOptions): Snapshots {
  const { limits, look, entries, pinning, save, keepOnly, compact, inUse, onTaken } = options
  const groups = new Map<GroupId, Group>()
  /** In the order they asked. */
  const wanted = new Set<Group>()
  const toClear = new Set<Group>()
  /** Their cores were told of a leader's snapshot. */
  const awaiting = new Set<Group>()
  let taking: Taking | null = null
  let bytesInAll = 0

  const groupOf = (group: GroupId): Group => {
    const known = groups.get(group)
    assert(known !== undefined, `group ${group} is not here and has no snapshots`)
    return known
  }
  const forgetBytes = (group: Group, bytes: number): void => {
    group.bytes -= bytes
    bytesInAll -= bytes
  }

  const begin = (group: Group): void => {
    const seen = look(group.group)
    if (seen === null || seen.view.applied <= seen.view.snapIndex) return
    const document = beginDocument(seen.view, seen.machine, entries)
    taking = { group, document, bytes: group.bytes, kept: null }
  }

  /** Long work is sliced: a loop that stands still looks like a leader that is gone. */
  const encode = (begun: Taking): void => {
    const files = begun.document.more(limits.sliceChars)
    if (files === null) return
    const { meta } = files
    const { group } = begun.group
    begun.kept = { meta, parts: begun.document.parts }
    save(group, files, () => {
      if (taking === begun) compact(group, meta)
    })
  }

  const beginNext = (): void => {
    for (const id of pinning()) {
      const group = groups.get(id)
      if (group !== undefined) wanted.add(group)
    }
    if (bytesInAll > limits.nodeBytes / 2) wanted.add(heaviest(groups.values()))
    for (const group of wanted) {
      if (group.clearing || group.received.length > 0) continue
      wanted.delete(group)
      begin(group)
      if (taking !== null) return
    }
  }

  /** While files are on their way in or out, or a record is awaited, nobody may delete under them. */
  const clear = (group: Group): void => {
    const { current } = group
    const isBusy = group.clearing || taking?.group === group || group.received.length > 0
    if (current === null || isBusy || inUse(group.group)) return
    toClear.delete(group)
    group.clearing = true
    keepOnly(group.group, current, () => void (group.clearing = false))
  }

  /** The core had no use for it: it had got further by itself. */
  const isStale = (group: Group, { meta }: Kept): boolean => {
    const view = look(group.group)?.view
    return view === undefined || (view.applied >= meta.index && view.snapIndex < meta.index)
  }

  return {
    addGroup(group, kept) {
      groups.set(group, { group, current: kept, received: [], bytes: 0, clearing: false })
    },
    removeGroup(id) {
      const group = groupOf(id)
      if (taking?.group === group) taking = null
      forgetBytes(group, group.bytes)
      wanted.delete(group)
      toClear.delete(group)
      awaiting.delete(group)
      groups.delete(id)
    },
    applied(id, list) {
      const group = groupOf(id)
      const bytes = list.reduce((sum, entry) => sum + (entry.kind === 'cmd' ? entry.bytes : 0), 0)
      forgetBytes(group, -bytes)
      const from = taking?.group === group ? taking.document.index : (group.current?.meta.index ?? 0)
      const fresh = group.bytes - (taking?.group === group ? taking.bytes : 0)
      const newest = list.at(-1)?.index ?? from
      if (newest - from >= limits.entries || fresh >= limits.bytes) wanted.add(group)
    },
    want: (id) => void wanted.add(groupOf(id)),
    current: (id) => groups.get(id)?.current ?? null,
    received(id, kept) {
      const group = groupOf(id)
      group.received.push(kept)
      awaiting.add(group)
    },
    recorded(id, meta) {
      const group = groupOf(id)
      const own = taking?.group === group ? taking : null
      const candidates = [own?.kept ?? null, ...group.received]
      const kept = candidates.find((one) => one !== null && isOf(one, meta)) ?? null
      assert(kept !== null, `group ${id} recorded a snapshot of ${meta.index} that nobody made`)
      group.current = kept
      toClear.add(group)
      group.received = group.received.filter((one) => one.meta.index > meta.index)
      forgetBytes(group, own?.kept === kept ? own.bytes : group.bytes)
      if (own === null || own.document.index > meta.index) return
      taking = null
      if (own.kept !== kept) return
      look(id)?.machine.releaseParts(own.document.released)
      onTaken(id, meta)
    },
    isClearing: (id) => groups.get(id)?.clearing ?? false,
    isFull: ({ g, lastIndex, snapIndex }) =>
      lastIndex - snapIndex >= limits.logEntries ||
      groupOf(g).bytes >= limits.logBytes ||
      bytesInAll >= limits.nodeBytes,
    turn() {
      for (const group of awaiting) {
        group.received = group.received.filter((one) => !isStale(group, one))
        if (group.received.length === 0) awaiting.delete(group)
      }
      for (const group of toClear) clear(group)
      if (taking === null) beginNext()
      if (isEncoding(taking)) encode(taking)
    },
    isEncoding: () => isEncoding(taking),
  }
}

function heaviest(groups: Iterable<Group>): Group {
  const [first, ...rest] = groups
  assert(first !== undefined, 'no group has applied anything')
  return rest.reduce((most, group) => (group.bytes > most.bytes ? group : most), first)
}

const isEncoding = (taking: Taking | null): taking is Taking => taking !== null && taking.kept === null

const isOf = (kept: Kept, { index, term }: SnapMeta): boolean =>
  kept.meta.index === index && kept.meta.term === term
