// A disk of whole records: a list, of which a prefix is synced. A crash keeps a prefix somewhere between the
// synced records and the written ones, as one log in one order does.

import type { PutRecord } from '../../storage/port.ts'
import { assert } from '../../../shared/assert.ts'
import { between } from './disk.ts'
import type { DiskParts, DurableNode, SimDisk } from './disk.ts'

interface Writing {
  readonly batch: readonly PutRecord[]
  written: boolean
}

export class RecordDisk implements SimDisk {
  readonly #parts: DiskParts
  #writing: Writing | null = null
  /** Survived a crash without a sync: durable once the next life has written them again. */
  #left: readonly PutRecord[] = []
  #boot = 0
  #factor = 1

  constructor(parts: DiskParts) {
    this.#parts = parts
  }

  open(): DurableNode {
    this.#parts.durable.apply(this.#left)
    this.#left = []
    return this.#parts.durable
  }

  append(batch: readonly PutRecord[], done: (ok: boolean) => void): void {
    assert(this.#writing === null, 'one append at a time')
    const { random, options } = this.#parts
    const writing = { batch, written: false }
    this.#writing = writing
    const fails = random.chance(options.errorRate)
    this.#after(between(random, options.write), () => {
      writing.written = true
      if (fails) return done(false)
      this.#after(between(random, options.sync), () => this.#confirm(batch, done))
    })
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
