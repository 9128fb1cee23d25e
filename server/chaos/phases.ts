// How long a run is and what it does when, all from the seed. Four nemeses, one after another; or all of them, then
// pairs; or so many minutes of whatever comes, one or two at a time.

import type { Random } from '../../shared/random.ts'
import type { NemesisName } from './nemesis/choose.ts'
import { strikesAlone } from './nemesis/choose.ts'
import { shuffled } from './nemesis/targets.ts'

export type Length =
  | { readonly kind: 'four' }
  /** All, then pairs, for an hour. */
  | { readonly kind: 'long' }
  | { readonly kind: 'minutes'; readonly minutes: number }

export interface Phase {
  readonly names: readonly NemesisName[]
  /** Each round has all of the names. Otherwise their turns come one after another, and sometimes two at once. */
  readonly together: boolean
  /** The round that is going on is finished. */
  readonly ms: number
}

const MS_PER_MINUTE = 60_000
export const LONG_MINUTES = 60
const FEW = 4
/** Several rounds of one kind: the second meets what the first has left. */
const PHASE_MS = [60_000, 90_000] as const

export function planPhases(
  length: Length,
  enabled: readonly NemesisName[],
  random: Random,
): readonly Phase[] {
  const phase = (names: readonly NemesisName[]): Phase => ({
    names,
    together: true,
    ms: random.int(...PHASE_MS),
  })
  switch (length.kind) {
    case 'minutes':
      return [{ names: shuffled(enabled, random), together: false, ms: length.minutes * MS_PER_MINUTE }]
    case 'four':
      return shuffled(enabled, random)
        .slice(0, FEW)
        .map((name) => phase([name]))
    case 'long': {
      const singles = shuffled(enabled, random).map((name) => phase([name]))
      const pairs = enabled.flatMap((one, at) =>
        enabled
          .slice(at + 1)
          .flatMap((other) => (strikesAlone(one) || strikesAlone(other) ? [] : [[one, other]])),
      )
      const all = [...singles, ...shuffled(pairs, random).map(phase)]
      return upTo(LONG_MINUTES * MS_PER_MINUTE, all)
    }
  }
}

function upTo(ms: number, phases: readonly Phase[]): readonly Phase[] {
  let sum = 0
  return phases.filter((phase) => {
    const fits = sum < ms
    sum += phase.ms
    return fits
  })
}
