// What waits at one node for its groups: proposals for the entry at their index, reads for their index to be
// applied. An answer matches by index and term (B73). The desk dies with its process.

import type { GroupId } from '../../shared/ids.ts'
import type { Engine } from '../host/engine.ts'
import type { Reply } from '../machines/machine.ts'
import type { Config, Entry, LogIndex, ReplicaId, ReqId, Term } from '../raft/types.ts'
import type { CycleResult } from '../host/engine.ts'
import { Answers } from './invariants/answers.ts'
import type { Marks } from './marks.ts'

export type Outcome =
  | { readonly kind: 'applied'; readonly reply: Reply; readonly index: LogIndex }
  | { readonly kind: 'ready'; readonly index: LogIndex }
  /** Certainly not done. */
  | { readonly kind: 'refused'; readonly why: string; readonly leader: ReplicaId | 0 }
  /** Done, or not, or it may still happen. */
  | { readonly kind: 'unknown' }

type Answer = (outcome: Outcome) => void

interface Asked {
  readonly group: GroupId
  readonly answer: Answer
}

interface Waiting {
  readonly term: Term
  readonly answer: Answer
}

/** Request numbers never repeat, not over lives either. */
const PER_LIFE = 1_000_000
const PER_NODE = 1_000 * PER_LIFE

export class Desk {
  readonly #answers = new Answers()
  readonly #asked = new Map<ReqId, Asked>()
  readonly #transfers = new Set<ReqId>()
  readonly #placed = new Map<GroupId, Map<LogIndex, Waiting[]>>()
  readonly #marks: Marks
  #lastReq: ReqId

  constructor(node: number, life: number, marks: Marks) {
    this.#lastReq = node * PER_NODE + life * PER_LIFE
    this.#marks = marks
  }

  propose(engine: Engine, group: GroupId, data: string, answer: Answer): void {
    const req = this.#ask(group, answer)
    engine.input(group, { t: 'propose', req, data, bytes: Buffer.byteLength(data) }, null)
  }

  read(engine: Engine, group: GroupId, answer: Answer): void {
    engine.input(group, { t: 'readIndex', req: this.#ask(group, answer) }, null)
  }

  changeMembers(engine: Engine, group: GroupId, conf: Config, answer: Answer): void {
    engine.input(group, { t: 'proposeConf', req: this.#ask(group, answer), conf }, null)
  }

  transfer(engine: Engine, group: GroupId, to: ReplicaId): void {
    const req = this.#ask(group, () => {})
    this.#transfers.add(req)
    engine.input(group, { t: 'transfer', req, to }, null)
  }

  /** Requests that a core must still answer; of a transfer it tells only what went wrong. */
  get open(): number {
    return [...this.#asked.keys()].filter((req) => !this.#transfers.has(req)).length
  }

  take(result: CycleResult): void {
    for (const { group, req, index, term } of result.placed) this.#place(group, req, index, term)
    for (const { req, why, leader } of result.refused) {
      if (why === 'dropped') this.#marks.hit('read dropped')
      if (why === 'uncommittedFull') this.#marks.hit('proposal refused for uncommitted bytes')
      this.#close(req, why)?.({ kind: 'refused', why, leader })
    }
    for (const { req, index } of result.reads) {
      this.#marks.hit('read confirmed')
      this.#close(req, 'a read')?.({ kind: 'ready', index })
    }
  }

  applied(group: GroupId, entry: Entry, reply: Reply | null): void {
    const waiting = this.#placed.get(group)?.get(entry.index)
    if (waiting === undefined) return
    this.#placed.get(group)?.delete(entry.index)
    for (const { term, answer } of waiting) {
      if (term === entry.term && entry.kind === 'conf') answer({ kind: 'ready', index: entry.index })
      else if (term === entry.term && reply !== null) answer({ kind: 'applied', reply, index: entry.index })
      else {
        this.#marks.hit('proposal replaced')
        answer({ kind: 'refused', why: 'replaced', leader: 0 })
      }
    }
  }

  /** The replica is gone: whoever waited for it knows nothing. */
  closed(group: GroupId): void {
    this.restored(group, Infinity)
    for (const [req, asked] of this.#asked) {
      if (asked.group !== group) continue
      this.#close(req, 'the end of the replica')
      asked.answer({ kind: 'unknown' })
    }
  }

  /** A snapshot came in the place of these entries: nobody here saw what they answered. */
  restored(group: GroupId, to: LogIndex): void {
    const places = this.#placed.get(group) ?? new Map<LogIndex, Waiting[]>()
    for (const [index, waiting] of places) {
      if (index > to) continue
      places.delete(index)
      this.#marks.hit('answer inside a snapshot')
      for (const { answer } of waiting) answer({ kind: 'unknown' })
    }
  }

  /** The process is gone: whoever waited knows nothing. */
  crash(): void {
    for (const { answer } of this.#asked.values()) answer({ kind: 'unknown' })
    for (const places of this.#placed.values()) {
      for (const waiting of places.values()) for (const { answer } of waiting) answer({ kind: 'unknown' })
    }
    this.#asked.clear()
    this.#placed.clear()
  }

  #ask(group: GroupId, answer: Answer): ReqId {
    this.#lastReq += 1
    this.#answers.ask(this.#lastReq)
    this.#asked.set(this.#lastReq, { group, answer })
    return this.#lastReq
  }

  #close(req: ReqId, how: string): Answer | undefined {
    this.#answers.answer(req, how)
    const asked = this.#asked.get(req)
    this.#asked.delete(req)
    return asked?.answer
  }

  #place(group: GroupId, req: ReqId, index: LogIndex, term: Term): void {
    const answer = this.#close(req, 'a place')
    if (answer === undefined) return
    const places = this.#placed.get(group) ?? new Map<LogIndex, Waiting[]>()
    this.#placed.set(group, places)
    const waiting = places.get(index) ?? []
    places.set(index, [...waiting, { term, answer }])
  }
}
