// What a node prints, kept in two files of limited size: the newest, and the one before it.

import type { WriteStream } from 'node:fs'
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Two of these per node: enough for the last days of a quiet node and the last minutes of a loud one. */
const MAX_LOG_BYTES = 1024 * 1024

export class BoundedLog {
  readonly #path: string
  #stream: WriteStream
  #bytes: number

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.#path = path
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    this.#stream = this.#open()
  }

  write(chunk: Buffer): void {
    this.#bytes += chunk.length
    this.#stream.write(chunk)
    if (this.#bytes > MAX_LOG_BYTES) this.#rotate()
  }

  close(): void {
    this.#stream.end()
  }

  #rotate(): void {
    this.#stream.end()
    renameSync(this.#path, `${this.#path}.1`)
    this.#bytes = 0
    this.#stream = this.#open()
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path, { flags: 'a' })
    // A full disk costs the log, never the node or us.
    stream.on('error', () => {})
    return stream
  }
}
