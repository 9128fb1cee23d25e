import type { ReqId } from '../../raft/types.ts'
import { check } from '../violation.ts'

const NAME = 'Answers'

/**
 * A proposal is placed or refused, a read is confirmed or refused, each once, and nothing is answered that was
 * not asked (B54). That nothing stays open is asked of a run that comes to rest (liveness.ts).
 */
export class Answers {
  readonly #open = new Set<ReqId>()

  ask(req: ReqId): void {
    check(!this.#open.has(req), NAME, () => `request ${req} is asked twice`)
    this.#open.add(req)
  }

  answer(req: ReqId, how: string): void {
    check(this.#open.delete(req), NAME, () => `${how} for request ${req}, which is not open`)
  }
}
