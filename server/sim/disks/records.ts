// A disk of whole records: a list, of which a prefix is synced. A crash keeps a prefix somewhere between the
// synced records and the written ones, as one log in one order does.

import type { GroupId, ReplicaId } from '../../../shared/ids.ts'
import type { Kept } from '../../host/snapshots.ts'
import type { PartMeta } from '../../../shared/part-meta.ts'
import type { SnapMeta } from '../../raft/types.ts'
import type { PutRecord, SnapshotFiles, SnapshotState } from '../../storage/port.ts'
import { assert } from '../../../shared/assert.ts'
import type { Placed } from '../roster.ts'
import { between } from './disk.ts'
import type { DiskParts, Opened, SimDisk } from './disk.ts'
import { documentOf, Shelf } from './shelf.ts'

interface Writing {
  readonly batch: readonly PutRecord[]
  written: boolean
}

export class RecordDisk implements SimDisk {
  readonly #parts: DiskParts
  readonly #shelf = new Shelf()
  #writing: Writing | null = null
  /** Survived a crash without a sync: durable once the next life has written them again. */
  #left: readonly PutRecord[] = []
  #boot = 0
  #factor = 1
  #fails = false

  constructor(parts: DiskParts) {
    this.#parts = parts
    for (const { layout, replica } of parts.roster.on(parts.node)) parts.durable.place(layout.group, replica)
  }

  open(): Opened {
    const { durable } = this.#parts
    durable.apply(this.#left)
    this.#left = []
    this.#shelf.sweep(durable)
    return { kind: 'open', files: durable }
  }

  append(batch: readonly PutRecord[], done: (ok: boolean) => void): void {
    assert(this.#writing === null, 'one append at a time')
    const { random, options } = this.#parts
    const writing = { batch, written: false }
    this.#writing = writing
    const fails = random.chance(options.errorRate) || this.#fails
    this.#fails = false
    this.#after(between(random, options.write), () => {
      writing.written = true
      if (fails) return done(false)
      this.#after(between(random, options.sync), () => this.#confirm(batch, done))
    })
  }

  save(group: GroupId, files: SnapshotFiles, done: (ok: boolean) => void): void {
    this.#write(() => this.#shelf.put(group, files), done)
  }

  keepOnly(group: GroupId, kept: Kept, done: (ok: boolean) => void): void {
    this.#write(() => this.#shelf.keepOnly(group, kept), done)
  }

  savePart(group: GroupId, part: PartMeta, text: string, done: (ok: boolean) => void): void {
    this.#write(() => this.#shelf.putPart(group, part, text), done)
  }

  hasPart(group: GroupId, { name }: PartMeta): boolean {
    return this.#shelf.partText(group, name) !== null
  }

  pinning(): readonly GroupId[] {
    return []
  }

  takeRecovered(group: GroupId): SnapshotState | null {
    const { snap } = this.#parts.durable.of(group)
    const text = snap === null ? null : this.#shelf.document(group, snap)
    assert(snap === null || text !== null, 'a snapshot that a record names is on the disk')
    if (text === null) return null
    const { parts, state } = documentOf(text)
    return { parts, document: state }
  }

  loadDocument(group: GroupId, meta: SnapMeta, done: (text: string | null) => void): void {
    this.#after(between(this.#parts.random, this.#parts.options.write), () =>
      done(this.#shelf.document(group, meta)),
    )
  }

  loadPart(group: GroupId, name: string, done: (text: string | null) => void): void {
    this.#after(between(this.#parts.random, this.#parts.options.write), () =>
      done(this.#shelf.partText(group, name)),
    )
  }

  placeReplica({ layout, replica }: Placed, done: () => void): void {
    this.#after(between(this.#parts.random, this.#parts.options.sync), () => {
      this.#parts.durable.place(layout.group, replica)
      done()
    })
  }

  removeReplica(group: GroupId, _replica: ReplicaId, done: () => void): void {
    this.#parts.durable.remove(group)
    this.#shelf.remove(group)
    this.#after(between(this.#parts.random, this.#parts.options.sync), done)
  }

  crash(): void {
    const { marks } = this.#parts
    this.#boot += 1
    const batch = this.#writing?.batch ?? []
    const kept = this.#survivors(batch.length, this.#writing?.written ?? true)
    if (kept < batch.length) marks.hit('unsynced records lost')
    if (kept > 0 && kept < batch.length) marks.hit('batch torn by a crash')
    this.#left = batch.slice(0, kept)
    this.#writing = null
  }

  slow(factor: number): void {
    this.#factor = factor
  }

  failNext(): void {
    this.#fails = true
  }

  flipBit(): boolean {
    return false
  }

  /** A small file: whole and durable, or not there at all. */
  #write(put: () => void, done: (ok: boolean) => void): void {
    const { random, options } = this.#parts
    const fails = random.chance(options.errorRate)
    this.#after(between(random, options.write) + between(random, options.sync), () => {
      if (!fails) put()
      done(!fails)
    })
  }

  #confirm(batch: readonly PutRecord[], done: (ok: boolean) => void): void {
    this.#writing = null
    this.#parts.durable.apply(batch)
    done(true)
  }

  #survivors(count: number, written: boolean): number {
    const { random, options } = this.#parts
    const some = random.int(0, count)
    if (options.crash === 'lose') return 0
    return options.crash === 'keep' && written ? count : some
  }

  #after(delay: number, run: () => void): void {
    const { timeline, node } = this.#parts
    const boot = this.#boot
    timeline.schedule(Math.round(delay * this.#factor), 'disk', node, () => {
      if (boot === this.#boot) run()
    })
  }
}
