// Snapshots on a simulated disk: documents and the parts they name. A crash keeps what was durable and nothing
// else; what no record names is swept away when the next process opens the files.

import type { GroupId } from '../../../shared/ids.ts'
import type { PartMeta } from '../../machines/machine.ts'
import type { SnapMeta } from '../../raft/types.ts'
import type { DurableNode } from './disk.ts'

export interface SnapshotFiles {
  readonly meta: SnapMeta
  readonly text: string
  /** Those that are not here yet, and the names of all. */
  readonly parts: readonly { readonly meta: PartMeta; readonly text: string }[]
}

export interface SnapshotShelf {
  /** Parts first, then the document. Like `append`, it never calls back inside. */
  save(group: GroupId, files: SnapshotFiles, done: (ok: boolean) => void): void
  /** The record is durable: older documents go, and parts that this one does not name. */
  keepOnly(group: GroupId, meta: SnapMeta, parts: readonly PartMeta[]): void
  document(group: GroupId, meta: SnapMeta): string | null
  partText(group: GroupId, name: string): string | null
  /** A new replica: its core may run once this is done. */
  placeReplica(group: GroupId, done: () => void): void
  /** A tombstone; then everything of the group goes. */
  removeReplica(group: GroupId, done: () => void): void
}

interface Kept {
  readonly documents: Map<string, { readonly meta: SnapMeta; readonly text: string }>
  readonly parts: Map<string, string>
}

const nameOf = ({ index, term }: SnapMeta): string => `${index}-${term}`

/** What is durable, without the time it takes. */
export class Shelf {
  readonly #groups = new Map<GroupId, Kept>()

  put(group: GroupId, { meta, text, parts }: SnapshotFiles): void {
    const kept = this.#of(group)
    for (const part of parts) kept.parts.set(part.meta.name, part.text)
    kept.documents.set(nameOf(meta), { meta, text })
  }

  keepOnly(group: GroupId, meta: SnapMeta, parts: readonly PartMeta[]): void {
    const kept = this.#of(group)
    const names = new Set(parts.map(({ name }) => name))
    for (const [name, document] of kept.documents)
      if (document.meta.index < meta.index) kept.documents.delete(name)
    for (const name of kept.parts.keys()) if (!names.has(name)) kept.parts.delete(name)
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
    }
  }

  #of(group: GroupId): Kept {
    const kept = this.#groups.get(group) ?? { documents: new Map(), parts: new Map() }
    this.#groups.set(group, kept)
    return kept
  }
}
