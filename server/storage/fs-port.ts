// The few calls that storage makes to a file system, as data. Plans (plan.ts) yield them; the real disk
// and the simulated one perform them. So one and the same write path runs in a node, in the simulator
// and in the tests that crash at every single call.

/** An open file. */
export type Handle = number

/** Answers the number of bytes written, which may be short. */
interface WriteOp {
  readonly op: 'write'
  readonly handle: Handle
  readonly at: number
  readonly bytes: Uint8Array
  /** So few that they are only copied into the page cache, and never synced: no drive is waited for. */
  readonly isNote?: true
}

export type FsOp =
  | { readonly op: 'mkdir'; readonly path: string }
  | { readonly op: 'list'; readonly path: string }
  | { readonly op: 'read'; readonly path: string }
  /** `wx` makes a new file and fails if there is one; `r+` writes at positions. Append modes do not exist. */
  | { readonly op: 'open'; readonly path: string; readonly flag: 'wx' | 'r+' }
  | WriteOp
  | { readonly op: 'truncate'; readonly handle: Handle; readonly size: number }
  /** `dataOnly` is fdatasync: the bytes and the size, not the times. */
  | { readonly op: 'sync'; readonly handle: Handle; readonly dataOnly: boolean }
  | { readonly op: 'close'; readonly handle: Handle }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  /** A second name for a file; fails if the name is taken. */
  | { readonly op: 'link'; readonly from: string; readonly to: string }
  | { readonly op: 'unlink'; readonly path: string }
  /** Makes new, renamed and removed names of a folder durable. */
  | { readonly op: 'syncDir'; readonly path: string }

export type FsAnswer = number | Uint8Array | readonly string[] | null

export interface FileSystem {
  /** Performs the call at once. Throws an error with a `code`. Used while a folder is opened. */
  now(op: FsOp): FsAnswer
  /** Performs the call later and never calls `done` before it has returned. Used while a node runs. */
  start(op: FsOp, done: (error: Error | null, answer: FsAnswer) => void): void
  /** Calls `run` later, in the order of the completions. */
  soon(run: () => void): void
}

/** `ENOENT` and so on; '' for an error that no file system raised. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
