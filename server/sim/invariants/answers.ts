import type { ReqId } from '../../raft/types.ts'
import { check } from '../violation.ts'

const NAME = 'Answers'

/**
 * Requests in = answers out + open (B54): a proposal is placed or refused, a read is
 * confirmed or refused, each once, and nothing is answered that was not asked.
 */
export class Answers {
  readonly #open = new Set<ReqId>()
  asked = 0
  answered = 0

  get open(): number {
    return this.#open.size
  }

  ask(req: ReqId): void {
    check(!this.#open.has(req), NAME, () => `request ${req} is asked twice`)
    this.#open.add(req)
    this.asked += 1
  }

  answer(req: ReqId, how: string): void {
    check(this.#open.delete(req), NAME, () => `${how} for request ${req}, which is not open`)
    this.answered += 1
    check(this.asked === this.answered + this.open, NAME, () => `${this.asked} in, ${this.answered} out`)
  }
}
