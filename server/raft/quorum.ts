// What a majority is, once. Commits, elections, check-quorum and reads all ask these functions, so there is one
// place to get it right (B28, B66). A configuration with `outgoing` voters needs a majority of both halves
// (paper section 6); without them the second half asks nothing. No voters never agree on anything.

import type { Config, ReplicaId } from './types.ts'

export type VoteResult = 'won' | 'lost' | 'pending'

export const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1

/** Every replica whose vote counts, each once. */
export const votersOf = (conf: Config): readonly ReplicaId[] =>
  conf.outgoing.length === 0 ? conf.voters : [...new Set([...conf.voters, ...conf.outgoing])]

/** The highest value that a majority has reached; values are at least 0. */
export function reachedByQuorum(conf: Config, valueOf: (id: ReplicaId) => number): number {
  const incoming = reachedByMajority(conf.voters, valueOf)
  return conf.outgoing.length === 0 ? incoming : Math.min(incoming, reachedByMajority(conf.outgoing, valueOf))
}

function reachedByMajority(voters: readonly ReplicaId[], valueOf: (id: ReplicaId) => number): number {
  const descending = voters.map(valueOf).sort((a, b) => b - a)
  return descending[majorityOf(voters.length) - 1] ?? 0
}

/** `undefined` is an answer that has not come yet. */
export function voteResult(conf: Config, voteOf: (id: ReplicaId) => boolean | undefined): VoteResult {
  const incoming = majorityVote(conf.voters, voteOf)
  if (conf.outgoing.length === 0) return incoming
  const outgoing = majorityVote(conf.outgoing, voteOf)
  if (incoming === 'lost' || outgoing === 'lost') return 'lost'
  return incoming === 'won' && outgoing === 'won' ? 'won' : 'pending'
}

function majorityVote(
  voters: readonly ReplicaId[],
  voteOf: (id: ReplicaId) => boolean | undefined,
): VoteResult {
  let granted = 0
  let open = 0
  for (const voter of voters) {
    const vote = voteOf(voter)
    if (vote === undefined) open += 1
    else if (vote) granted += 1
  }
  const needed = majorityOf(voters.length)
  if (granted >= needed) return 'won'
  return granted + open >= needed ? 'pending' : 'lost'
}
