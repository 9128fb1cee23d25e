// Transfers of leadership that somebody asked for here. The core says when one is refused or given up; that it
// worked is seen by another leader in office.

import type { GroupId, NodeId, ReplicaId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { RaftView, ReqId } from '../raft/types.ts'
import { err, ok } from '../../shared/result.ts'
import { createOpenRequests } from './open-requests.ts'
import type { OpenRequests } from './open-requests.ts'
import type { HostClock } from './port.ts'

export type Transferred = Result<null, { readonly why: string }>

interface Transfer {
  readonly group: GroupId
  readonly to: ReplicaId
  readonly node: NodeId
}

export interface Transfers {
  readonly requests: Pick<OpenRequests<Transfer, Transferred>, 'size' | 'counts'>
  readonly open: (
    req: ReqId,
    transfer: Transfer,
    deadlineMs: number,
    settle: (outcome: Transferred) => void,
  ) => void
  /** False: no transfer of that number is open. */
  readonly refused: (req: ReqId, why: string) => boolean
  /** The group was stepped: perhaps somebody else leads now. */
  readonly seen: (group: GroupId, view: RaftView) => void
  readonly forget: (group: GroupId) => void
  readonly close: () => void
}

export function createTransfers(clock: Pick<HostClock, 'after'>): Transfers {
  const requests = createOpenRequests<Transfer, Transferred>(clock, ({ node }) =>
    failed(`${node} did not take over in time`),
  )
  const answerAll = (group: GroupId, answer: (transfer: Transfer) => Transferred | null): void => {
    if (requests.size === 0) return
    for (const [req, transfer] of requests.all()) {
      const outcome = transfer.group === group ? answer(transfer) : null
      if (outcome !== null) requests.answer(req, outcome)
    }
  }

  return {
    requests,
    open: (...args) => requests.open(...args),
    refused: (req, why) => requests.answer(req, failed(why)),
    seen(group, view) {
      if (view.role === 'leader' || view.leader === 0) return
      answerAll(group, ({ to, node }) =>
        view.leader === to ? ok(null) : failed(`another than ${node} took over`),
      )
    },
    forget: (group) => answerAll(group, () => failed('the replica here was closed')),
    close() {
      for (const [req] of requests.all()) requests.answer(req, failed('the node is closing'))
    },
  }
}

const failed = (why: string): Transferred => err({ why })
