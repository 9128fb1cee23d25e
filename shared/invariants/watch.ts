// All checks on one stream of events. What they find is told as events again: a contradiction at once and for
// the rest of the run, the counts of the rest now and then while there is something to count.

import type { TraceBodyOf, TraceEvent } from '../trace.ts'
import type { Check } from './check.ts'
import { createElectionSafety } from './election-safety.ts'
import { createExactlyOnce } from './exactly-once.ts'
import { createLeaderAppendOnly } from './leader-append-only.ts'
import { createLeaderCompleteness } from './leader-completeness.ts'
import { createLogMatching } from './log-matching.ts'
import { Logs } from './logs.ts'
import { createMoney } from './money.ts'
import { createStateMachineSafety } from './state-machine-safety.ts'

/** Real milliseconds between two reports of counts: a person reads them, nothing waits for them. */
const REPORT_EVERY_MS = 2_000

export type InvariantReport = TraceBodyOf<'invariant'>

interface Watched {
  readonly check: Check
  checked: number
  told: number
  evidence: string | null
}

export class InvariantWatch {
  readonly #logs = new Logs()
  readonly #watched: readonly Watched[] = [
    createElectionSafety(),
    createLeaderAppendOnly(),
    createLogMatching(),
    createLeaderCompleteness(),
    createStateMachineSafety(),
    createMoney(),
    createExactlyOnce(),
  ].map((check) => ({ check, checked: 0, told: 0, evidence: null }))
  #reportedAt = -Infinity

  /** What there is to tell after this event; mostly nothing. */
  take(event: TraceEvent): readonly InvariantReport[] {
    if (event.kind === 'invariant' || event.kind === 'rpc') return []
    this.#logs.take(event)
    const broke = this.#watched.filter((watched) => this.#check(watched, event))
    if (broke.length > 0) return broke.map(report)
    if (event.wallAt - this.#reportedAt < REPORT_EVERY_MS) return []
    this.#reportedAt = event.wallAt
    return this.#watched.filter(({ checked, told }) => checked > told).map(report)
  }

  /** True when it broke just now. The first evidence stays: what follows is often only its consequence. */
  #check(watched: Watched, event: TraceEvent): boolean {
    const { checked, broken } = watched.check.take(event, this.#logs)
    watched.checked += checked
    if (broken === null || watched.evidence !== null) return false
    watched.evidence = broken
    return true
  }
}

function report(watched: Watched): InvariantReport {
  const { check, checked, evidence } = watched
  watched.told = checked
  const found = evidence === null ? {} : { evidence }
  return { kind: 'invariant', name: check.name, ok: evidence === null, checked, ...found }
}
