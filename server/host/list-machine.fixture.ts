// A machine for tests of the host: it remembers what was applied, in order, and seals it in parts of a few items
// and indexes of a few parts if it is told to, so that snapshots with both can be tested with a handful of commands.

import type { Json } from '../../shared/ids.ts'
import { indexOf, isIndex } from '../../shared/part-index.ts'
import type { Part, PartMeta } from '../../shared/part-meta.ts'
import type { Loading } from '../machines/loading.ts'
import type { Machine, Reply } from '../machines/machine.ts'
import { assert } from '../../shared/assert.ts'
import { crc32Of } from '../../shared/crc32.ts'
import { utf8Length } from '../../shared/utf8.ts'

interface Saved {
  readonly parts: readonly PartMeta[]
  readonly sealed: number
  readonly tail: readonly Json[]
}

export class ListMachine implements Machine {
  /** Everything since the newest snapshot that was restored, and what that one held itself. */
  list: Json[] = []
  readonly #itemsPerPart: number
  readonly #partsPerIndex: number
  readonly #texts = new Map<string, Part>()
  #parts: PartMeta[] = []
  /** Items inside parts; what follows is the tail. */
  #sealed = 0
  #tail: Json[] = []

  constructor(itemsPerPart = Infinity, partsPerIndex = Infinity) {
    this.#itemsPerPart = itemsPerPart
    this.#partsPerIndex = partsPerIndex
  }

  /** How many were applied, in this life or before a snapshot. */
  get count(): number {
    return this.#sealed + this.#tail.length
  }

  apply(command: Json, index: number): Reply {
    this.list.push(command)
    this.#tail.push(command)
    if (this.#tail.length >= this.#itemsPerPart) this.#seal()
    return { ok: true, value: this.count, index, duplicate: false }
  }

  describe(command: Json): string {
    return `add ${JSON.stringify(command)}`
  }

  snapshot(): Json {
    return { parts: this.#parts.map((part) => ({ ...part })), sealed: this.#sealed, tail: [...this.#tail] }
  }

  restore(snapshot: Json): void {
    assert(isSaved(snapshot), 'a snapshot of a list')
    this.#parts = [...snapshot.parts]
    this.#texts.clear()
    this.#sealed = snapshot.sealed
    this.#tail = [...snapshot.tail]
    this.list = [...snapshot.tail]
  }

  *restoring(snapshot: Json): Loading {
    assert(isSaved(snapshot), 'a snapshot of a list')
    // As many steps as there are items that are not sealed.
    for (const _ of snapshot.tail) yield
    return () => this.restore(snapshot)
  }

  parts(): readonly PartMeta[] {
    return this.#parts
  }

  freshParts(): readonly Part[] {
    return [...this.#texts.values()]
  }

  partText(name: string): string | null {
    return this.#texts.get(name)?.text ?? null
  }

  releaseParts(names: readonly string[]): void {
    for (const name of names) this.#texts.delete(name)
  }

  #seal(): void {
    const text = JSON.stringify(this.#tail)
    const name = `seg-${String(this.#sealed + 1).padStart(4, '0')}`
    this.#sealed += this.#tail.length
    this.#tail = []
    this.#add({ meta: { name, bytes: utf8Length(text), crc: crc32Of(text) }, text })
    const open = this.#parts.filter((part) => !isIndex(part))
    if (open.length < this.#partsPerIndex) return
    this.#parts = this.#parts.filter(isIndex)
    this.#add(indexOf(String(this.#parts.length + 1), open))
  }

  #add(part: Part): void {
    this.#texts.set(part.meta.name, part)
    this.#parts.push(part.meta)
  }
}

const isSaved = (value: unknown): value is Saved =>
  typeof value === 'object' && value !== null && 'parts' in value && 'sealed' in value && 'tail' in value
