// `durable.json`: how far the newest log file is durable, written after each sync and before anybody is told
// of it. SIGKILL keeps the page cache, so it alone never finds a missing sync; with this number the
// power can be cut in play (power-cut.ts). The file itself is never synced, and no recovery reads it.

import * as z from 'zod'
import type { Plan } from './plan.ts'
import { errorCode } from './fs-port.ts'
import { DURABLE } from './names.ts'
import { openFile, writeAll } from './plan.ts'

/** Always as long, so that one write replaces all of it. */
const MARK_BYTES = 64

export interface DurableEnd {
  readonly file: number
  /** Size of the file up to its closing bracket, that included. */
  readonly bytes: number
}

export interface DurableMark {
  write(end: DurableEnd): Plan<null>
  close(): Plan<null>
}

const endSchema = z.strictObject({ file: z.int().min(1), bytes: z.int().min(1) })

export function* openDurableMark(folder: string, end: DurableEnd): Plan<DurableMark> {
  const handle = yield* openOrMake(`${folder}/${DURABLE}`)
  const mark: DurableMark = {
    write: ({ file, bytes }) => writeAll(handle, 0, encode({ file, bytes })),
    *close() {
      yield { op: 'close', handle }
      return null
    },
  }
  yield* mark.write(end)
  return mark
}

function* openOrMake(path: string): Plan<number> {
  try {
    return yield* openFile(path, 'r+')
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    return yield* openFile(path, 'wx')
  }
}

const encode = (end: DurableEnd): Buffer => Buffer.from(`${JSON.stringify(end).padEnd(MARK_BYTES - 1)}\n`)

/** Null for anything that is no whole mark. */
export function decodeDurableEnd(bytes: Uint8Array): DurableEnd | null {
  try {
    return endSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch {
    return null
  }
}
