// How long to wait before dialling again. Real time: a connection is no part of what cluster time slows.

import type { Random } from '../../shared/random.ts'

/** A process that was just killed and started again is back about this fast. */
const FIRST_WAIT_MS = 50
/** A node that is down for long costs one refused connection a second. */
const LONGEST_WAIT_MS = 1_000

export class Backoff {
  private readonly random: Random
  private waitMs = FIRST_WAIT_MS

  constructor(random: Random) {
    this.random = random
  }

  /** Half to all of a wait that doubles: nodes that lost the same peer do not dial it in step. */
  next(): number {
    const waitMs = this.waitMs * (0.5 + this.random.next() / 2)
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
    return waitMs
  }

  reset(): void {
    this.waitMs = FIRST_WAIT_MS
  }
}
