// Proposals that wait for their outcome. An answer is matched by index and term (B73). A leader that loses
// its place answers `unknown` for what was not yet committed (B70): such an entry may still happen.

import type { GroupId, Json, LogIndex, Term } from '../../shared/ids.ts'
import type { ReqId } from '../raft/types.ts'
import { createOpenRequests } from './open-requests.ts'
import type { OpenRequests } from './open-requests.ts'
import type { HostClock, Proposed } from './port.ts'

interface Change {
  readonly group: GroupId
  /** Its slot in the log; null until the core gave one. */
  place: { readonly index: LogIndex; readonly term: Term } | null
}

/** Why a group cannot take a request just now. */
export type Unable = Omit<Extract<Proposed, { readonly needed: number }>, 'outcome'>

export const refusedBecause = (unable: Unable): Proposed => ({ outcome: 'refused', ...unable })
const UNKNOWN: Proposed = { outcome: 'unknown' }

export interface Changes {
  readonly requests: Pick<OpenRequests<Change, Proposed>, 'size' | 'counts' | 'answer'>
  open(req: ReqId, group: GroupId, deadlineMs: number, settle: (outcome: Proposed) => void): void
  placed(req: ReqId, index: LogIndex, term: Term): void
  /** Whatever waits at this index of the group has its outcome now. */
  applied(group: GroupId, index: LogIndex, term: Term, reply: Json | null): void
  /** A snapshot stands for everything up to `index`: what waited there may have been done or not (B54, B70). */
  restored(group: GroupId, index: LogIndex): void
  /** The replica leads no more. What is committed will still be applied here and keeps waiting. */
  steppedDown(group: GroupId, commit: LogIndex): void
  /** The replica is here no more. */
  forget(group: GroupId): void
  close(): void
}

export function createChanges(
  clock: Pick<HostClock, 'after'>,
  standing: (group: GroupId) => { heard: number; needed: number },
): Changes {
  // Also while it waits for its first step: once in a mailbox nobody can say that it will not happen.
  const requests = createOpenRequests<Change, Proposed>(clock, () => UNKNOWN)
  const places = new Map<GroupId, Map<LogIndex, ReqId>>()

  const placesOf = (group: GroupId): Map<LogIndex, ReqId> => {
    const known = places.get(group)
    if (known !== undefined) return known
    const made = new Map<LogIndex, ReqId>()
    places.set(group, made)
    return made
  }

  return {
    requests,
    open: (req, group, deadlineMs, settle) => requests.open(req, { group, place: null }, deadlineMs, settle),
    placed(req, index, term) {
      const change = requests.get(req)
      if (change === null) return
      change.place = { index, term }
      placesOf(change.group).set(index, req)
    },
    applied(group, index, term, reply) {
      const req = places.get(group)?.get(index)
      if (req === undefined) return
      places.get(group)?.delete(index)
      const place = requests.get(req)?.place
      if (place === undefined || place === null) return
      if (place.term === term) requests.answer(req, { outcome: 'applied', reply, index })
      else requests.answer(req, refusedBecause({ why: 'replaced', ...standing(group) }))
    },
    restored(group, index) {
      for (const [at, req] of places.get(group) ?? []) {
        if (at > index) continue
        places.get(group)?.delete(at)
        requests.answer(req, UNKNOWN)
      }
    },
    steppedDown(group, commit) {
      for (const [req, change] of requests.all()) {
        if (change.group !== group || change.place === null || change.place.index <= commit) continue
        places.get(group)?.delete(change.place.index)
        requests.answer(req, UNKNOWN)
      }
    },
    forget(group) {
      places.delete(group)
      for (const [req, change] of requests.all()) if (change.group === group) requests.answer(req, UNKNOWN)
    },
    close() {
      for (const [req] of requests.all()) requests.answer(req, UNKNOWN)
    },
  }
}
