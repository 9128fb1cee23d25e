// What a leader appends to its own log: commands and configurations of its host, and its no-op. A proposal is placed
// or refused at once; whether it is ever committed is another matter.

import { followConfig, whyNoChange } from './membership.ts'
import { replicateToAll } from './replication.ts'
import { leading } from './rows.ts'
import type { ConfProposal, Proposal } from './rows.ts'
import { emit, refuseRequest, stamp, tellConf } from './state.ts'
import type { Core, LeaderRole } from './state.ts'
import type { Entry, Refusal } from './types.ts'

export function appendOwn(core: Core, leader: LeaderRole, entry: Entry): void {
  core.log.append([entry])
  if (entry.kind === 'cmd') leader.uncommittedBytes += entry.bytes
  emit(core, { ...stamp(core), k: 'append', from: entry.index, to: entry.index, cut: null })
  if (entry.kind === 'conf') {
    followConfig(core, leader, entry.index)
    tellConf(core, 'proposed')
  }
  replicateToAll(core, leader)
}

export function propose(core: Core, { req, data, bytes }: Proposal): void {
  const leader = leading(core)
  const why = whyNoCommand(core, leader, bytes)
  if (why !== null) {
    refuseRequest(core, req, why)
    return
  }
  const index = core.log.lastIndex + 1
  appendOwn(core, leader, { index, term: core.term, kind: 'cmd', data, bytes })
  core.effects.placed.push({ req, index, term: core.term })
}

function whyNoCommand(core: Core, leader: LeaderRole, bytes: number): Refusal | null {
  // The target of a transfer must come to hold the whole log (B68).
  if (leader.transfer !== null) return 'transferring'
  // With nothing uncommitted any single command may pass, or one above the limit could never be made (rule 20).
  const room = core.options.maxUncommittedBytes - leader.uncommittedBytes
  return leader.uncommittedBytes > 0 && bytes > room ? 'uncommittedFull' : null
}

export function proposeConf(core: Core, { req, conf }: ConfProposal): void {
  const leader = leading(core)
  const why = whyNoChange(core, leader, conf)
  if (why !== null) {
    refuseRequest(core, req, why)
    return
  }
  const index = core.log.lastIndex + 1
  appendOwn(core, leader, { index, term: core.term, kind: 'conf', conf })
  core.effects.placed.push({ req, index, term: core.term })
}
