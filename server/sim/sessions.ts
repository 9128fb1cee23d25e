// Which session of each follower the leaders of one process speak in, as their messages show: the core numbers
// them and tells nobody. For one coverage mark.

import type { Message, RaftView, ReplicaId, Term } from '../raft/types.ts'

interface Newest {
  readonly term: Term
  readonly session: number
}

/** What everybody has who was a member when the leader took office. */
const FIRST = 1

export class Sessions {
  /** Of followers that came later, or came back. */
  readonly #newest = new Map<ReplicaId, Newest>()

  sent(msg: Message): void {
    if ((msg.t === 'app' || msg.t === 'snap') && msg.session > FIRST)
      this.#newest.set(msg.to, { term: msg.term, session: msg.session })
  }

  /** An answer to what the same leader asked before the follower left and came back (B27). */
  isStale(msg: Message, { role, term }: RaftView): boolean {
    if (msg.t !== 'appResp' || role !== 'leader' || msg.term !== term) return false
    const newest = this.#newest.get(msg.from)
    return newest?.term === term && msg.session >= FIRST && msg.session < newest.session
  }
}
