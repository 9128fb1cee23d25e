// Makes a failing run shorter while it goes on failing in the same way: it ends at the failing event; then whole
// kinds of trouble go, then nodes, groups and clients, then single strikes, by halves first. What is left is the
// story to read.

import { KINDS, WHOLE } from './reduction.ts'
import type { Reduction } from './reduction.ts'
import { runSeed } from './run.ts'
import type { RunResult } from './run.ts'

export interface Attempt {
  readonly seed: number
  readonly steps: number
  readonly reduction: Reduction
}

export interface Shrunk extends Attempt {
  readonly result: RunResult
  /** Runs that were tried. */
  readonly tries: number
}

type Run = (attempt: Attempt) => RunResult

const reallyRun: Run = ({ seed, steps, reduction }) => runSeed(seed, { steps, reduction })
/** A run takes a part of a second; nobody waits longer than minutes. */
const MAX_TRIES = 400

export function shrink(seed: number, steps: number, run: Run = reallyRun, reduction = WHOLE): Shrunk {
  const first = { seed, steps, reduction }
  const shrinker = new Shrinker(first, run(first), run)
  shrinker.withoutKinds()
  shrinker.fewer('nodes', 1)
  shrinker.fewer('groups', 1)
  shrinker.fewer('clients', 0)
  shrinker.withoutStrikes('faults')
  shrinker.withoutStrikes('moves')
  return shrinker.best
}

class Shrinker {
  best: Shrunk
  readonly #run: Run

  constructor(first: Attempt, result: RunResult, run: Run) {
    this.#run = run
    this.best = { ...first, result, tries: 1 }
    this.#endAtFailure()
  }

  withoutKinds(): void {
    for (const kind of KINDS) {
      const { without } = this.best.reduction
      if (!without.includes(kind)) this.#try({ without: [...without, kind] })
    }
  }

  fewer(what: 'nodes' | 'groups' | 'clients', least: number): void {
    const now = this.best.result.size[what]
    for (let count = least; count < now; count += 1) if (this.#try({ [what]: count })) return
  }

  /** Halves, quarters, down to single ones. */
  withoutStrikes(what: 'faults' | 'moves'): void {
    const count = this.best.result.strikes[what]
    for (let size = Math.ceil(count / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 1; from <= count; from += size) {
        const left = this.best.reduction[what]
        const slice = Array.from({ length: Math.min(size, count - from + 1) }, (_, at) => from + at)
        const fresh = slice.filter((number) => !left.includes(number))
        if (fresh.length > 0) this.#try({ [what]: [...left, ...fresh] })
      }
    }
  }

  #try(change: Partial<Reduction>): boolean {
    if (this.best.tries >= MAX_TRIES) return false
    const { seed, steps } = this.best
    const reduction = { ...this.best.reduction, ...change }
    const result = this.#run({ seed, steps, reduction })
    const fails = result.violation?.invariant === this.best.result.violation?.invariant
    this.best = { ...this.best, tries: this.best.tries + 1 }
    if (!fails) return false
    this.best = { ...this.best, reduction, result }
    this.#endAtFailure()
    return true
  }

  /** A failure while everything is being repaired needs the repair. */
  #endAtFailure(): void {
    const { result, steps } = this.best
    if (result.violation !== null && result.events < steps) this.best = { ...this.best, steps: result.events }
  }
}
