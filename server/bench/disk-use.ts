// How much a cluster keeps on disk: the log files that a node must let go again, and all there is.

import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface DiskUse {
  /** Of the node that has most of them. */
  readonly logFiles: number
  /** Of all nodes. */
  readonly logBytes: number
  readonly allBytes: number
}

export function diskUse(data: string): DiskUse {
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  const perFolder = new Map<string, number>()
  let [logBytes, allBytes] = [0, 0]
  for (const { name, parentPath } of files) {
    // It may just have been let go.
    const bytes = statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0
    allBytes += bytes
    if (basename(parentPath) !== 'wal') continue
    logBytes += bytes
    perFolder.set(parentPath, (perFolder.get(parentPath) ?? 0) + 1)
  }
  return { logFiles: Math.max(0, ...perFolder.values()), logBytes, allBytes }
}
