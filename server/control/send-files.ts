// Several files one after the other as one answer.

import { createReadStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export async function sendFiles(paths: readonly string[], to: Writable): Promise<void> {
  try {
    await pipeline(pieces(paths), to)
  } catch {
    // The reader has gone away, or a file went out of the journal meanwhile: the answer ends here.
    to.destroy()
  }
}

async function* pieces(paths: readonly string[]): AsyncGenerator {
  for (const path of paths) yield* createReadStream(path)
}
