// The claims of the search can fail: each is shown a state that breaks it.

import { describe, expect, it } from 'vitest'
import type { Boot, Entry } from '../raft/types.ts'
import { NO_MEMORY, checked } from './check.ts'
import type { Memory } from './check.ts'
import { born, configOf, finishWrites, seen, wait } from './replica.ts'
import type { SearchReplica } from './replica.ts'
import { startOf } from './starts.ts'

const cmd = (index: number, term: number, data: string): Entry => ({
  index,
  term,
  kind: 'cmd',
  data,
  bytes: data.length,
})

function replicaWith(id: number, voters: readonly number[], boot: Partial<Boot>): SearchReplica {
  const empty: Boot = { hard: { term: 0, vote: 0 }, conf: configOf(voters), commit: 0, snap: null, log: [] }
  return born(id, { ...empty, ...boot }, id)
}

/** Alone among its voters, so that it elects itself. */
const leading = (id: number, boot: Partial<Boot> = {}): SearchReplica =>
  finishWrites(wait(replicaWith(id, [id], boot))).replica

const memoryOf = (replicas: readonly SearchReplica[], before: Partial<Memory> = {}): Memory =>
  checked(replicas.map(seen), { ...NO_MEMORY, ...before })

describe('the claims that every state is held against', () => {
  it('fail when two replicas lead one term', () => {
    expect(() => memoryOf([leading(1), leading(2)])).toThrow('election safety')
  })

  it('fail when a term is led again by another', () => {
    expect(() => memoryOf([leading(1)], { leaders: [2] })).toThrow('election safety')
  })

  it('fail when logs agree at an index and differ before it', () => {
    const hard = { term: 2, vote: 0 as const }
    const one = replicaWith(1, [1, 2], { hard, log: [cmd(1, 1, 'a'), cmd(2, 2, 'c')] })
    const other = replicaWith(2, [1, 2], { hard, log: [cmd(1, 1, 'b'), cmd(2, 2, 'c')] })
    expect(() => memoryOf([one, other])).toThrow('log matching')
  })

  it('fail when another entry is committed at an index', () => {
    const hard = { term: 2, vote: 0 as const }
    const one = replicaWith(1, [1, 2], { hard, commit: 1, log: [cmd(1, 2, 'a')] })
    expect(() => memoryOf([one], { committed: [1] })).toThrow('state machine safety')
  })

  it('fail when a leader lacks a committed entry', () => {
    expect(() => memoryOf([leading(1)], { committed: [1, 1, 1] })).toThrow('leader completeness')
  })

  it('hold where each search begins, and remember who led and what is committed', () => {
    expect(startOf('fresh', 3, 3).memory).toEqual(NO_MEMORY)
    expect(startOf('ahead', 3, 3).memory).toEqual({ committed: [1], leaders: [1] })
    expect(startOf('deposed', 3, 3).memory).toEqual({ committed: [1, 2], leaders: [1, 3] })
  })
})
