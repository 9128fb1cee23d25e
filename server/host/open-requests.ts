// Requests that wait for their answer. Each ends exactly once (B54): by an answer, by its deadline in
// cluster time, or when the node closes. Whoever comes second finds nothing to answer.

import type { ReqId } from '../raft/types.ts'
import type { HostClock } from './port.ts'

export interface OpenRequests<Item, Answer> {
  open(req: ReqId, item: Item, deadlineMs: number, settle: (answer: Answer) => void): void
  get(req: ReqId): Item | null
  /** False: it was answered before. */
  answer(req: ReqId, answer: Answer): boolean
  /** A copy: answering while walking is fine. */
  all(): readonly (readonly [ReqId, Item])[]
  readonly size: number
  /** Ever opened and ever answered. */
  counts(): { readonly opened: number; readonly answered: number }
}

interface Open<Item, Answer> {
  readonly item: Item
  readonly settle: (answer: Answer) => void
  readonly cancel: () => void
}

export function createOpenRequests<Item, Answer>(
  clock: Pick<HostClock, 'after'>,
  atDeadline: (item: Item) => Answer,
): OpenRequests<Item, Answer> {
  const open = new Map<ReqId, Open<Item, Answer>>()
  let opened = 0
  let answered = 0

  const answer = (req: ReqId, value: Answer): boolean => {
    const request = open.get(req)
    if (request === undefined) return false
    open.delete(req)
    request.cancel()
    answered += 1
    request.settle(value)
    return true
  }

  return {
    open(req, item, deadlineMs, settle) {
      opened += 1
      const cancel = clock.after(deadlineMs, () => void answer(req, atDeadline(item)))
      open.set(req, { item, settle, cancel })
    },
    get: (req) => open.get(req)?.item ?? null,
    answer,
    all: () => [...open].map(([req, { item }]) => [req, item]),
    get size() {
      return open.size
    },
    counts: () => ({ opened, answered }),
  }
}

/** Lives that have numbers of their own: 2^21 starts of one folder. */
const NUMBERS_PER_LIFE = 2 ** 32

/** Request numbers of this life: never repeated, not across lives either. */
export function createReqNumbers(life: number): () => ReqId {
  let counter = 0
  return () => life * NUMBERS_PER_LIFE + (counter += 1)
}
