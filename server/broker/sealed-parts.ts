// Sealed segments for readers: from the machine while it still has the text, then from the broker's files.
// A few stay parsed, so that a consumer walking through old messages reads each file once. One reader holds
// what it needs by itself: whatever others push out of the few, it gets on.

import type { GroupId } from '../../shared/ids.ts'
import { err, ok } from '../../shared/result.ts'
import type { Result } from '../../shared/result.ts'
import type { Reading, PartsAtHand } from '../machines/messages.ts'
import type { Partition } from '../machines/partition.ts'
import { parsePart } from '../machines/segments.ts'
import type { Index, Run } from '../machines/segments.ts'

/** Where released segments lie: the host. */
export interface PartSource {
  readPart(group: GroupId, name: string): Promise<Result<string, { readonly message: string }>>
}

/** Each is 1,000 messages or 256 KiB of text: a few MB at most, and several consumers at different places. */
const KEPT_PARSED = 8

export interface Unreadable {
  readonly message: string
}
type Loaded = Result<Run | Index, Unreadable>

export class SealedParts {
  readonly #source: PartSource
  /** The least recently used first. Promises, so that two readers at once read a file once. */
  readonly #kept = new Map<string, Promise<Loaded>>()

  constructor(source: PartSource) {
    this.#source = source
  }

  /** Tries a read again with each part it asks for. Sealed messages never change, so it may take its time. */
  async read<T>(
    group: GroupId,
    partition: Partition,
    read: (atHand: PartsAtHand) => Reading<T>,
  ): Promise<Result<T, Unreadable>> {
    const atHand = new Map<string, Run | Index>()
    for (;;) {
      const reading = read(atHand)
      if (reading.kind === 'read') return ok(reading.value)
      const loaded = await this.#load(group, partition, reading.part)
      if (!loaded.ok) return loaded
      atHand.set(reading.part, loaded.value)
    }
  }

  #load(group: GroupId, partition: Partition, name: string): Promise<Loaded> {
    const key = `${group}/${name}`
    const loading = this.#kept.get(key) ?? this.#fetch(group, partition, name)
    this.#kept.delete(key)
    this.#kept.set(key, loading)
    void loading.then((loaded) => (loaded.ok ? undefined : this.#kept.delete(key)))
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_PARSED) break
      this.#kept.delete(oldest)
    }
    return loading
  }

  async #fetch(group: GroupId, partition: Partition, name: string): Promise<Loaded> {
    const held = partition.partText(name)
    if (held !== null) return ok(parsePart(name, held))
    const read = await this.#source.readPart(group, name)
    return read.ok ? ok(parsePart(name, read.value)) : err({ message: read.error.message })
  }
}
