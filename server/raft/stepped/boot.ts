// What a core begins with where every step is asked for: its options, its configuration, what its files hold.

import { raftOptions } from '../limits.ts'
import type { Boot, Config, Entry, Options } from '../types.ts'

export const GROUP = 7

export const configOf = (voters: readonly number[], learners: readonly number[] = []): Config => ({
  voters,
  outgoing: [],
  learners,
})

export const bootOf = (conf: Config, boot: Partial<Boot> = {}): Boot => ({
  hard: { term: 0, vote: 0 },
  conf,
  commit: 0,
  snap: null,
  log: [],
  ...boot,
})

export const optionsOf = (self: number, more: Partial<Options> = {}): Options => ({
  ...raftOptions(GROUP, self, 1),
  ...more,
})

/** A log that holds nothing but terms, from index 1. */
export const logOf = (...terms: readonly number[]): Entry[] =>
  terms.map((term, at) => ({ index: at + 1, term, kind: 'noop' }))

/** Files of a replica with this log, in the term of its last entry unless told otherwise. */
export const withLog = (terms: readonly number[], term = terms.at(-1) ?? 0): Partial<Boot> => ({
  hard: { term, vote: 0 },
  log: logOf(...terms),
})
