// Snapshots on a simulated disk: documents and the parts they name. A crash keeps what was durable and nothing
// else; what no record names is swept away when the next process opens the files.

import type { GroupId, Json, ReplicaId } from '../../../shared/ids.ts'
import type { Kept } from '../../host/snapshots.ts'
import { isIndex, partsIn } from '../../../shared/part-index.ts'
import type { PartMeta } from '../../../shared/part-meta.ts'
import type { SnapMeta } from '../../raft/types.ts'
import type { SnapshotFiles, SnapshotState } from '../../storage/port.ts'
import type { Placed } from '../roster.ts'
import type { DurableNode } from './disk.ts'

export interface SnapshotShelf {
  /** Parts first, then the document. Like `append`, it never calls back inside. */
  save(group: GroupId, files: SnapshotFiles, done: (ok: boolean) => void): void
  /** The record is durable: older documents go, and parts that this one does not name. */
  keepOnly(group: GroupId, kept: Kept, done: (ok: boolean) => void): void
  savePart(group: GroupId, part: PartMeta, text: string, done: (ok: boolean) => void): void
  hasPart(group: GroupId, part: PartMeta): boolean
  /** Groups whose entries keep the oldest log file alive. */
  pinning(): readonly GroupId[]
  /** The state that the files held when this life began: asked once, by the machine that takes it over. */
  takeRecovered(group: GroupId): SnapshotState | null
  /** Null: it is gone. Calls back later. */
  loadDocument(group: GroupId, meta: SnapMeta, done: (text: string | null) => void): void
  loadPart(group: GroupId, name: string, done: (text: string | null) => void): void
  /** A new replica: its core may run once this is done. */
  placeReplica(placed: Placed, done: () => void): void
  /** A tombstone; then everything of the group goes. */
  removeReplica(group: GroupId, replica: ReplicaId, done: () => void): void
}

interface Books {
  readonly documents: Map<string, { readonly meta: SnapMeta; readonly text: string }>
  readonly parts: Map<string, string>
}

const nameOf = ({ index, term }: SnapMeta): string => `${index}-${term}`

/** What is durable, without the time it takes. */
export class Shelf {
  readonly #groups = new Map<GroupId, Books>()

  put(group: GroupId, { meta, text, parts }: SnapshotFiles): void {
    const kept = this.#of(group)
    for (const part of parts) kept.parts.set(part.meta.name, part.text)
    kept.documents.set(nameOf(meta), { meta, text })
  }

  putPart(group: GroupId, part: PartMeta, text: string): void {
    this.#of(group).parts.set(part.name, text)
  }

  keepOnly(group: GroupId, { meta, parts }: Kept): void {
    const books = this.#of(group)
    const names = namedBy(parts, books)
    for (const [name, document] of books.documents)
      if (document.meta.index < meta.index) books.documents.delete(name)
    for (const name of books.parts.keys()) if (!names.has(name)) books.parts.delete(name)
  }

  document(group: GroupId, meta: SnapMeta): string | null {
    return this.#of(group).documents.get(nameOf(meta))?.text ?? null
  }

  partText(group: GroupId, name: string): string | null {
    return this.#of(group).parts.get(name) ?? null
  }

  remove(group: GroupId): void {
    this.#groups.delete(group)
  }

  /** What no record names is taken away, as a recovery does. */
  sweep(files: DurableNode): void {
    for (const [group, kept] of this.#groups) {
      const snap = files.replicas.get(group)?.snap ?? null
      const named = snap === null ? null : nameOf(snap)
      for (const name of kept.documents.keys()) if (name !== named) kept.documents.delete(name)
      const text = named === null ? undefined : kept.documents.get(named)?.text
      const parts = text === undefined ? [] : documentOf(text).parts
      const names = namedBy(parts, kept)
      for (const name of kept.parts.keys()) if (!names.has(name)) kept.parts.delete(name)
    }
  }

  #of(group: GroupId): Books {
    const kept = this.#groups.get(group) ?? { documents: new Map(), parts: new Map() }
    this.#groups.set(group, kept)
    return kept
  }
}

/** An index stands for what it names. */
function namedBy(parts: readonly PartMeta[], { parts: texts }: Books): ReadonlySet<string> {
  const all = parts.flatMap((part) =>
    isIndex(part) ? [part, ...partsIn(texts.get(part.name) ?? '')] : [part],
  )
  return new Set(all.map(({ name }) => name))
}

interface Document {
  readonly parts: readonly PartMeta[]
  readonly state: Json
}

export const documentOf = (text: string): Document => JSON.parse(text)
