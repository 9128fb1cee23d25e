// The file system of the machine. While a node runs, every call goes through the thread pool, so that a
// slow fdatasync never holds up a heartbeat; while a folder is opened nothing else runs and the calls
// are made at once. Measured for a write of 200 bytes and its fdatasync (Node 20, two cores, ext4): with
// callbacks p50 0.17 ms and 0.10 ms of CPU, without 0.12 ms and 0.05 ms, all of it blocking, and more on
// a slower drive. Notes alone are made at once, as they wait for no drive: 0.01 ms where a trip through the
// pool costs 0.03 to 0.07 ms, or some milliseconds on a busy machine.

import * as fs from 'node:fs'
import type { FileSystem, FsAnswer, FsOp } from './fs-port.ts'
import { unreachable } from '../../shared/assert.ts'
import { errorCode } from './fs-port.ts'

type Done = (error: Error | null, answer: FsAnswer) => void

export const nodeFileSystem: FileSystem = {
  now: performNow,
  start: startCall,
  soon: (run) => void setImmediate(run),
}

function performNow(op: FsOp): FsAnswer {
  switch (op.op) {
    case 'list':
      return fs.readdirSync(op.path)
    case 'read':
      return fs.readFileSync(op.path)
    case 'open':
      return fs.openSync(op.path, op.flag)
    case 'write':
      return fs.writeSync(op.handle, op.bytes, 0, op.bytes.length, op.at)
    default:
      changeNow(op)
      return null
  }
}

function changeNow(op: Exclude<FsOp, { readonly op: 'list' | 'read' | 'open' | 'write' }>): unknown {
  switch (op.op) {
    case 'mkdir':
      return fs.mkdirSync(op.path, { recursive: true })
    case 'truncate':
      return fs.ftruncateSync(op.handle, op.size)
    case 'sync':
      return op.dataOnly ? fs.fdatasyncSync(op.handle) : fs.fsyncSync(op.handle)
    case 'close':
      return fs.closeSync(op.handle)
    case 'rename':
      return fs.renameSync(op.from, op.to)
    case 'link':
      return fs.linkSync(op.from, op.to)
    case 'unlink':
      return fs.unlinkSync(op.path)
    case 'syncDir':
      return syncDirNow(op.path)
    default:
      return unreachable(op)
  }
}

function startCall(op: FsOp, done: Done): void {
  const plain = (error: Error | null): void => done(error, null)
  switch (op.op) {
    case 'mkdir':
      return fs.mkdir(op.path, { recursive: true }, plain)
    case 'list':
      return fs.readdir(op.path, (error, names) => done(error, names))
    case 'read':
      return fs.readFile(op.path, (error, bytes) => done(error, bytes))
    case 'open':
      return fs.open(op.path, op.flag, (error, handle) => done(error, handle))
    case 'write':
      if (op.isNote === true) return noteNow(op, done)
      return fs.write(op.handle, op.bytes, 0, op.bytes.length, op.at, (error, n) => done(error, n))
    case 'truncate':
      return fs.ftruncate(op.handle, op.size, plain)
    case 'sync':
      return op.dataOnly ? fs.fdatasync(op.handle, plain) : fs.fsync(op.handle, plain)
    case 'close':
      return fs.close(op.handle, plain)
    case 'rename':
      return fs.rename(op.from, op.to, plain)
    case 'link':
      return fs.link(op.from, op.to, plain)
    case 'unlink':
      return fs.unlink(op.path, plain)
    case 'syncDir':
      return startSyncDir(op.path, plain)
    default:
      return unreachable(op)
  }
}

function noteNow(op: FsOp, done: Done): void {
  try {
    const answer = performNow(op)
    queueMicrotask(() => done(null, answer))
  } catch (error) {
    queueMicrotask(() => done(error instanceof Error ? error : new Error(String(error)), null))
  }
}

/** Windows has no handle for a folder; the guarantees are stated for Linux. */
const folderCannotSync = (error: unknown): boolean =>
  process.platform === 'win32' && ['EPERM', 'EISDIR', 'EACCES'].includes(errorCode(error))

function syncDirNow(path: string): void {
  try {
    const handle = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
  } catch (error) {
    if (!folderCannotSync(error)) throw error
  }
}

function startSyncDir(path: string, done: (error: Error | null) => void): void {
  fs.open(path, 'r', (openError, handle) => {
    if (openError !== null) return done(folderCannotSync(openError) ? null : openError)
    fs.fsync(handle, (syncError) =>
      fs.close(handle, (closeError) => done(folderCannotSync(syncError) ? null : (syncError ?? closeError))),
    )
  })
}
