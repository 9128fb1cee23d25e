// A power cut, played on the files of a node that was just killed. SIGKILL keeps the page cache, so nothing
// written is ever lost by it; here everything that lies above the durable end (durable-mark.ts) is lost or
// torn, as a disk would do it. Names are left alone: every file that storage renames was synced before, and
// a rename whose folder was not synced cannot be undone from outside, as its old name is gone.

import type { FileSystem } from './fs-port.ts'
import type { DurableEnd } from './durable-mark.ts'
import type { Plan } from './plan.ts'
import { createRandom } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import { decodeDurableEnd } from './durable-mark.ts'
import { CLOSING_BRACKET } from './codec.ts'
import { DURABLE, logFileNumber, logFilePath, WAL } from './names.ts'
import { errorCode } from './fs-port.ts'
import { listIfThere, openFile, readBytes, runNow, writeAll } from './plan.ts'

/** Disks write these whole or not at all. */
const SECTOR_BYTES = 512

export interface PowerCut {
  /** `nothing`: all was durable. `bracket`: as if never written. `torn`: the comma, and parts of what followed. */
  readonly left: 'nothing' | 'bracket' | 'torn'
  /** The log file, relative to the node's folder; null if nothing was changed. */
  readonly file: string | null
  /** Bytes that were written and not durable. */
  readonly unsynced: number
}

/** `dir` is the node's folder; its process must be gone. The same seed tears the same file the same way. */
export function cutPower(fs: FileSystem, dir: string, seed: number): PowerCut {
  return runNow(fs, cut(dir, createRandom(seed)))
}

const NOTHING: PowerCut = { left: 'nothing', file: null, unsynced: 0 }

function* cut(dir: string, random: Random): Plan<PowerCut> {
  const end = yield* readEnd(dir)
  const names = (yield* listIfThere(`${dir}/${WAL}`)) ?? []
  const newest = Math.max(0, ...names.map((name) => logFileNumber(name) ?? 0))
  // A newer file than the mark knows has its head and nothing else, and that is durable.
  if (end === null || end.file !== newest) return NOTHING
  const file = logFilePath(newest)
  const bytes = Buffer.from(yield* readBytes(`${dir}/${file}`))
  const unsynced = bytes.length - end.bytes
  if (unsynced <= 0) return NOTHING
  const left = random.chance(1 / 2) ? 'bracket' : 'torn'
  if (left === 'torn') tear(bytes, end, random)
  const kept = left === 'torn' ? random.int(end.bytes, bytes.length) : end.bytes
  if (left === 'bracket') bytes[end.bytes - 1] = CLOSING_BRACKET
  yield* replaceTail(`${dir}/${file}`, end.bytes - 1, bytes.subarray(0, kept))
  return { left, file, unsynced }
}

/** Some of the sectors behind the durable end never reached the disk. */
function tear(bytes: Buffer, end: DurableEnd, random: Random): void {
  for (let at = end.bytes - (end.bytes % SECTOR_BYTES); at < bytes.length; at += SECTOR_BYTES) {
    if (random.chance(1 / 3))
      bytes.fill(0, Math.max(at, end.bytes), Math.min(at + SECTOR_BYTES, bytes.length))
  }
}

function* replaceTail(path: string, from: number, bytes: Buffer): Plan<null> {
  const handle = yield* openFile(path, 'r+')
  yield* writeAll(handle, from, bytes.subarray(from))
  yield { op: 'truncate', handle, size: bytes.length }
  yield { op: 'close', handle }
  return null
}

function* readEnd(dir: string): Plan<DurableEnd | null> {
  try {
    return decodeDurableEnd(yield* readBytes(`${dir}/${DURABLE}`))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
