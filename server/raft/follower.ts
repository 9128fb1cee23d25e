// The follower: takes what the leader sends, votes, forwards its host's reads, and waits for its timer.

import { receiveAppend, receiveHeartbeat } from './append.ts'
import { campaignAtOnce, NOT_LEADING } from './candidate.ts'
import { confirmRead, noteRead } from './reads.ts'
import { ignore } from './rows.ts'
import type { Row } from './rows.ts'
import { receiveOffer } from './snapshots.ts'
import { refuseRequest, send } from './state.ts'
import type { Core } from './state.ts'
import type { ReqId } from './types.ts'
import { answerPreVote, answerVote } from './voting.ts'

/** Rule 24: the leader confirms, we answer once we have applied that far. */
function forwardRead(core: Core, req: ReqId): void {
  if (core.leader === 0) refuseRequest(core, req, 'notLeader')
  else if (noteRead(core, req)) send(core, core.leader, { t: 'readIndex', req }, 'hard')
}

export const FOLLOWER: Row = {
  ...NOT_LEADING,
  message: {
    preVote: answerPreVote,
    vote: answerVote,
    // It asks for nothing; these answer an earlier candidacy (B09).
    preVoteResp: ignore,
    voteResp: ignore,
    app: receiveAppend,
    hb: receiveHeartbeat,
    snap: receiveOffer,
    // It leads nobody.
    appResp: ignore,
    hbResp: ignore,
    timeoutNow: campaignAtOnce,
    // A forwarded read is never forwarded again (B71); the asker drops it after an election timeout.
    readIndex: ignore,
    readIndexResp: (core, msg) => confirmRead(core, msg.req, msg.index),
  },
  readIndex: forwardRead,
  // Durable entries may now be applied, in every role: see the end of the step.
  persisted: ignore,
}
