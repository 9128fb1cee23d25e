// A disk in memory, for the simulator and for tests that crash at every call. It performs the same calls
// as the real file system, keeps apart what is written and what is durable (names too: a rename without
// a sync of its folder can be undone), and fails or stops on demand.

import type { FileSystem, FsAnswer, FsOp } from './fs-port.ts'
import type { CrashKind, MemoryFile } from './memory-file.ts'
import type { NameTable } from './memory-names.ts'
import { assert, unreachable } from '../../shared/assert.ts'
import { createMemoryFile } from './memory-file.ts'
import { createNames, FsError } from './memory-names.ts'

/** What happens instead of a call. `short` writes half. `crash` does too, and then nothing more happens. */
export type DiskFault = 'EIO' | 'ENOSPC' | 'short' | 'crash' | null

/** The machine stopped in the middle of a call. Not an error of the disk: nobody is left to handle it. */
export class MemoryCrash extends Error {}

export interface MemoryDiskOptions {
  /** Asked before every call; `count` numbers the calls of the disk from 1. */
  readonly fault?: (op: FsOp, count: number) => DiskFault
  /** Decides when a started call is performed. Without it, calls wait for `settle`. */
  readonly schedule?: (perform: () => void, op: FsOp | null) => void
}

export class MemoryDisk implements FileSystem {
  readonly #names: NameTable = createNames()
  readonly #options: MemoryDiskOptions
  readonly #handles = new Map<number, MemoryFile>()
  #waiting: (() => void)[] = []
  #lastHandle = 0
  #boot = 1
  #calls = 0
  #stopped = false

  constructor(options: MemoryDiskOptions = {}) {
    this.#options = options
  }

  /** How many calls were made so far. */
  get calls(): number {
    return this.#calls
  }

  /** A `crash` fault has struck; only `crash` brings the disk back. */
  get stopped(): boolean {
    return this.#stopped
  }

  /** Counts the crashes: a process of an earlier boot is dead. */
  get boot(): number {
    return this.#boot
  }

  now(op: FsOp): FsAnswer {
    if (this.#stopped) throw new MemoryCrash('the machine is off')
    this.#calls += 1
    const fault = this.#options.fault?.(op, this.#calls) ?? null
    return fault === null ? this.#perform(op) : this.#fail(op, fault)
  }

  start(op: FsOp, done: (error: Error | null, answer: FsAnswer) => void): void {
    this.#later(op, () => {
      const outcome = this.#attempt(op)
      if (outcome !== null) done(outcome.error, outcome.answer)
    })
  }

  soon(run: () => void): void {
    this.#later(null, run)
  }

  /** Performs what waits, and what that starts, until nothing waits any more. */
  settle(): void {
    while (this.settleOne()) continue
  }

  /** Performs the oldest waiting call; false if there is none. */
  settleOne(): boolean {
    const perform = this.#waiting.shift()
    perform?.()
    return perform !== undefined
  }

  /** Every process ends here: handles and waiting calls are gone, unsynced data fares as `how` says. */
  crash(how: CrashKind): void {
    this.#waiting = []
    this.#handles.clear()
    this.#boot += 1
    this.#stopped = false
    for (const file of this.#names.crash(how)) file.crash(how)
  }

  /** The bytes of a file as a program sees them; for tests. */
  bytesOf(path: string): Buffer {
    return this.#names.file(path).bytes()
  }

  /** Puts durable bytes under a name, as a person with an editor would; for tests. */
  put(path: string, bytes: Uint8Array): void {
    const file = createMemoryFile()
    file.write(0, bytes)
    file.sync()
    this.#names.set(path, file)
    this.#names.sync(folderOf(path))
  }

  paths(): readonly string[] {
    return this.#names.paths()
  }

  #later(op: FsOp | null, run: () => void): void {
    const { boot } = this
    const perform = (): void => {
      if (boot === this.#boot && !this.#stopped) run()
    }
    if (this.#options.schedule === undefined) this.#waiting.push(perform)
    else this.#options.schedule(perform, op)
  }

  #attempt(op: FsOp): { error: Error | null; answer: FsAnswer } | null {
    try {
      return { error: null, answer: this.now(op) }
    } catch (error) {
      if (error instanceof MemoryCrash) return null
      if (error instanceof FsError) return { error, answer: null }
      throw error
    }
  }

  #fail(op: FsOp, fault: Exclude<DiskFault, null>): FsAnswer {
    const half = op.op === 'write' ? { ...op, bytes: op.bytes.subarray(0, op.bytes.length >> 1) } : null
    if (fault === 'EIO' && op.op === 'sync') this.#file(op.handle).failSync()
    if (fault === 'EIO') throw new FsError('EIO', op.op)
    // A full disk takes a part of a write before it says so.
    if (half !== null) this.#perform(half)
    if (fault === 'short') return half === null ? this.#perform(op) : half.bytes.length
    if (fault === 'ENOSPC') throw new FsError('ENOSPC', op.op)
    this.#stopped = true
    throw new MemoryCrash(op.op)
  }

  #perform(op: FsOp): FsAnswer {
    switch (op.op) {
      case 'list':
        return this.#names.list(op.path)
      case 'read':
        return this.#names.file(op.path).bytes()
      case 'open':
        return this.#open(op.path, op.flag)
      case 'write':
        this.#file(op.handle).write(op.at, op.bytes)
        return op.bytes.length
      default:
        this.#change(op)
        return null
    }
  }

  #change(op: Exclude<FsOp, { readonly op: 'list' | 'read' | 'open' | 'write' }>): unknown {
    switch (op.op) {
      case 'mkdir':
        return this.#names.makeFolder(op.path)
      case 'truncate':
        return this.#file(op.handle).truncate(op.size)
      case 'sync':
        return this.#file(op.handle).sync()
      case 'close':
        return this.#handles.delete(op.handle)
      case 'rename':
        return this.#names.rename(op.from, op.to)
      case 'link':
        return this.#names.link(op.from, op.to)
      case 'unlink':
        return this.#names.unlink(op.path)
      case 'syncDir':
        return this.#names.sync(op.path)
      default:
        return unreachable(op)
    }
  }

  #open(path: string, flag: 'wx' | 'r+'): number {
    const file = flag === 'wx' ? this.#names.create(path, createMemoryFile()) : this.#names.file(path)
    this.#lastHandle += 1
    this.#handles.set(this.#lastHandle, file)
    return this.#lastHandle
  }

  #file(handle: number): MemoryFile {
    const file = this.#handles.get(handle)
    assert(file !== undefined, 'the handle is open')
    return file
  }
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
