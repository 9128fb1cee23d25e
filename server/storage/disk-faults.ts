// A file system that misbehaves on request: slow, full, or failing. It stands between storage and the real
// one, so a node meets the very errors that a disk would give it, and ends as it then must (B41).

import type { DiskMode } from '../../shared/fault.ts'
import type { FileSystem, FsAnswer, FsOp } from './fs-port.ts'
import { unreachable } from '../../shared/assert.ts'
import { DEFAULT_DISK_DELAY_MS } from '../../shared/fault.ts'

export interface DiskFaults {
  readonly fs: FileSystem
  /** Holds for calls that begin from now on. `delayMs` counts for `slow` only. */
  set(mode: DiskMode, delayMs?: number): void
}

/** The error of a call as Node would give it. */
export class InjectedError extends Error {
  readonly code: 'ENOSPC' | 'EIO'

  constructor(code: 'ENOSPC' | 'EIO', op: FsOp['op']) {
    super(`${code}: ${code === 'EIO' ? 'i/o error' : 'no space left on device'}, ${op}`)
    this.code = code
  }
}

/** Not unref'd: a process waits for its disk. */
const realDelay = (ms: number, run: () => void): void => void setTimeout(run, ms)

export function createDiskFaults(fs: FileSystem, after = realDelay): DiskFaults {
  let mode: DiskMode = 'none'
  let delayMs = DEFAULT_DISK_DELAY_MS

  function start(op: FsOp, done: (error: Error | null, answer: FsAnswer) => void): void {
    const error = failure(mode, op)
    if (error !== null) return fs.soon(() => done(error, null))
    if (mode === 'slow' && isSync(op)) return after(delayMs, () => fs.start(op, done))
    fs.start(op, done)
  }

  return {
    fs: {
      start,
      soon: (run) => fs.soon(run),
      now(op) {
        const error = failure(mode, op)
        if (error !== null) throw error
        return fs.now(op)
      },
    },
    set(next, ms = DEFAULT_DISK_DELAY_MS) {
      mode = next
      delayMs = ms
    },
  }
}

/** What a program waits for on a slow disk: the page cache answers everything else. */
const isSync = ({ op }: FsOp): boolean => op === 'sync' || op === 'syncDir'

function failure(mode: DiskMode, op: FsOp): InjectedError | null {
  switch (mode) {
    case 'none':
    case 'slow':
      return null
    case 'full':
      return needsRoom(op) ? new InjectedError('ENOSPC', op.op) : null
    case 'error':
      return op.op === 'write' || isSync(op) ? new InjectedError('EIO', op.op) : null
    default:
      return unreachable(mode)
  }
}

const needsRoom = (op: FsOp): boolean =>
  op.op === 'write' || op.op === 'mkdir' || op.op === 'link' || (op.op === 'open' && op.flag === 'wx')
