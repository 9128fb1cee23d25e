// Where terminals in a shell keep the requests whose outcome they do not know yet: one file for each ATM. A terminal
// may be killed at any moment (with --here that is how its ATM is crashed), and another one may stand at the same ATM:
// neither may lose a request id, since without it the same money would be asked for a second time.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenRequest } from '../../shared/sdk/atm.ts'
import type { OpenRequestStore } from './session.ts'

export function fileStore(dir: string, node: string): OpenRequestStore {
  const file = join(dir, `terminal-${node}.json`)
  /** What this terminal has loaded or kept once is its own to forget; everything else in the file is another one's. */
  const own = new Set<string>()
  return {
    load() {
      const open = read(file)
      for (const { id } of open) own.add(id)
      return open
    },
    save(open) {
      for (const { id } of open) own.add(id)
      const others = read(file).filter(({ id }) => !own.has(id))
      mkdirSync(dir, { recursive: true })
      // Killed half way it would be cut off, and all of its ids lost.
      const beside = `${file}.${process.pid}.tmp`
      writeFileSync(beside, JSON.stringify([...others, ...open]))
      renameSync(beside, file)
    },
  }
}

function read(file: string): readonly OpenRequest[] {
  try {
    const saved: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(saved) ? saved.filter(isOpenRequest) : []
  } catch {
    // No file, or somebody else's text in it: nothing of ours is open.
    return []
  }
}

const isOpenRequest = (value: unknown): value is OpenRequest =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'after' in value &&
  typeof value.after === 'number' &&
  'change' in value
