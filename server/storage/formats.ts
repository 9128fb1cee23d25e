// The engine by its name.

import type { StorageKind } from '../../shared/storage-kind.ts'
import type { LogFormat } from './log-format.ts'
import { unreachable } from '../../shared/assert.ts'
import { lineFiles } from './line-files.ts'
import { rewriteFiles } from './rewrite-files.ts'

/** `pid` of the process that owns the folder. */
export function formatOf(kind: StorageKind, pid: number): LogFormat {
  switch (kind) {
    case 'log':
      return lineFiles
    case 'rewrite':
      return rewriteFiles(pid)
    default:
      return unreachable(kind)
  }
}
