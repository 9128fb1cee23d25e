// Snapshots (paper section 7; dissertation 5): the own one shortens the log, a leader's replaces it. The host
// writes and streams the files; the core decides what a snapshot means, and nothing it says leaves before the
// record that names the snapshot is durable.

import { assert } from '../../shared/assert.ts'
import { advanceCommit } from './commit.ts'
import { checkSnapshot } from './invariants.ts'
import { becomeFollower, hearLeader } from './roles.ts'
import { emit, send, stamp, tellConf } from './state.ts'
import type { Core } from './state.ts'
import type { Config, Input, MessageOf, ReplicaId, SnapMeta, Term } from './types.ts'

type Stored = Extract<Input, { readonly t: 'snapStored' }>
type Chunk = Extract<Input, { readonly t: 'snapChunk' }>

/** The own snapshot is durable. An older one than the present, say of before an install, changes nothing (B52). */
export function compact(core: Core, snap: SnapMeta): void {
  if (snap.index <= core.log.snapIndex) return
  assert(snap.index <= core.applied, () => `a snapshot of ${snap.index}, but applied is ${core.applied}`)
  const conf = core.log.confAt(snap.index)
  assert(isSame(conf, snap.conf), () => `a snapshot of ${snap.index} with another configuration`)
  core.log.compact(snap, core.options)
  emit(core, { ...stamp(core), k: 'compact', index: snap.index, snapTerm: snap.term, source: 'own' })
}

const isSame = (a: Config, b: Config): boolean =>
  a.voters.join() === b.voters.join() &&
  a.outgoing.join() === b.outgoing.join() &&
  a.learners.join() === b.learners.join()

/** The leader offers its snapshot; the hosts carry it. What we have already is acknowledged at once (B52). */
export function receiveOffer(core: Core, msg: MessageOf<'snap'>): void {
  hearLeader(core, msg.from)
  if (msg.meta.index <= core.commit) acknowledgeCommit(core, msg.from, msg.session)
}

/** A long snapshot is no reason to campaign: its leader is there (B57). */
export function receiveChunk(core: Core, { from, term }: Chunk): void {
  hearSender(core, from, term)
}

/**
 * Rule 21. The files are durable; now the record, then the restore and the acknowledgement. Until the record is
 * durable nothing is applied, as the log may not hold what comes next.
 */
export function receiveStored(core: Core, { from, term, session, meta }: Stored): void {
  if (!hearSender(core, from, term)) return
  checkSnapshot(meta, term)
  if (meta.index <= core.commit) {
    acknowledgeCommit(core, from, session)
    return
  }
  const before = core.log.conf
  core.log.install(meta, core.commit, core.options)
  core.restoring = { meta, record: core.writes.nextSeq }
  emit(core, { ...stamp(core), k: 'compact', index: meta.index, snapTerm: meta.term, source: 'leader' })
  if (!isSame(core.log.conf, before)) tellConf(core, 'active')
  advanceCommit(core, meta.index)
  send(core, from, { t: 'appResp', session, ok: true, match: meta.index }, 'all')
}

/** All that is committed is in the sender's log as well, whatever it asked about. */
export function acknowledgeCommit(core: Core, to: ReplicaId, session: number): void {
  send(core, to, { t: 'appResp', session, ok: true, match: core.commit }, 'all')
}

/** What the host reports of a leader counts like a message of it. False: its term is over. */
function hearSender(core: Core, from: ReplicaId, term: Term): boolean {
  if (term < core.term) return false
  if (term > core.term) becomeFollower(core, term, from, `term ${term} has begun`)
  hearLeader(core, from)
  return true
}

/** The snapshot to restore, once its record is durable. Whatever it covers counts as applied with it. */
export function takeRestore(core: Core): SnapMeta | null {
  const { restoring } = core
  if (restoring === null || !core.writes.isDurable(restoring.record)) return null
  core.restoring = null
  core.handedOut = restoring.meta.index
  core.applied = restoring.meta.index
  return restoring.meta
}
