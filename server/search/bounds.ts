// What is searched: elections and logs on a disk that is done at once, crashes on one that is not, and in the long
// share more crashes and two changes of the configuration; each from several starts, with two and three voters.

import type { Bounds } from './moves.ts'
import type { Start } from './starts.ts'
import type { Spent } from './world.ts'

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
  readonly most: Spent
}

const ORDERS: Kind = {
  what: 'any order',
  disk: 'instant',
  more: 0,
  most: { waits: 2, beats: 0, doubles: 0, proposals: 1, changes: 0, crashes: 0 },
}
const CRASH: Kind = {
  what: 'one crash',
  disk: 'slow',
  more: 0,
  most: { waits: 2, beats: 0, doubles: 0, proposals: 1, changes: 0, crashes: 1 },
}
const CRASHES: Kind = {
  what: 'three crashes, doubles',
  disk: 'slow',
  more: 0,
  most: { waits: 4, beats: 1, doubles: 1, proposals: 2, changes: 0, crashes: 3 },
}
const CHANGES: Kind = {
  what: 'two changes',
  disk: 'instant',
  more: 1,
  most: { waits: 3, beats: 0, doubles: 0, proposals: 0, changes: 2, crashes: 0 },
}

const boundsOf = ({ what, disk, more, most }: Kind): readonly NamedBounds[] =>
  SIZES.flatMap((voters) =>
    STARTS[voters].map((start) => ({
      name: `${voters} voters, ${start}, ${what}`,
      start,
      replicas: voters + more,
      voters,
      terms: TERMS,
      disk,
      most,
    })),
  )

/** With every run of the tests. */
export const QUICK: readonly NamedBounds[] = [ORDERS, CRASH].flatMap(boundsOf)

/** `npm run search`, beside the quick ones. */
export const LONG: readonly NamedBounds[] = [CRASHES, CHANGES].flatMap(boundsOf)
