// The claims of the search can fail: each is shown a state that breaks it.

import { describe, expect, it } from 'vitest'
import type { Boot, Entry } from '../raft/types.ts'
import { checked } from './check.ts'
import { born, configOf, newWorld, step } from './world.ts'
import type { SearchReplica, World } from './world.ts'

const cmd = (index: number, term: number, data: string): Entry => ({
  index,
  term,
  kind: 'cmd',
  data,
  bytes: data.length,
})

function replicaWith(id: number, voters: readonly number[], boot: Partial<Boot>): SearchReplica {
  const empty: Boot = { hard: { term: 0, vote: 0 }, conf: configOf(voters), commit: 0, snap: null, log: [] }
  return born(id, { ...empty, ...boot }, 1)
}

/** Alone among its voters, so that it elects itself. */
function leading(id: number, boot: Partial<Boot> = {}): SearchReplica {
  let now = replicaWith(id, [id], boot)
  for (let tick = 0; tick < 4; tick += 1) now = step(now, [{ t: 'tick' }]).replica
  const seq = now.writing.at(-1)?.seq ?? 0
  return step(now, [{ t: 'persisted', seq }]).replica
}

const worldOf = (replicas: readonly SearchReplica[], more: Partial<World> = {}): World => ({
  ...newWorld(2, 2),
  replicas,
  ...more,
})

describe('the claims that every state is held against', () => {
  it('fail when two replicas lead one term', () => {
    const world = worldOf([leading(1), leading(2)])
    expect(() => checked(world)).toThrow('election safety')
  })

  it('fail when a term is led again by another', () => {
    const world = worldOf([leading(1)], { leaders: new Map([[1, 2]]) })
    expect(() => checked(world)).toThrow('election safety')
  })

  it('fail when logs agree at an index and differ before it', () => {
    const hard = { term: 2, vote: 0 as const }
    const one = replicaWith(1, [1, 2], { hard, log: [cmd(1, 1, 'a'), cmd(2, 2, 'c')] })
    const other = replicaWith(2, [1, 2], { hard, log: [cmd(1, 1, 'b'), cmd(2, 2, 'c')] })
    expect(() => checked(worldOf([one, other]))).toThrow('log matching')
  })

  it('fail when another entry is committed at an index', () => {
    const hard = { term: 2, vote: 0 as const }
    const one = replicaWith(1, [1, 2], { hard, commit: 1, log: [cmd(1, 2, 'a')] })
    expect(() => checked(worldOf([one], { committed: [1] }))).toThrow('state machine safety')
  })

  it('fail when a leader lacks a committed entry', () => {
    const world = worldOf([leading(1)], { committed: [1, 1, 1] })
    expect(() => checked(world)).toThrow('leader completeness')
  })

  it('hold at the start', () => {
    const world = newWorld(3, 3)
    expect(checked(world).committed).toEqual([])
  })
})
