// Named places in a real node where it can be made to die or to stand still, so that tests reach the narrow
// moments between two steps (the idea: etcd `tests/robustness`). The places are put around disk, log and
// network only when one is asked for by RAFTROOM_FAIL_AT; otherwise a node runs without a trace of them.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { FileSystem, FsOp } from '../storage/fs-port.ts'
import type { LogStore, PutRecord } from '../storage/port.ts'
import type { Transport } from '../transport/port.ts'

/** `<place>:exit` or `<place>:stall`, with `<node>/` before it for one node, `:<count>` behind for a later time. */
export const FAIL_VARIABLE = 'RAFTROOM_FAIL_AT'

export const FAIL_PLACES = [
  'before-log-write',
  'after-log-write',
  'after-log-sync',
  'before-append-send',
  'before-ack-send',
  'before-snapshot-record',
  'after-snapshot-record',
  'after-restore',
  'after-rotate',
  'after-log-delete',
  'before-conf-change',
] as const
export type FailPlace = (typeof FAIL_PLACES)[number]

export interface FailPoint {
  /** Null: every node. */
  readonly node: string | null
  readonly place: FailPlace
  readonly how: 'exit' | 'stall'
  /** It strikes when the place is reached for this time, and only then. */
  readonly count: number
}

/** Says that a place is reached. */
export type Reach = (place: FailPlace) => void

const SYNTAX = /^(?:([a-z0-9-]+)\/)?([a-z-]+):(exit|stall)(?::([1-9]\d{0,5}))?$/
const isPlace = (text: string | undefined): text is FailPlace => FAIL_PLACES.some((place) => place === text)

export function parseFailPoint(text: string): Result<FailPoint, string> {
  const [, node = null, place, how, count = '1'] = SYNTAX.exec(text) ?? []
  if (!isPlace(place))
    return err(
      `${FAIL_VARIABLE}=${text}: not <place>:exit or <place>:stall with one of ${FAIL_PLACES.join(', ')}`,
    )
  return ok({ node, place, how: how === 'stall' ? 'stall' : 'exit', count: Number(count) })
}

export function createReach(point: FailPoint, strike: (how: FailPoint['how']) => void): Reach {
  let times = 0
  return (place) => {
    if (place !== point.place) return
    times += 1
    if (times === point.count) strike(point.how)
  }
}

/** Log files alone: `after-log-write` lies between their write and their sync. */
export function failingFiles(fs: FileSystem, reach: Reach): FileSystem {
  const logHandles = new Set<number>()
  const before = (op: FsOp): void => {
    if (op.op === 'sync' && logHandles.has(op.handle)) reach('after-log-write')
  }
  const after = (op: FsOp, answer: unknown): void => {
    if (op.op === 'open' && takesBatches(op.path) && typeof answer === 'number') logHandles.add(answer)
    if (op.op === 'close') logHandles.delete(op.handle)
    if (op.op === 'rename' && isLogFile(op.to) && isNewFile(op.from)) reach('after-rotate')
    if (op.op === 'unlink' && isLogFile(op.path)) reach('after-log-delete')
  }
  return {
    now(op) {
      before(op)
      const answer = fs.now(op)
      after(op, answer)
      return answer
    },
    start(op, done) {
      before(op)
      fs.start(op, (error, answer) => {
        if (error === null) after(op, answer)
        done(error, answer)
      })
    },
    soon: (run) => fs.soon(run),
  }
}

const isLogFile = (path: string): boolean => /\/wal\/\d+\.json$/.test(path)
/** The rewrite engine writes each batch under a numbered name first. */
const takesBatches = (path: string): boolean => /\/wal\/\d+\.json(\.\d+\.\d+\.tmp)?$/.test(path)
/** Under what name either engine writes the head of its next file. */
const isNewFile = (path: string): boolean => /\.json(\.\d+\.new)?\.tmp$/.test(path)

export function failingLog(log: LogStore, reach: Reach): LogStore {
  return {
    append(batch, done) {
      if (batch.some(holdsSnapshot)) reach('before-snapshot-record')
      if (batch.some(holdsConf)) reach('before-conf-change')
      reach('before-log-write')
      log.append(batch, (result) => {
        if (result.ok) reach('after-log-sync')
        if (result.ok && batch.some(holdsSnapshot)) reach('after-snapshot-record')
        done(result)
      })
    },
    pinning: () => log.pinning(),
    close: () => log.close(),
  }
}

const holdsSnapshot = ({ persist }: PutRecord): boolean => persist.snap !== null
const holdsConf = ({ persist }: PutRecord): boolean => persist.append.some(({ kind }) => kind === 'conf')

export function failingTransport(transport: Transport, reach: Reach): Transport {
  return {
    ...transport,
    send(to, frame) {
      if (frame.kind === 'app') reach('before-append-send')
      if (frame.kind === 'appResp') reach('before-ack-send')
      return transport.send(to, frame)
    },
  }
}
