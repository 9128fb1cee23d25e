// The shape of the table role x input. Every cell must be written: a role that forgets a message kind does not
// compile, and "ignore" is a word in the row with its reason, never a default (B53).

import { assert } from '../../shared/assert.ts'
import type { Core, LeaderRole } from './state.ts'
import type { Input, MessageOf, ReplicaId, ReqId } from './types.ts'

export type VoteRequest = MessageOf<'preVote' | 'vote'>
export type VoteAnswer = MessageOf<'preVoteResp' | 'voteResp'>

export type Proposal = Extract<Input, { readonly t: 'propose' }>
export type ConfProposal = Extract<Input, { readonly t: 'proposeConf' }>
export type TransferOrder = Extract<Input, { readonly t: 'transfer' }>
export type SnapStatus = Extract<Input, { readonly t: 'snapStatus' }>

type Cell<M> = (core: Core, message: M) => void

/**
 * What a role does with a message of its own term. Other terms are settled before (terms.ts), but for pre-votes
 * and their grants, which carry the term that they are about.
 */
export interface MessageRow {
  readonly preVote: Cell<VoteRequest>
  readonly preVoteResp: Cell<VoteAnswer>
  readonly vote: Cell<VoteRequest>
  readonly voteResp: Cell<VoteAnswer>
  readonly app: Cell<MessageOf<'app'>>
  readonly appResp: Cell<MessageOf<'appResp'>>
  readonly hb: Cell<MessageOf<'hb'>>
  readonly hbResp: Cell<MessageOf<'hbResp'>>
  readonly snap: Cell<MessageOf<'snap'>>
  readonly timeoutNow: Cell<MessageOf<'timeoutNow'>>
  readonly readIndex: Cell<MessageOf<'readIndex'>>
  readonly readIndexResp: Cell<MessageOf<'readIndexResp'>>
}

export interface Row {
  readonly message: MessageRow
  readonly tick: (core: Core) => void
  readonly propose: (core: Core, input: Proposal) => void
  readonly readIndex: (core: Core, req: ReqId) => void
  /** Something became durable; `writes` knows what. */
  readonly persisted: (core: Core) => void
  readonly unreachable: (core: Core, to: ReplicaId) => void
  readonly proposeConf: (core: Core, input: ConfProposal) => void
  readonly transfer: (core: Core, input: TransferOrder) => void
  readonly snapStatus: (core: Core, input: SnapStatus) => void
}

/** A written "ignore". The reason stands where it is used. */
export const ignore = (): void => undefined

/** For the cells of the leader's row, which run only while the role is that. */
export function leading(core: Core): LeaderRole {
  assert(core.role.kind === 'leader', () => `a ${core.role.kind} was asked to lead`)
  return core.role
}
