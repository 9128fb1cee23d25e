// Everything one replica knows, and the effects of the running step. Only the functions of this folder see it;
// outside there is `view()`. Fields change only inside `step` (B30).

import type { Random } from '../../shared/random.ts'
import type { RaftLog } from './log.ts'
import { cloneProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { cloneFollowerReads, cloneLeaderReads } from './reads-state.ts'
import type { FollowerReads, LeaderReads } from './reads-state.ts'
import type * as raft from './types.ts'
import type { Writes } from './writes.ts'

/** Answers by replica, so that one that arrives twice counts once (B08). */
export type Votes = Map<raft.ReplicaId, boolean>

export interface LeaderRole {
  readonly kind: 'leader'
  readonly progress: Map<raft.ReplicaId, Progress>
  /** Index of the no-op with which the term began; rules 16 and 22 wait for it. */
  readonly termStart: raft.LogIndex
  readonly reads: LeaderReads
  uncommittedBytes: number
  ticksSinceBeat: number
  /** For followers that the next configuration brings: two incarnations of one never share it (B27). */
  nextSession: number
  transfer: Transfer | null
  /** Tick at which a configuration was last committed in this office. */
  confSettledAt: number
}

/** The office is being handed to `to`; proposals wait meanwhile (rule 25). */
export interface Transfer {
  readonly to: raft.ReplicaId
  readonly req: raft.ReqId
  readonly begunAt: number
  /** It was told to campaign. */
  readonly told: boolean
}

export type Role =
  | { readonly kind: 'follower' }
  | { readonly kind: 'preCandidate'; readonly votes: Votes }
  /** `record` holds the own vote: it counts once that is durable. */
  | { readonly kind: 'candidate'; readonly votes: Votes; readonly record: raft.Seq }
  | LeaderRole

/** What must be durable before a message may leave: see the table in SPEC.md. */
export type Wait = 'nothing' | 'hard' | 'all'

export interface Core {
  readonly options: raft.Options
  readonly random: Random
  readonly writes: Writes
  readonly log: RaftLog
  readonly reads: FollowerReads
  role: Role
  term: raft.Term
  vote: raft.ReplicaId | 0
  leader: raft.ReplicaId | 0
  commit: raft.LogIndex
  /** Given to the host to apply, and confirmed by it. */
  handedOut: raft.LogIndex
  applied: raft.LogIndex
  /** A leader's snapshot is in the log; it is restored once this record is durable. Nothing is applied before. */
  restoring: { readonly meta: raft.SnapMeta; readonly record: raft.Seq } | null
  /** Ticks of this life: the only time there is. */
  now: number
  timerStartedAt: number
  timeoutTicks: number
  /** Tick at which `leader` was last heard; meaningless while there is none. */
  leaderHeardAt: number
  effects: StepEffects
}

export interface StepEffects {
  readonly out: { readonly msg: raft.Message; readonly wait: Wait }[]
  readonly reads: { readonly req: raft.ReqId; readonly index: raft.LogIndex }[]
  readonly placed: { readonly req: raft.ReqId; readonly index: raft.LogIndex; readonly term: raft.Term }[]
  readonly refused: {
    readonly req: raft.ReqId
    readonly why: raft.Refusal
    readonly leader: raft.ReplicaId | 0
  }[]
  readonly events: raft.RaftEvent[]
}

export const noEffects = (): StepEffects => ({ out: [], reads: [], placed: [], refused: [], events: [] })

export const stamp = (
  core: Core,
): { readonly g: raft.GroupId; readonly r: raft.ReplicaId; readonly term: raft.Term } => ({
  g: core.options.g,
  r: core.options.self,
  term: core.term,
})

export const emit = (core: Core, event: raft.RaftEvent): void => {
  core.effects.events.push(event)
}

/** The configuration in force now. */
export function tellConf(core: Core, what: raft.ConfChange): void {
  const { confIndex: index, conf } = core.log
  emit(core, { ...stamp(core), k: 'conf', index, conf, what })
}

/** In the current term, except pre-votes and their grants, which carry the term they are about. */
export function send(
  core: Core,
  to: raft.ReplicaId,
  body: raft.Body,
  wait: Wait,
  term: raft.Term = core.term,
): void {
  const msg = { g: core.options.g, from: core.options.self, to, term, ...body }
  core.effects.out.push({ msg, wait })
}

export function refuseRequest(core: Core, req: raft.ReqId, why: raft.Refusal): void {
  core.effects.refused.push({ req, why, leader: core.leader })
}

export function cloneCore(core: Core): Core {
  const writes = core.writes.clone()
  return {
    ...core,
    random: core.random.clone(),
    writes,
    log: core.log.clone(writes),
    reads: cloneFollowerReads(core.reads),
    role: cloneRole(core.role),
    // Empty between steps, but for what is told of the start.
    effects: { ...noEffects(), events: [...core.effects.events] },
  }
}

function cloneRole(role: Role): Role {
  if (role.kind === 'follower') return role
  if (role.kind !== 'leader') return { ...role, votes: new Map(role.votes) }
  const progress = [...role.progress].map(([id, of]) => [id, cloneProgress(of)] as const)
  return { ...role, progress: new Map(progress), reads: cloneLeaderReads(role.reads) }
}
