// The journal on disk: what happened, as lines of JSON, in files of limited size of which the oldest go
// first. Background traffic is left out (its counters are events of their own). Each file begins with a
// key frame, the whole view, so that any file can be read by itself. A disk that fails or lags costs lines,
// never time: nobody waits for the journal.

import type { WriteStream } from 'node:fs'
import { createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { isBackground } from '../../shared/trace.ts'

export interface JournalOptions {
  readonly folder: string
  /** Sorts behind those of earlier runs. */
  readonly run: string
  readonly view: () => ClusterView
  readonly maxBytes?: number
  readonly fileBytes?: number
}

/** Hours of a busy class, and a small part of any disk. */
const MAX_BYTES = 512 * 1024 * 1024
const FILE_BYTES = 8 * 1024 * 1024
/** Lines are gathered for this long: one write for many. */
const FLUSH_MS = 250
/** Waiting for the disk; beyond it lines are dropped and counted. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
const SUFFIX = '.ndjson'

export class Journal {
  readonly #options: Required<JournalOptions>
  readonly #timer: NodeJS.Timeout
  #lines: string[] = []
  #stream: WriteStream
  #bytes = 0
  #count = 0
  #lost = 0
  #broken = false

  constructor(options: JournalOptions) {
    this.#options = { maxBytes: MAX_BYTES, fileBytes: FILE_BYTES, ...options }
    mkdirSync(options.folder, { recursive: true })
    this.#stream = this.#nextFile()
    this.#timer = setInterval(() => this.#write(), FLUSH_MS).unref()
  }

  add(event: TraceEvent): void {
    if (this.#broken || isBackground(event)) return
    if (this.#stream.writableLength > MAX_WAITING_BYTES) this.#lost += 1
    else this.#lines.push(JSON.stringify(event))
  }

  /** The files of this run, oldest first, with everything added so far. */
  async files(): Promise<string[]> {
    await new Promise<void>((resolve) => {
      if (this.#broken) resolve()
      else this.#write(() => resolve())
    })
    const { folder, run } = this.#options
    return this.#allFiles()
      .filter((name) => name.startsWith(`${run}-`))
      .map((name) => join(folder, name))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.files()
    this.#stream.end()
  }

  #write(done: () => void = () => {}): void {
    if (this.#lost > 0) this.#lines.push(JSON.stringify({ kind: 'journalLost', count: this.#lost }))
    this.#lost = 0
    const text = this.#lines.map((line) => `${line}\n`).join('')
    this.#lines = []
    this.#bytes += Buffer.byteLength(text)
    this.#stream.write(text, done)
    if (this.#bytes < this.#options.fileBytes) return
    this.#stream.end()
    this.#stream = this.#nextFile()
  }

  #nextFile(): WriteStream {
    const { folder, run, view } = this.#options
    this.#makeRoom()
    this.#count += 1
    const path = join(folder, `${run}-${String(this.#count).padStart(6, '0')}${SUFFIX}`)
    const keyframe = `${JSON.stringify({ kind: 'keyframe', run, seq: view().seq, view: view() })}\n`
    const stream = createWriteStream(path, { flags: 'a' })
    stream.on('error', () => {
      this.#broken = true
    })
    stream.write(keyframe)
    this.#bytes = Buffer.byteLength(keyframe)
    return stream
  }

  #allFiles(): string[] {
    return readdirSync(this.#options.folder)
      .filter((name) => name.endsWith(SUFFIX))
      .sort()
  }

  #makeRoom(): void {
    const { folder, maxBytes, fileBytes } = this.#options
    const files = this.#allFiles().map((name) => {
      const path = join(folder, name)
      return { path, bytes: statSync(path).size }
    })
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { path, bytes } of files) {
      if (total <= maxBytes - fileBytes) break
      rmSync(path, { force: true })
      total -= bytes
    }
  }
}
