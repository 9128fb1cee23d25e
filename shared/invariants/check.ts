// One invariant as a fold over events. A check compares what processes said of themselves; where telemetry
// was lost it knows nothing and says nothing, so an alarm always rests on two things that were really told.

import type { TraceEvent } from '../trace.ts'
import type { InvariantName } from './names.ts'
import type { Logs } from './logs.ts'

export interface Finding {
  /** Comparisons made. */
  readonly checked: number
  /** What contradicts what, or null. */
  readonly broken: string | null
}

export interface Check {
  readonly name: InvariantName
  /** `logs` has taken the event already. */
  take(event: TraceEvent, logs: Logs): Finding
}

/** The event has nothing to do with this check. */
export const NOT_CHECKED: Finding = { checked: 0, broken: null }

export const fine = (checked: number): Finding => ({ checked, broken: null })
export const broken = (evidence: string): Finding => ({ checked: 1, broken: evidence })
