// A power cut, played on the files of a node that was just killed. SIGKILL keeps the page cache, so nothing
// written is ever lost by it; here everything that lies above the durable end (durable-mark.ts) is lost or
// torn, and renames whose folder was not synced are undone (name-traces.ts), as a disk would do it. Files that
// were unlinked stay away: nothing needs them any more, so that one which comes back could break no promise, only
// confuse a recovery; the simulated disk (memory-names.ts) brings them back, at every call.

import type { FileSystem } from './fs-port.ts'
import type { DurableEnd } from './durable-mark.ts'
import type { Plan } from './plan.ts'
import { createRandom } from '../../shared/random.ts'
import type { Random } from '../../shared/random.ts'
import { decodeDurableEnd } from './durable-mark.ts'
import { CLOSING_BRACKET, NEWLINE } from './codec.ts'
import { undoRenames } from './name-traces.ts'
import { DURABLE, logFileNumber, logFilePath, WAL } from './names.ts'
import { errorCode } from './fs-port.ts'
import { listIfThere, openFile, readBytes, runNow, writeAll } from './plan.ts'

/** Disks write these whole or not at all. */
const SECTOR_BYTES = 512
const BRACKET_BYTES = 1

export interface PowerCut {
  /** Log files that lost something, oldest first. Only a node that does not sync its log has more than one. */
  readonly tails: readonly LostTail[]
  /** Files, relative to the node's folder, that are again what they were before they were renamed. */
  readonly undone: readonly string[]
}

export interface LostTail {
  /** Relative to the node's folder. */
  readonly file: string
  /** `bracket`: as if never written. `torn`: the comma, and parts of what followed. */
  readonly left: 'bracket' | 'torn'
  /** Bytes that were written and not durable. */
  readonly unsynced: number
}

/** `dir` is the node's folder; its process must be gone. The same seed tears the same files the same way. */
export function cutPower(fs: FileSystem, dir: string, seed: number): PowerCut {
  return runNow(fs, cut(dir, createRandom(seed)))
}

function* cut(dir: string, random: Random): Plan<PowerCut> {
  const undone = yield* undoRenames(dir)
  return { undone, tails: yield* cutTails(dir, random) }
}

function* cutTails(dir: string, random: Random): Plan<readonly LostTail[]> {
  const mark = yield* readMark(dir)
  if (mark === null) return []
  const files = ((yield* listIfThere(`${dir}/${WAL}`)) ?? [])
    .map(logFileNumber)
    .filter((file) => file !== null)
    .filter((file) => file >= mark.file)
    .sort((a, b) => a - b)
  const tails: LostTail[] = []
  for (const file of files) {
    const tail = yield* cutTail(dir, file, mark, random)
    if (tail !== null) tails.push(tail)
  }
  return tails
}

function* cutTail(dir: string, number: number, mark: DurableEnd, random: Random): Plan<LostTail | null> {
  const file = logFilePath(number)
  const bytes = Buffer.from(yield* readBytes(`${dir}/${file}`))
  // Of a newer file than the mark knows only the head was surely synced, before it got its name.
  const end = number === mark.file ? mark.bytes : bytes.indexOf(NEWLINE) + 1 + BRACKET_BYTES
  const unsynced = bytes.length - end
  if (unsynced <= 0) return null
  const left = random.chance(1 / 2) ? 'bracket' : 'torn'
  if (left === 'torn') tear(bytes, end, random)
  const kept = left === 'torn' ? random.int(end, bytes.length) : end
  if (left === 'bracket') bytes[end - BRACKET_BYTES] = CLOSING_BRACKET
  yield* replaceTail(`${dir}/${file}`, end - BRACKET_BYTES, bytes.subarray(0, kept))
  return { file, left, unsynced }
}

/** Some of the sectors behind the durable end never reached the disk. */
function tear(bytes: Buffer, end: number, random: Random): void {
  for (let at = end - (end % SECTOR_BYTES); at < bytes.length; at += SECTOR_BYTES) {
    if (random.chance(1 / 3)) bytes.fill(0, Math.max(at, end), Math.min(at + SECTOR_BYTES, bytes.length))
  }
}

function* replaceTail(path: string, from: number, bytes: Buffer): Plan<null> {
  const handle = yield* openFile(path, 'r+')
  yield* writeAll(handle, from, bytes.subarray(from))
  yield { op: 'truncate', handle, size: bytes.length }
  yield { op: 'close', handle }
  return null
}

function* readMark(dir: string): Plan<DurableEnd | null> {
  try {
    return decodeDurableEnd(yield* readBytes(`${dir}/${DURABLE}`))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
