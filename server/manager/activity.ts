// What the reports of brokers tell over a stretch of time: when a group last had an election, and how many
// messages a partition takes. Every manager keeps it, so that a new write manager need not begin from nothing.

import type { GroupId, Term } from '../../shared/ids.ts'
import type { ReportedGroup } from '../../shared/protocol/report.ts'

/** Long enough that one large batch is no trend, short enough that a lesson sees leaders follow the load. */
export const RATE_OVER_MS = 10_000
const SECONDS = RATE_OVER_MS / 1_000

type Told = Pick<ReportedGroup, 'group' | 'role' | 'term' | 'last'>

/** How many messages there were in all. */
interface Sample {
  readonly at: number
  readonly last: number
}

export class Activity {
  readonly #terms = new Map<GroupId, Term>()
  readonly #samples = new Map<GroupId, readonly Sample[]>()
  #electedAt = 0

  note(groups: readonly Told[], at: number): void {
    for (const { group, role, term, last } of groups) {
      this.#noteTerm(group, term, at)
      if (role === 'leader') this.#sample(group, { at, last })
    }
  }

  /** When the newest term of any group was first heard of: whoever asked for votes began it, also in vain. */
  electedAt(): number {
    return this.#electedAt
  }

  /** The mean of the last seconds; what nobody told of counts as none. */
  messagesPerSecond(group: GroupId, now: number): number {
    const samples = this.#samples.get(group) ?? []
    const from = samples.findLast(({ at }) => at <= now - RATE_OVER_MS) ?? samples[0]
    // A leader that has not applied everything yet tells of fewer than the one before it.
    return Math.max(0, (samples.at(-1)?.last ?? 0) - (from?.last ?? 0)) / SECONDS
  }

  #noteTerm(group: GroupId, term: Term, at: number): void {
    if (term <= (this.#terms.get(group) ?? 0)) return
    this.#terms.set(group, term)
    this.#electedAt = Math.max(this.#electedAt, at)
  }

  /** One that is older than the stretch is kept: there it begins. */
  #sample(group: GroupId, sample: Sample): void {
    const samples = this.#samples.get(group) ?? []
    const begin = samples.findLastIndex(({ at }) => at <= sample.at - RATE_OVER_MS)
    this.#samples.set(group, [...samples.slice(Math.max(0, begin)), sample])
  }
}
