// Handing the office over (dissertation 3.10). The target gets the whole log first; while it does, nothing is
// proposed, or its log would never be complete (B68). Reads go on: the leader still confirms each with a quorum,
// and a replica that has taken the next term does not answer it (B67).

import type { TransferOrder } from './rows.ts'
import { emit, refuseRequest, send, stamp } from './state.ts'
import type { Core, LeaderRole, Transfer } from './state.ts'
import { replicateTo } from './replication.ts'

export function beginTransfer(core: Core, leader: LeaderRole, { req, to }: TransferOrder): void {
  const progress = leader.progress.get(to)
  if (leader.transfer !== null) return refuseRequest(core, req, 'transferring')
  // A learner may not lead, and who leads already has nothing to take.
  if (progress === undefined || !core.log.conf.voters.includes(to)) return refuseRequest(core, req, 'dropped')
  leader.transfer = { to, req, begunAt: core.now, told: false }
  tell(core, to, 'begun')
  replicateTo(core, to, progress)
  pursueTransfer(core, leader)
}

/** Tells the target to campaign as soon as it holds everything, and only then (B68). */
export function pursueTransfer(core: Core, leader: LeaderRole): void {
  const { transfer } = leader
  if (transfer === null || transfer.told) return
  if (leader.progress.get(transfer.to)?.match !== core.log.lastIndex) return
  leader.transfer = { ...transfer, told: true }
  send(core, transfer.to, { t: 'timeoutNow' }, 'nothing')
}

/** After an election timeout the office is kept, and proposals work again (B67). */
export function expireTransfer(core: Core, leader: LeaderRole): void {
  const { transfer } = leader
  if (transfer === null || core.now - transfer.begunAt < core.options.electionTicks) return
  leader.transfer = null
  giveUp(core, transfer)
}

/** The office ends. Done only if that was the target's doing, or may have been. */
export function closeTransfer(core: Core, { transfer }: LeaderRole, byHigherTerm: boolean): void {
  if (transfer === null) return
  if (transfer.told && byHigherTerm) tell(core, transfer.to, 'done')
  else giveUp(core, transfer)
}

function giveUp(core: Core, { to, req }: Transfer): void {
  tell(core, to, 'givenUp')
  refuseRequest(core, req, 'dropped')
}

function tell(core: Core, to: number, state: 'begun' | 'done' | 'givenUp'): void {
  emit(core, { ...stamp(core), k: 'transfer', to, state })
}
