// The receiver's side of replication (paper section 5.3): check the place, cut at the first real conflict, append,
// and commit no further than this one message proved. Candidates come here too once they hear a leader.

import { assert } from '../../shared/assert.ts'
import { advanceCommit } from './commit.ts'
import { hearLeader } from './roles.ts'
import { acknowledgeCommit } from './snapshots.ts'
import { emit, send, stamp, tellConf } from './state.ts'
import type { Core } from './state.ts'
import type { Entry, LogIndex, MessageOf } from './types.ts'

export function receiveAppend(core: Core, msg: MessageOf<'app'>): void {
  hearLeader(core, msg.from)
  // Compacted here, so committed: the sender has all of it as well, and may go on behind our commit.
  if (msg.prevIndex < core.log.baseIndex) acknowledgeCommit(core, msg.from, msg.session)
  else if (core.log.termAt(msg.prevIndex) === msg.prevTerm) accept(core, msg)
  else reject(core, msg)
}

function accept(core: Core, msg: MessageOf<'app'>): void {
  appendMissing(core, msg.entries)
  const match = msg.prevIndex + msg.entries.length
  // Not msg.commit alone: entries behind `match` may be left from another leader (B19).
  advanceCommit(core, Math.min(msg.commit, match))
  // Also an empty append says "durable up to match", so it waits as well (B38).
  send(core, msg.from, { t: 'appResp', session: msg.session, ok: true, match }, 'all')
}

/**
 * What is there already is left alone: an old, doubled or shorter append never cuts (B20). From the first conflict
 * on everything goes, or an old tail would stand behind new entries (B21).
 */
function appendMissing(core: Core, entries: readonly Entry[]): void {
  const { log } = core
  const missing = log.firstMissing(entries)
  if (missing === null) return
  const cut = missing.index <= log.lastIndex ? missing.index : null
  const { conf } = log
  if (cut !== null) {
    assert(cut > core.commit, () => `cut at ${cut}, but ${core.commit} is committed`)
    log.truncate(cut)
  }
  if (log.conf !== conf) tellConf(core, 'rolledBack')
  const { confIndex } = log
  log.append(entries.slice(missing.index - (entries[0]?.index ?? 0)))
  emit(core, { ...stamp(core), k: 'append', from: missing.index, to: log.lastIndex, cut })
  if (log.confIndex !== confIndex) tellConf(core, 'active')
}

function reject(core: Core, msg: MessageOf<'app'>): void {
  const { prevIndex, prevTerm } = msg
  const why = prevIndex > core.log.lastIndex ? 'log is shorter' : 'other term there'
  emit(core, { ...stamp(core), k: 'reject', to: msg.from, prevIndex, why })
  // Entries of a term above prevTerm cannot match at or before prevIndex, so they are skipped as a block.
  const hint = core.log.lastWithTermUpTo(prevIndex, prevTerm)
  send(
    core,
    msg.from,
    {
      t: 'appResp',
      session: msg.session,
      ok: false,
      rejectPrev: prevIndex,
      hintIndex: hint.index,
      hintTerm: hint.term,
    },
    'hard',
  )
}

/** A beat has no previous index: it says nothing about our log (B31), except what the leader knows to match. */
export function receiveHeartbeat(core: Core, msg: MessageOf<'hb'>): void {
  hearLeader(core, msg.from)
  if (hasLost(core, msg.commit)) return
  advanceCommit(core, msg.commit)
  send(core, msg.from, { t: 'hbResp', readSeq: msg.readSeq }, 'hard')
}

/**
 * A beat's commit is never above what we acknowledged in this term. Beyond our log it means that this disk lost
 * entries that others count on. The host must stop; until then nothing is answered (B32).
 */
function hasLost(core: Core, told: LogIndex): boolean {
  const have = core.log.lastIndex
  if (told <= have) return false
  emit(core, { ...stamp(core), k: 'lost', have, told })
  return true
}
