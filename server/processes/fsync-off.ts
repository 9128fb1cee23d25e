// A node that does not sync its log, on purpose: as if its disk confirmed what it had not kept, or as if somebody
// had switched syncing off to be faster. Only a power cut in play shows the difference (storage/power-cut.ts): it
// then really takes what the node has acknowledged, and Raft's answer to that can be watched (B32). What is read
// at the start is made durable as ever; from then on no sync of the log reaches the disk, and the durable mark
// stays where it was.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { FileSystem, FsOp } from '../storage/fs-port.ts'

/** `all`, or names of nodes with commas between them. */
export const FSYNC_OFF_VARIABLE = 'RAFTROOM_FSYNC_OFF'
const ALL = 'all'

const NAMES = /^[a-z]+-\d+(,[a-z]+-\d+)*$/

/** Whether that node is one of those named; a list that cannot be read is an error. */
export function isFsyncOff(node: string, text: string | undefined): Result<boolean, string> {
  if (text === undefined || text === '') return ok(false)
  if (text === ALL) return ok(true)
  return NAMES.test(text)
    ? ok(text.split(',').includes(node))
    : err(`${FSYNC_OFF_VARIABLE}=${text}: neither ${ALL} nor names of nodes with commas between them`)
}

/** Of all calls only those that make the log durable and say so, and only once the folder is open. */
export function withoutLogSync(fs: FileSystem): FileSystem {
  return {
    now: (op) => fs.now(op),
    soon: (run) => fs.soon(run),
    start(op, done) {
      if (!confirmsLog(op)) return fs.start(op, done)
      const answer = op.op === 'write' ? op.bytes.length : null
      fs.soon(() => done(null, answer))
    },
  }
}

/** The log alone is synced without its times, and the durable mark alone is a note. */
const confirmsLog = (op: FsOp): boolean =>
  (op.op === 'sync' && op.dataOnly) || (op.op === 'write' && op.isNote === true)
