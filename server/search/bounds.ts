// What is searched: elections and logs on a disk that is done at once, crashes on one that is not, and in the long
// share more crashes, changes of the configuration and the handing over of the office; each from several starts, with
// two and three voters.

import type { Bounds, Spent } from './moves.ts'
import type { Start } from './starts.ts'

export interface NamedBounds extends Bounds {
  readonly name: string
}

/** Of two voters none is elected without the other, so nobody is deposed. */
const STARTS: Readonly<Record<2 | 3, readonly Start[]>> = {
  2: ['fresh', 'led', 'ahead'],
  3: ['fresh', 'led', 'ahead', 'deposed'],
}
const SIZES = [2, 3] as const
/** Enough for two elections behind each other and a replaced entry. */
const TERMS = 3

interface Kind {
  readonly what: string
  readonly disk: Bounds['disk']
  /** Replicas beside the first voters. */
  readonly more: number
  readonly most: Partial<Spent>
}

const NOTHING: Spent = { waits: 0, beats: 0, doubles: 0, proposals: 0, changes: 0, transfers: 0, crashes: 0 }

/** One timeout more would make a hundred times as many states of three voters. */
const SHORT: Kind = { what: 'one timeout', disk: 'instant', more: 0, most: { waits: 1, proposals: 2 } }
const ORDERS: Kind = { what: 'any order', disk: 'instant', more: 0, most: { waits: 2, proposals: 2 } }
const CRASH: Kind = { what: 'one crash', disk: 'slow', more: 0, most: { waits: 2, proposals: 2, crashes: 1 } }
/** Without a timeout the office can only be handed over. */
const TRANSFER: Kind = {
  what: 'handed over',
  disk: 'slow',
  more: 0,
  most: { proposals: 1, transfers: 1 },
}
/** Two voters come to an end. */
const CRASHES: Kind = {
  what: 'three crashes',
  disk: 'slow',
  more: 0,
  most: { waits: 1, proposals: 2, crashes: 3 },
}
const CHANGE: Kind = {
  what: 'one change',
  disk: 'instant',
  more: 1,
  most: { waits: 1, proposals: 1, changes: 1 },
}
const CHANGES: Kind = { what: 'two changes', disk: 'instant', more: 1, most: { waits: 1, changes: 2 } }
/** As deep as one gets. */
const ROUGH: Kind = {
  what: 'crashes, beats, doubles',
  disk: 'slow',
  more: 0,
  most: { waits: 4, beats: 1, doubles: 1, proposals: 2, crashes: 3 },
}
const ALL_KINDS: Kind = {
  what: 'some of everything',
  disk: 'slow',
  more: 1,
  most: { waits: 2, beats: 1, doubles: 1, proposals: 1, changes: 1, transfers: 1, crashes: 1 },
}

/** Where nobody has led yet nothing happens without a timeout. */
const startsOf = (voters: 2 | 3, { waits = 0 }: Kind['most']): readonly Start[] =>
  STARTS[voters].filter((start) => start !== 'fresh' || waits > 0)

const boundsOf = ({ what, disk, more, most }: Kind): readonly NamedBounds[] =>
  SIZES.flatMap((voters) =>
    startsOf(voters, most).map((start) => ({
      name: `${voters} voters, ${start}, ${what}`,
      start,
      replicas: voters + more,
      voters,
      terms: TERMS,
      disk,
      most: { ...NOTHING, ...most },
    })),
  )

/** With every run of the tests. */
export const QUICK: readonly NamedBounds[] = [SHORT, ORDERS, CRASH, TRANSFER].flatMap(boundsOf)

/** `npm run search`, beside the quick ones. */
export const LONG: readonly NamedBounds[] = [CRASHES, CHANGE, CHANGES, ROUGH, ALL_KINDS].flatMap(boundsOf)
