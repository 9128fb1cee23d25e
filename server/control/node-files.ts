// The files of a node that does not run, as faults touch them: one byte flipped. Nothing outside the node's
// own folder is ever opened, whatever the name says.

import { closeSync, fsyncSync, openSync, readSync, realpathSync, statSync, writeSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Random } from '../../shared/random.ts'
import type { Result } from '../../shared/result.ts'
import type { Refusal } from './refusal.ts'
import { err, ok } from '../../shared/result.ts'
import { badRequest, notFound } from './refusal.ts'

/** The file's real path and size; symbolic links do not lead out either. */
function findFile(
  dir: string,
  file: string,
): Result<{ readonly path: string; readonly bytes: number }, Refusal> {
  const missing = err(notFound('no-such-file', `there is no file ${file} in the folder of this node`))
  try {
    const path = realpathSync(join(dir, file))
    const facts = statSync(path)
    if (!path.startsWith(realpathSync(dir) + sep) || !facts.isFile()) return missing
    return ok({ path, bytes: facts.size })
  } catch {
    return missing
  }
}

/** Where the byte is: as asked, or drawn. */
export function chooseOffset(
  dir: string,
  file: string,
  offset: number | undefined,
  random: Random,
): Result<number, Refusal> {
  const found = findFile(dir, file)
  if (!found.ok) return found
  const { bytes } = found.value
  if (bytes === 0) return err(badRequest(`${file} is empty: it has no byte to flip`))
  if (offset !== undefined && offset >= bytes)
    return err(badRequest(`offset must be below ${bytes}, the size of ${file}, it is ${offset}`))
  return ok(offset ?? random.int(0, bytes - 1))
}

const LOWEST_BIT = 1

/** One bit is enough: every check sums over all of them. */
export function flipByte(dir: string, file: string, offset: number): Result<null, Refusal> {
  const found = findFile(dir, file)
  if (!found.ok) return found
  const handle = openSync(found.value.path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    if (readSync(handle, byte, 0, 1, offset) !== 1)
      return err(badRequest(`${file} has no byte ${offset} any more`))
    writeSync(handle, Buffer.of(byte.readUInt8(0) ^ LOWEST_BIT), 0, 1, offset)
    fsyncSync(handle)
    return ok(null)
  } finally {
    closeSync(handle)
  }
}
