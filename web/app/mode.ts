// The mode of the cluster's one clock, its named stops, and what the banner says about it.

export type Mode = 'live' | 'slow' | 'paused'

export function modeOf(rate: number): Mode {
  if (rate === 0) return 'paused'
  return rate < 1 ? 'slow' : 'live'
}

export interface Stop {
  readonly value: string
  readonly rate: number
  readonly label: string
  readonly hint: string
}

export const STOPS: readonly Stop[] = [
  { value: 'live', rate: 1, label: 'Live', hint: 'the cluster at its own speed' },
  { value: 'classroom', rate: 1 / 10, label: '1/10', hint: 'classroom: ten times slower' },
  { value: 'slow', rate: 1 / 50, label: '1/50', hint: 'slow: every frame can be followed' },
  { value: 'paused', rate: 0, label: 'Pause', hint: 'timers stand still, processes and sockets live' },
]

/** Two rates this close are the same stop: 1/50 is not exact in binary. */
const SAME = 1e-6

export const stopOf = (rate: number): Stop | null =>
  STOPS.find((stop) => Math.abs(stop.rate - rate) < SAME) ?? null

/** What `[` and `]` go through: about half as fast each time, down to the slowest that shows a frame. */
const LADDER = [1, 1 / 2, 1 / 5, 1 / 10, 1 / 20, 1 / 50, 1 / 100, 1 / 500] as const
const SLOWEST = 1 / 500

export const slowerThan = (rate: number): number =>
  rate === 0 ? 0 : (LADDER.find((one) => one < rate - SAME) ?? SLOWEST)

export const fasterThan = (rate: number): number => LADDER.findLast((one) => one > rate + SAME) ?? 1

export const rateWords = (rate: number): string => {
  if (rate === 1) return 'full speed'
  return rate === 0 ? 'paused' : `1/${Math.round(1 / rate)}`
}

/** Above this rate the gates' added delay is too short to be seen, so flights stay after-images. */
const FLIGHTS_ARE_REAL_FROM = 1 / 20

export function bannerOf(rate: number): { readonly word: string; readonly text: string } {
  switch (modeOf(rate)) {
    case 'live':
      return { word: 'LIVE', text: 'flights are after-images; real ones take under a millisecond' }
    case 'slow':
      return {
        word: `SLOW ${rateWords(rate)}`,
        text:
          rate > FLIGHTS_ARE_REAL_FROM + SAME
            ? 'the cluster itself is slow; flights are still after-images'
            : 'the cluster itself is slow; disks and CPUs are not',
      }
    case 'paused':
      return { word: 'PAUSED', text: 'timers stopped, frames held; processes and sockets alive' }
  }
}
