// Requests of the roles on their way in. What certainly cannot be taken is refused here, before a core sees
// it; everything else waits for its one answer.

import type { GroupId, Json } from '../../shared/ids.ts'
import type { Input, ReqId } from '../raft/types.ts'
import { assert } from '../../shared/assert.ts'
import { MAX_COMMAND_BYTES, MAX_WAITING_REQUESTS } from '../../shared/protocol/limits.ts'
import type { Changes, Unable } from './changes.ts'
import { refusedBecause } from './changes.ts'
import { MAX_UNAPPLIED } from './limits.ts'
import type { Proposed, ReadReady } from './port.ts'
import type { Reads } from './reads.ts'
import type { Replica } from './replica.ts'
import { readRefused } from './settle.ts'
import type { Standing } from './settle.ts'

export interface AskingOptions {
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly changes: Changes
  readonly reads: Reads
  readonly standing: Standing
  readonly nextReq: () => ReqId
  readonly isOpen: () => boolean
  /** Puts the input into the group's mailbox and sees to a cycle. */
  readonly put: (group: GroupId, input: Input, cause: string | null) => void
}

export interface Asking {
  readonly propose: (group: GroupId, command: Json, deadlineMs: number, cause: string) => Promise<Proposed>
  readonly readIndex: (group: GroupId, deadlineMs: number) => Promise<ReadReady>
}

export function createAsking(options: AskingOptions): Asking {
  const { replicas, changes, reads, standing, nextReq, isOpen, put } = options

  /** Null: the group takes requests. */
  const refusal = (group: GroupId): Unable | null => {
    const replica = replicas.get(group)
    if (replica === undefined) return standing.because(group, 'noSuchGroup')
    if (!isOpen()) return standing.because(group, 'notReady')
    if (changes.requests.size + reads.requests.size >= MAX_WAITING_REQUESTS)
      return standing.because(group, 'overloaded')
    return null
  }

  return {
    async propose(group, command, deadlineMs, cause) {
      const unable = refusal(group)
      if (unable !== null) return refusedBecause(unable)
      const view = replicas.get(group)?.view
      // A machine that lags behind what is committed has to catch up before more is promised.
      if (view !== undefined && view.commit - view.applied > MAX_UNAPPLIED)
        return refusedBecause(standing.because(group, 'overloaded'))
      const data = JSON.stringify(command)
      const bytes = Buffer.byteLength(data)
      assert(bytes <= MAX_COMMAND_BYTES, `a command of ${bytes} bytes: its role has to refuse it`)
      return new Promise((resolve) => {
        const req = nextReq()
        changes.open(req, group, deadlineMs, resolve)
        put(group, { t: 'propose', req, data, bytes }, cause)
      })
    },
    async readIndex(group, deadlineMs) {
      const unable = refusal(group)
      if (unable !== null) return readRefused(unable)
      return new Promise((resolve) => {
        const req = nextReq()
        reads.open(req, group, deadlineMs, resolve)
        put(group, { t: 'readIndex', req }, null)
      })
    },
  }
}
