// Whether a history can be explained by one order of its operations. Three verdicts and no fourth: running
// out of steps is never "ok". What is illegal is narrowed down to the smallest beginning of the history
// that cannot be explained, whose last answer is the one that nothing fits.

import { assert } from '../../shared/assert.ts'
import type { HistoryEvent } from './history.ts'
import type { Model } from './model.ts'
import type { Operation } from './operations.ts'
import { describeOperation, knownAt, operationsOf } from './operations.ts'
import { Budget, searchOrder } from './search.ts'

export interface FailingWindow {
  readonly part: string
  /** Every operation begun up to the answer that nothing fits; those without an answer by then are open. */
  readonly prefix: readonly Operation[]
  readonly last: Operation
  /** Operations of the prefix that overlap the last one: the answer may be wrong because of them. */
  readonly around: readonly Operation[]
  /** False: the budget ended before a smaller beginning could be ruled out. */
  readonly smallest: boolean
}

export type Verdict =
  | { readonly verdict: 'ok'; readonly steps: number }
  | { readonly verdict: 'illegal'; readonly steps: number; readonly window: FailingWindow }
  | { readonly verdict: 'unknown'; readonly steps: number; readonly part: string }

/** A few seconds of one core, and tens of megabytes for what was tried. */
const DEFAULT_BUDGET = 500_000

export const checkLinearizable = <S, C>(
  model: Model<S, C>,
  history: readonly HistoryEvent[],
  budget: number = DEFAULT_BUDGET,
): Verdict => checkOperations(model, operationsOf(history), budget)

export function checkOperations<S, C>(
  model: Model<S, C>,
  operations: readonly Operation[],
  steps: number = DEFAULT_BUDGET,
): Verdict {
  const budget = new Budget(steps)
  let undecided: string | null = null
  for (const [part, own] of byPart(model, operations)) {
    const found = searchOrder(model, model.initial(part), own, budget)
    if (found.kind === 'none') {
      const window = failingWindow(model, part, own, new Budget(steps))
      return { verdict: 'illegal', steps: budget.used, window }
    }
    // Another part may still be proven wrong with what is left.
    if (found.kind === 'budget') undecided ??= part
  }
  if (undecided !== null) return { verdict: 'unknown', steps: budget.used, part: undecided }
  return { verdict: 'ok', steps: budget.used }
}

/** Smallest parts first: a part that needs the whole budget must not hide a wrong answer in another. */
function byPart<S, C>(
  model: Model<S, C>,
  operations: readonly Operation[],
): readonly (readonly [string, readonly Operation[]])[] {
  const parts = new Map<string, Operation[]>()
  for (const operation of operations) {
    const part = model.part(operation)
    const own = parts.get(part)
    if (own === undefined) parts.set(part, [operation])
    else own.push(operation)
  }
  return [...parts].sort(([, a], [, b]) => a.length - b.length)
}

/**
 * What cannot be explained cannot be explained with more events behind it either, so the smallest such
 * beginning is found by halving.
 */
function failingWindow<S, C>(
  model: Model<S, C>,
  part: string,
  operations: readonly Operation[],
  budget: Budget,
): FailingWindow {
  const ends = operations.filter(({ reply }) => reply !== null).sort((a, b) => a.end - b.end)
  let low = 0
  let high = ends.length - 1
  let smallest = true
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const prefix = knownAt(operations, ends[middle]?.end ?? 0)
    const found = searchOrder(model, model.initial(part), prefix, budget)
    if (found.kind === 'budget') {
      smallest = false
      break
    }
    if (found.kind === 'none') high = middle
    else low = middle + 1
  }
  const last = ends[high]
  assert(last !== undefined, 'a history without answers is always explained')
  const prefix = knownAt(operations, last.end)
  const around = prefix.filter(({ id, end }) => id !== last.id && end > last.begin)
  return { part, prefix, last, around, smallest }
}

/** For a terminal: the answer that nothing fits, and what went on around it. */
export function describeWindow({ part, prefix, last, around, smallest }: FailingWindow): string {
  const before = prefix.filter(({ id, end }) => id !== last.id && end <= last.begin).slice(-LINES_BEFORE)
  const lines = (operations: readonly Operation[]): string[] =>
    operations.map((each) => `    ${describeOperation(each)}`)
  return [
    `no order of the ${smallest ? 'first' : 'first (or fewer)'} ${prefix.length} operations${part === '' ? '' : ` on ${part}`} explains`,
    ...lines([last]),
    ...(around.length === 0 ? [] : ['  at the same time:', ...lines(around)]),
    ...(before.length === 0 ? [] : ['  just before:', ...lines(before)]),
  ].join('\n')
}

/** Enough to see the state the answer should have been given in. */
const LINES_BEFORE = 8
