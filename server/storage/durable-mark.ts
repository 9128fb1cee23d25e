// `durable.json`: how far the newest log file is durable, written after each sync and before anybody is told
// of it. SIGKILL keeps the page cache, so it alone never finds a missing sync; with this number the
// power can be cut in play (power-cut.ts). The file itself is never synced, and no recovery reads it. It
// stands between every sync and the answers behind it, so it is one short line of fixed width in a file that
// stays open. A CRC tells a line that is half of one end and half of another.

import { crc32 } from 'node:zlib'
import * as z from 'zod'
import type { Plan } from './plan.ts'
import { hex } from './codec.ts'
import { errorCode } from './fs-port.ts'
import { DURABLE } from './names.ts'
import { openFile, writeNote } from './plan.ts'

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

const endSchema = z.strictObject({ crc: z.string(), file: z.int().min(1), bytes: z.int().min(1) })

export function* openDurableMark(folder: string, end: DurableEnd): Plan<DurableMark> {
  const handle = yield* openOrMake(`${folder}/${DURABLE}`)
  const mark: DurableMark = {
    write: (written) => writeNote(handle, encodeDurableEnd(written)),
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

export const encodeDurableEnd = ({ file, bytes }: DurableEnd): Buffer =>
  Buffer.from(`{"crc":"${crcOf(file, bytes)}","file":${file},"bytes":${bytes}}`.padEnd(MARK_BYTES - 1) + '\n')

/** Null for anything that is no whole mark. */
export function decodeDurableEnd(mark: Uint8Array): DurableEnd | null {
  try {
    const { crc, file, bytes } = endSchema.parse(JSON.parse(Buffer.from(mark).toString('utf8')))
    return crc === crcOf(file, bytes) ? { file, bytes } : null
  } catch {
    return null
  }
}

const crcOf = (file: number, bytes: number): string => hex(crc32(`${file}:${bytes}`))
