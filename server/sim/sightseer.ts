// Turns what can be seen around a core into coverage marks. It decides nothing and changes nothing.

import type { Message, RaftEvent, RaftView } from '../raft/types.ts'
import type { PutRecord } from '../storage/port.ts'
import type { Marks } from './marks.ts'

export function markEvent(marks: Marks, event: RaftEvent, inFlight: readonly PutRecord[]): void {
  switch (event.k) {
    case 'leader':
      return marks.hit('election won')
    case 'quorumLost':
      return marks.hit('check-quorum step-down')
    case 'reject':
      return marks.hit('append refused')
    case 'vote':
      if (!event.granted && event.why === 'has a leader') marks.hit('vote refused by lease')
      return
    case 'role':
      if (event.why === 'no majority in time') marks.hit('vote split or lost')
      return
    case 'transfer':
      if (event.state === 'givenUp') marks.hit('transfer given up')
      if (event.state === 'done') marks.hit('transfer done')
      return
    case 'conf':
      if (event.what === 'rolledBack') marks.hit('configuration rolled back')
      if (event.what === 'committed') marks.hit('configuration committed')
      return
    case 'append':
      if (event.cut !== null) markCut(marks, event.g, event.cut, inFlight)
      return
    default:
      return
  }
}

/** A write that is on its way is replaced when its entries are cut before it is done (B36, B37). */
function markCut(marks: Marks, group: number, cut: number, inFlight: readonly PutRecord[]): void {
  marks.hit('tail cut by a new leader')
  const replaced = inFlight.some(
    (record) => record.group === group && (record.persist.append.at(-1)?.index ?? 0) >= cut,
  )
  if (replaced) marks.hit('replaced write ignored')
}

export function markView(marks: Marks, before: RaftView, now: RaftView, events: readonly RaftEvent[]): void {
  for (const event of events) markInstall(marks, event, before, now)
  const advanced = now.role === 'leader' && now.commit > before.commit
  if (advanced && now.commit > now.durableIndex) marks.hit('commit before own disk')
}

/** What a leader's snapshot did to a log that was longer (B50), and what a cut did to configurations (B60). */
function markInstall(marks: Marks, event: RaftEvent, before: RaftView, now: RaftView): void {
  if (event.k === 'append' && event.cut !== null && event.cut <= before.confIndex)
    marks.hit('truncation across a configuration')
  if (event.k !== 'compact' || event.source === 'own' || before.lastIndex <= event.index) return
  marks.hit(now.lastIndex > event.index ? 'tail kept by snapshot' : 'tail dropped by snapshot')
}

export function markArrival(marks: Marks, msg: Message, receiver: RaftView): void {
  if (msg.t === 'preVoteResp' && !msg.granted && msg.term > receiver.term)
    marks.hit('pre-vote refused with higher term')
}

export function markSent(
  marks: Marks,
  msg: Message,
  before: RaftView,
  arrived: readonly Message[],
  maxAppendBytes: number,
): void {
  if (msg.t === 'vote' && msg.force) marks.hit('forced vote')
  if (msg.t !== 'app') return
  const [only] = msg.entries
  if (only?.kind === 'cmd' && msg.entries.length === 1 && only.bytes > maxAppendBytes)
    marks.hit('single entry above the limit')
  const probed = before.progress.some(({ to, state }) => to === msg.to && state === 'probe')
  if (probed && arrived.some(({ t, from, g }) => t === 'hbResp' && from === msg.to && g === msg.g))
    marks.hit('probe woken by heartbeat')
}
