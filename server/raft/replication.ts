// The leader's side of replication: what to send to whom, what answers mean, and what is committed
// (paper sections 5.3, 5.4.2; dissertation 10.2.1).

import { assert } from '../../shared/assert.ts'
import { advanceCommit } from './commit.ts'
import { sizeOf } from './log.ts'
import { acknowledge, becomeProbe, becomeSnapshot, isFull, noteSent, refuse } from './progress.ts'
import type { Progress } from './progress.ts'
import { reachedByQuorum } from './quorum.ts'
import { send } from './state.ts'
import type { Core, LeaderRole } from './state.ts'
import type { MessageOf, ReplicaId } from './types.ts'

/** All that the limits allow; an empty append only when the follower could learn a new commit index from it. */
export function replicateTo(core: Core, to: ReplicaId, progress: Progress): void {
  let sent = false
  while (canSendEntries(core, progress)) {
    sendAppend(core, to, progress)
    sent = true
  }
  if (sent || progress.state !== 'replicate') return
  if (Math.min(core.commit, progress.next - 1) > progress.toldCommit) sendAppend(core, to, progress)
}

export function replicateToAll(core: Core, leader: LeaderRole): void {
  for (const [to, progress] of leader.progress) replicateTo(core, to, progress)
}

function canSendEntries(core: Core, progress: Progress): boolean {
  if (progress.next > core.log.lastIndex || progress.state === 'snapshot') return false
  return progress.state === 'probe' ? !progress.paused : !isFull(progress, core.options)
}

/** Leaves before our own disk is done: an append promises nothing about it (rule 13). */
function sendAppend(core: Core, to: ReplicaId, progress: Progress): void {
  const { log, options, commit } = core
  const prevIndex = progress.next - 1
  if (prevIndex < log.baseIndex) {
    offerSnapshot(core, to, progress)
    return
  }
  const prevTerm = log.termAt(prevIndex)
  assert(prevTerm !== null, () => `nothing at ${prevIndex} to send behind`)
  const entries = isFull(progress, options) ? [] : log.sliceBytes(progress.next, options.maxAppendBytes)
  const last = prevIndex + entries.length
  noteSent(
    progress,
    last,
    entries.reduce((sum, entry) => sum + sizeOf(entry), 0),
  )
  progress.toldCommit = Math.max(progress.toldCommit, Math.min(commit, last))
  const { session } = progress
  send(core, to, { t: 'app', prevIndex, prevTerm, entries, commit, session }, 'nothing')
}

/** What it needs is compacted. The host streams its newest snapshot, which may be newer than this by then. */
function offerSnapshot(core: Core, to: ReplicaId, progress: Progress): void {
  const { snap } = core.log
  assert(snap !== null, () => `the log begins behind ${core.log.baseIndex} without a snapshot`)
  becomeSnapshot(progress, snap.index)
  send(core, to, { t: 'snap', meta: snap, session: progress.session }, 'nothing')
}

export function receiveAppendAnswer(core: Core, leader: LeaderRole, msg: MessageOf<'appResp'>): void {
  const progress = leader.progress.get(msg.from)
  // Another session was another incarnation: its answers count for nothing, not even as a sign of life (B27).
  if (progress === undefined || progress.session !== msg.session) return
  progress.heardAt = core.now
  if (!msg.ok) {
    if (refuse(progress, msg.rejectPrev, retryFrom(core, msg))) replicateTo(core, msg.from, progress)
    return
  }
  assert(msg.match <= core.log.lastIndex, () => `${msg.from} acknowledges ${msg.match}, which was never sent`)
  if (acknowledge(progress, msg.match, core.log.baseIndex) && maybeAdvanceCommit(core, leader))
    replicateToAll(core, leader)
  else replicateTo(core, msg.from, progress)
}

/** The follower skipped its terms above ours; now skip ours above its, so each round skips a whole term (§5.3). */
function retryFrom(core: Core, msg: MessageOf<'appResp'> & { readonly ok: false }): number {
  return core.log.lastWithTermUpTo(msg.hintIndex, msg.hintTerm).index + 1
}

/**
 * A beat came back, so the way is open. A probe that waits may have been lost, and so may the last appends of a
 * pipeline, behind which nothing follows that would show it: ask about the end of what was sent (B35).
 */
export function wake(core: Core, to: ReplicaId, progress: Progress): void {
  if (progress.match < core.log.lastIndex && progress.state !== 'snapshot') sendAppend(core, to, progress)
}

export function slowDown(leader: LeaderRole, to: ReplicaId): void {
  const progress = leader.progress.get(to)
  if (progress?.state === 'replicate') becomeProbe(progress)
}

/**
 * A majority holds it durably *and* it is of this term; older entries come along with it and are never committed
 * by counting (paper figure 8; B18). The leader counts itself only up to its own disk (rule 13; B36).
 */
export function maybeAdvanceCommit(core: Core, leader: LeaderRole): boolean {
  const { self } = core.options
  const index = reachedByQuorum(core.log.conf, (id) =>
    id === self ? core.writes.durableIndex : (leader.progress.get(id)?.match ?? 0),
  )
  return core.log.termAt(index) === core.term && advanceCommit(core, index)
}
