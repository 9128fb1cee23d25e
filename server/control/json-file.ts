// Small JSON documents of the control server. Written beside and renamed, so a reader never sees half.

import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import type * as z from 'zod'

export function writeJson(path: string, value: unknown): void {
  renameSync(writeBeside(path, value), path)
}

/** False when somebody was quicker: theirs stays as it is. */
export function createJson(path: string, value: unknown): boolean {
  const beside = writeBeside(path, value)
  try {
    linkSync(beside, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(beside, { force: true })
  }
}

function writeBeside(path: string, value: unknown): string {
  const beside = `${path}.${process.pid}.tmp`
  const file = openSync(beside, 'w')
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return beside
}

/** Null when there is no such file. Throws when it is there and not what it should be. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
  return schema.parse(JSON.parse(text))
}

export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null
