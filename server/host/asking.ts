// Requests of the roles on their way in. What certainly cannot be taken is refused here, before a core sees
// it; everything else waits for its one answer.

import type { GroupId } from '../../shared/ids.ts'
import type { Input, RaftView, ReqId } from '../raft/types.ts'
import { assert } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import { MAX_COMMAND_BYTES, MAX_WAITING_REQUESTS } from '../../shared/protocol/limits.ts'
import type { Changes, Unable } from './changes.ts'
import { refusedBecause } from './changes.ts'
import { MAX_UNAPPLIED } from './limits.ts'
import { confAfter } from './membership.ts'
import type { Host, Proposed } from './port.ts'
import type { Reads } from './reads.ts'
import type { Replica } from './replica.ts'
import { readRefused } from './settle.ts'
import type { Standing } from './settle.ts'
import type { Transfers } from './transfers.ts'

export interface AskingOptions {
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly changes: Changes
  readonly reads: Reads
  readonly transfers: Transfers
  /** The group's log in memory has no room before its next snapshot. */
  readonly isFull: (view: RaftView) => boolean
  readonly standing: Standing
  readonly nextReq: () => ReqId
  readonly isOpen: () => boolean
  /** Puts the input into the group's mailbox and sees to a cycle. */
  readonly put: (group: GroupId, input: Input, cause: string | null) => void
}

export type Asking = Pick<Host, 'propose' | 'changeMembers' | 'transfer' | 'readIndex'>

export function createAsking(options: AskingOptions): Asking {
  const { replicas, changes, reads, transfers, standing, nextReq, isOpen, put } = options

  /** The replica takes requests; otherwise why not. */
  const takes = (group: GroupId): { readonly replica: Replica } | { readonly unable: Unable } => {
    const replica = replicas.get(group)
    if (replica === undefined) return { unable: standing.because(group, 'noSuchGroup') }
    if (!isOpen()) return { unable: standing.because(group, 'notReady') }
    const open = changes.requests.size + reads.requests.size + transfers.requests.size
    return open >= MAX_WAITING_REQUESTS ? { unable: standing.because(group, 'overloaded') } : { replica }
  }
  const change = (
    group: GroupId,
    deadlineMs: number,
    cause: string,
    input: (req: ReqId) => Input,
  ): Promise<Proposed> =>
    new Promise((resolve) => {
      const req = nextReq()
      changes.open(req, group, deadlineMs, resolve)
      put(group, input(req), cause)
    })

  return {
    async propose(group, command, deadlineMs, cause) {
      const taken = takes(group)
      if ('unable' in taken) return refusedBecause(taken.unable)
      const { view } = taken.replica
      // A machine that lags behind what is committed has to catch up before more is promised.
      if (view.commit - view.applied > MAX_UNAPPLIED || options.isFull(view))
        return refusedBecause(standing.because(group, 'overloaded'))
      const data = JSON.stringify(command)
      const bytes = Buffer.byteLength(data)
      assert(bytes <= MAX_COMMAND_BYTES, `a command of ${bytes} bytes: its role has to refuse it`)
      return change(group, deadlineMs, cause, (req) => ({ t: 'propose', req, data, bytes }))
    },
    async changeMembers(group, wanted, deadlineMs, cause) {
      const taken = takes(group)
      if ('unable' in taken) return refusedBecause(taken.unable)
      const { view, nodes } = taken.replica
      const conf = confAfter(view.conf, nodes, wanted)
      if (conf === null) return refusedBecause(standing.because(group, 'notMember'))
      return change(group, deadlineMs, cause, (req) => ({ t: 'proposeConf', req, conf }))
    },
    async transfer(group, to, deadlineMs, cause) {
      const taken = takes(group)
      if ('unable' in taken) return err({ why: taken.unable.why })
      const { view, nodes } = taken.replica
      if (view.role !== 'leader') return err({ why: 'this node does not lead the group' })
      const target = view.conf.voters.find((id) => nodes.get(id) === to)
      if (target === undefined) return err({ why: `${to} has no vote in the group` })
      if (target === view.self) return ok(null)
      return new Promise((resolve) => {
        const req = nextReq()
        transfers.open(req, { group, to: target, node: to }, deadlineMs, resolve)
        put(group, { t: 'transfer', req, to: target }, cause)
      })
    },
    async readIndex(group, deadlineMs) {
      const taken = takes(group)
      if ('unable' in taken) return readRefused(taken.unable)
      return new Promise((resolve) => {
        const req = nextReq()
        reads.open(req, group, deadlineMs, resolve)
        put(group, { t: 'readIndex', req }, null)
      })
    },
  }
}
