// Small documents (identity, manifest) as lowdb adapters that are atomic and durable: a
// new file under a temporary name, fsync, rename, fsync of the folder. lowdb's own writer never syncs and
// joins writes; and reading never answers null, so lowdb's default data, which would be a forgotten
// vote, never comes into play (B10, B49).

import { crc32 } from 'node:zlib'
import * as z from 'zod'
import type { Adapter, SyncAdapter } from 'lowdb'
import type { Result } from '../../shared/result.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { FileSystem } from './fs-port.ts'
import type { Plan } from './plan.ts'
import type { DiskError } from './port.ts'
import { hex } from './codec.ts'
import { errorCode } from './fs-port.ts'
import { readBytes, runNow, writeNewFile } from './plan.ts'

export interface DocumentPlace<T> {
  readonly folder: string
  /** `manifest.json`; without its ending it is the document's kind. */
  readonly name: string
  readonly schema: z.ZodType<T>
  /** Tells apart the temporary files of processes that meet in one folder. */
  readonly pid: number
}

export class DocumentError extends Error {
  readonly reason: 'missing' | 'damaged'
  readonly file: string
  readonly why: string

  constructor(reason: 'missing' | 'damaged', file: string, why: string) {
    super(`${file}: ${why}`)
    this.reason = reason
    this.file = file
    this.why = why
  }
}

/** A failed write as the rejection of a lowdb promise. */
export class DiskFailure extends Error {
  readonly disk: DiskError

  constructor(disk: DiskError) {
    super(disk.message)
    this.disk = disk
  }
}

const VERSION = 1
const envelopeSchema = z.strictObject({
  crc: z.string(),
  kind: z.string(),
  v: z.number(),
  data: z.unknown(),
})
const kindOf = (name: string): string => name.replace(/\.json$/, '')
export const crcOfText = (text: string | Uint8Array): string => hex(crc32(text))
export const crcOf = (data: unknown): string => crcOfText(JSON.stringify(data))

export function encodeDocument(name: string, data: unknown, crc = crcOf(data)): Buffer {
  const envelope = { crc, kind: kindOf(name), v: VERSION, data }
  return Buffer.from(`${JSON.stringify(envelope, null, 2)}\n`)
}

/** What stands in one line around a compact text. */
const before = (name: string, crc: string): string =>
  `{"crc":"${crc}","kind":"${kindOf(name)}","v":${VERSION},"data":`
const BEHIND = '}\n'

/** On one line, around the compact text as it is. */
export const encodeCompact = (name: string, text: string, crc: string): Buffer =>
  Buffer.from(`${before(name, crc)}${text}${BEHIND}`)

/** What of the file is the text that this sum is of, if `encodeCompact` put it there; null: it has to be parsed. */
export function compactPart(
  name: string,
  { bytes, crc }: { readonly bytes: number; readonly crc: string },
  file: Uint8Array,
): Buffer | null {
  const all = Buffer.from(file.buffer, file.byteOffset, file.length)
  const head = Buffer.from(before(name, crc))
  const end = head.length + bytes
  const text = all.subarray(head.length, end)
  const isOwn = head.equals(all.subarray(0, head.length)) && all.toString('utf8', end) === BEHIND
  return isOwn && crcOfText(text) === crc ? text : null
}

export function decodeDocument<T>(name: string, schema: z.ZodType<T>, bytes: Uint8Array): T {
  const parsed = schema.safeParse(openEnvelope(name, bytes).data)
  if (parsed.success) return parsed.data
  throw new DocumentError('damaged', name, z.prettifyError(parsed.error))
}

export interface Content {
  readonly data: unknown
  /** The data's compact form, and the CRC of that. */
  readonly text: string
  readonly crc: string
}

/** What is in the file called `name`, if it is whole and under its own name. Throws a DocumentError. */
export function openEnvelope(name: string, bytes: Uint8Array): Content {
  const bad = (why: string): never => {
    throw new DocumentError('damaged', name, why)
  }
  if (bytes.length === 0) return bad('the file is empty')
  const envelope = envelopeSchema.safeParse(parse(bytes))
  if (!envelope.success) return bad('it is not a whole document of this program')
  const { crc, kind, v, data } = envelope.data
  if (kind !== kindOf(name)) return bad(`it is a document of kind "${kind}"`)
  if (v !== VERSION) return bad(`it has version ${v}; this program reads version ${VERSION}`)
  // The CRC is that of the compact form, so a person's editor may change white space.
  const text = JSON.stringify(data)
  if (crc !== crcOfText(text)) return bad('its content does not fit its CRC')
  return { data, text, crc }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

export function* readDocument<T>(place: DocumentPlace<T>): Plan<T> {
  return decodeDocument(place.name, place.schema, yield* readWhole(place.folder, place.name))
}

/** The bytes of a file that must be there. */
export function* readWhole(folder: string, name: string): Plan<Uint8Array> {
  try {
    return yield* readBytes(`${folder}/${name}`)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new DocumentError('missing', name, 'the file is not there')
  }
}

/** While a folder is opened, nothing else runs: every call at once. */
export function syncDocumentAdapter<T>(fs: FileSystem, place: DocumentPlace<T>): SyncAdapter<T> {
  let count = 0
  return {
    read: () => runNow(fs, readDocument(place)),
    write: (data) => void runNow(fs, writeDocument(place, `open${++count}`, data)),
  }
}

/** While the node runs: writes queue with those of the log, in order, and are never merged. */
export function documentAdapter<T>(
  queue: DiskQueue,
  place: DocumentPlace<T>,
  written: (result: Result<null, DiskError>) => void,
): Adapter<T> {
  let count = 0
  return {
    read: () =>
      new Promise((resolve, reject) => {
        queue.push(place.name, () => readDocument(place), settle(resolve, reject))
      }),
    write: (data) =>
      new Promise((resolve, reject) => {
        const plan = (): Plan<null> => writeDocument(place, String(++count), data)
        queue.push(place.name, plan, (result) => {
          written(result)
          settle<null>(() => resolve(), reject)(result)
        })
      }),
  }
}

function settle<T>(resolve: (value: T) => void, reject: (error: Error) => void) {
  return (result: Result<T, DiskError>): void =>
    result.ok ? resolve(result.value) : reject(new DiskFailure(result.error))
}

export function writeDocument<T>(place: DocumentPlace<T>, count: string, data: T): Plan<null> {
  const tmp = `${place.name}.${place.pid}.${count}.tmp`
  return writeNewFile(place.folder, place.name, tmp, encodeDocument(place.name, data))
}
