// Ranges of one replica that grow many thousand times a second: appended, durable, committed, applied. They
// are joined until the next flush, so that a viewer gets at most one of each per flush, and exact.

import type { Json, LogIndex, Term } from '../../shared/ids.ts'
import { MAX_CELLS } from '../../shared/trace-facts.ts'

export interface AppendRange {
  readonly term: Term
  readonly from: LogIndex
  readonly to: LogIndex
  readonly cut: LogIndex | null
  readonly cause: string | null
}

export interface Range {
  readonly from: LogIndex
  readonly to: LogIndex
  readonly cause: string | null
}

export interface AppliedCommand {
  readonly index: LogIndex
  readonly command: Json
  readonly reply: Json
}

export interface Progress {
  append: AppendRange | null
  commit: (Range & { readonly term: Term }) | null
  apply: Range | null
  /** The newest commands of `apply`. */
  applied: AppliedCommand[]
}

export const noProgress = (): Progress => ({ append: null, commit: null, apply: null, applied: [] })

/** A cut inside what no viewer has seen yet only shortens it; a cut before it is told. */
export function joinAppends(before: AppendRange | null, next: AppendRange): AppendRange {
  if (before === null) return next
  if (next.cut === null || next.cut >= before.from) return { ...next, from: before.from, cut: before.cut }
  return { ...next, cut: before.cut === null ? next.cut : Math.min(before.cut, next.cut) }
}

export const joinRanges = <R extends Range>(before: R | null, next: R): R =>
  before === null ? next : { ...next, from: before.from }

export function rememberApplied(progress: Progress, command: AppliedCommand): void {
  progress.applied.push(command)
  // Cut seldom, so that a busy group does not move 64 commands for each one.
  if (progress.applied.length > 2 * MAX_CELLS) progress.applied = progress.applied.slice(-MAX_CELLS)
}
