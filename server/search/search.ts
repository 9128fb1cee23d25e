// Breadth first over every order of everything: the first violation found is also the shortest. States that behave
// alike for ever are merged, and no others: what is found is real, and within the bounds nothing is left out.

import { InvariantError } from '../../shared/assert.ts'
import { Cluster } from './cluster.ts'
import type { Bounds } from './moves.ts'
import { Space } from './space.ts'

export interface Found {
  readonly why: string
  /** The moves that lead there, from the start. */
  readonly moves: readonly string[]
}

export interface Searched {
  readonly states: number
  /** Moves tried, also those that led to a state known already. */
  readonly moves: number
  /** Every state this many moves away from the start was looked at. */
  readonly depth: number
  /** Nothing is left within the bounds. */
  readonly complete: boolean
  readonly found: Found | null
}

/** Ends at the first violation, when nothing is left, or when so many states were seen. */
export function search(bounds: Bounds, maxStates: number): Searched {
  const cluster = new Cluster(bounds)
  const space = new Space(cluster.width)
  space.add(cluster.now, 0, 0)
  let [moves, depth, layer] = [0, 0, 1]
  const result = (complete: boolean, found: Found | null): Searched => ({
    states: space.size,
    moves,
    depth,
    complete,
    found,
  })
  for (let state = 0; state < space.size; state += 1) {
    if (space.size >= maxStates) return result(false, null)
    if (state === layer) {
      depth += 1
      layer = space.size
    }
    space.read(state, cluster.now)
    for (const move of cluster.moves()) {
      moves += 1
      const why = tried(space, cluster, state, move)
      if (why !== null)
        return result(false, { why, moves: [...pathTo(space, cluster, state), cluster.nameOf(move)] })
    }
  }
  return result(true, null)
}

/** What this move breaks, or null. */
function tried(space: Space, cluster: Cluster, state: number, move: number): string | null {
  try {
    if (!cluster.move(move)) return null
    if (cluster.width > space.fields) space.widen(cluster.width)
    if (space.add(cluster.next, state, move)) cluster.check(move)
    return null
  } catch (error) {
    if (error instanceof InvariantError) return error.message
    throw error
  }
}

function pathTo(space: Space, cluster: Cluster, state: number): readonly string[] {
  const path: string[] = []
  for (let at = state; at !== 0; at = space.from(at)) path.unshift(cluster.nameOf(space.move(at)))
  return path
}
