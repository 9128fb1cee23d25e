// Single steps of the write manager's duties: a change of the directory or an order to a broker. None is
// begun twice at the same time, and what was refused rests a while.

import type { Json, NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP } from '../../shared/ids.ts'
import { BROKER_DEAD_AFTER_MS } from '../../shared/protocol/limits.ts'
import { orderReplySchema } from '../../shared/protocol/report.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import type { Host } from '../host/port.ts'

export const DUTY_MS = 3_000
/** What the directory refused is not asked again at every look: each refusal is an entry of the log too. */
const REST_AFTER_REFUSAL_MS = BROKER_DEAD_AFTER_MS

export type Change = Readonly<Record<string, Json>>

export class Steps {
  readonly #host: Host
  /** Steps under way, by what they are about. */
  readonly #busy = new Set<string>()
  readonly #restUntil = new Map<string, number>()

  constructor(host: Host) {
    this.#host = host
  }

  /** False: this is under way, or was refused a moment ago. */
  propose(key: string, command: Change): boolean {
    return this.begin(key, command) !== null
  }

  /** Null as `propose` says false; else settled when it is known, and true unless the directory said no. */
  begin(key: string, command: Change): Promise<boolean> | null {
    const now = this.#host.clock.now()
    if (this.#busy.has(key) || now < (this.#restUntil.get(key) ?? 0)) return null
    this.#busy.add(key)
    return this.#proposed({ ...command, at: now }).then((done) => {
      this.#busy.delete(key)
      if (done) this.#restUntil.delete(key)
      else this.#restUntil.set(key, this.#host.clock.now() + REST_AFTER_REFUSAL_MS)
      return done
    })
  }

  /** True once the broker says it is done. At once false while the same is under way. */
  async order(key: string, node: NodeId, call: string, order: Json): Promise<boolean> {
    if (this.#busy.has(key)) return false
    this.#busy.add(key)
    const answer = await this.#host.call(node, call, order, DUTY_MS).finally(() => this.#busy.delete(key))
    return answer.ok && orderReplySchema.parse(answer.value).done
  }

  /** False: the directory said no. An unknown outcome shows in the directory, at the next look. */
  async #proposed(command: Change): Promise<boolean> {
    const result = await this.#host.propose(MANAGERS_GROUP, command, DUTY_MS, 'duty')
    return result.outcome !== 'applied' || replySchema.parse(result.reply).ok
  }
}
