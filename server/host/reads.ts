// Linearizable reads that wait for their index: first for the leader's quorum (the core's part), then for
// the local machine to have applied that far. A read that did not come through is certainly not done.

import type { GroupId, LogIndex } from '../../shared/ids.ts'
import type { ReqId } from '../raft/types.ts'
import { createOpenRequests } from './open-requests.ts'
import type { OpenRequests } from './open-requests.ts'
import type { HostClock, ReadReady } from './port.ts'

interface Read {
  readonly group: GroupId
  /** Null until a quorum confirmed it. */
  index: LogIndex | null
}

export type ReadRefused = Extract<ReadReady, { readonly ok: false }>

export interface Reads {
  readonly requests: Pick<OpenRequests<Read, ReadReady>, 'size' | 'counts' | 'answer'>
  open(req: ReqId, group: GroupId, deadlineMs: number, settle: (ready: ReadReady) => void): void
  /** Confirmed at `index`; the machine stands at `applied`. */
  confirmed(req: ReqId, index: LogIndex, applied: LogIndex): void
  applied(group: GroupId, applied: LogIndex): void
  /** The replica is here no more. */
  forget(group: GroupId): void
  close(): void
}

export function createReads(clock: Pick<HostClock, 'after'>, unable: (group: GroupId) => ReadRefused): Reads {
  const requests = createOpenRequests<Read, ReadReady>(clock, (read) => unable(read.group))
  /** Confirmed and not yet applied: seldom, so groups are searched. */
  const behind = new Set<ReqId>()

  return {
    requests,
    open: (req, group, deadlineMs, settle) => requests.open(req, { group, index: null }, deadlineMs, settle),
    confirmed(req, index, applied) {
      const read = requests.get(req)
      if (read === null) return
      if (index <= applied) {
        requests.answer(req, { ok: true, index })
        return
      }
      read.index = index
      behind.add(req)
    },
    applied(group, applied) {
      for (const req of behind) {
        const read = requests.get(req)
        if (read === null) behind.delete(req)
        else if (read.group === group && read.index !== null && read.index <= applied) {
          behind.delete(req)
          requests.answer(req, { ok: true, index: read.index })
        }
      }
    },
    forget(group) {
      for (const [req, read] of requests.all()) if (read.group === group) requests.answer(req, unable(group))
    },
    close() {
      for (const [req, read] of requests.all()) requests.answer(req, unable(read.group))
    },
  }
}
