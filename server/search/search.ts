// Breadth first over every order of everything: the first violation found is also the shortest. States are
// merged by what can be seen of them. What cannot be seen is how the next timer will be drawn and when a leader
// was last heard, so a merged state stands for others that differ in that: what is found is real, and what is
// left out is that.

import { InvariantError } from '../../shared/assert.ts'
import { checked } from './check.ts'
import { movesOf } from './moves.ts'
import type { Bounds } from './moves.ts'
import { startOf } from './starts.ts'
import type { World } from './world.ts'

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

interface Reached {
  readonly world: World
  readonly from: Reached | null
  readonly move: string
}

/** Ends at the first violation, when nothing is left, or when so many states were seen. */
export function search(bounds: Bounds, maxStates: number): Searched {
  const known = new Set<number>()
  let [moves, depth] = [0, 0]
  let layer: Reached[] = [
    { world: checked(startOf(bounds.start, bounds.replicas, bounds.voters)), from: null, move: '' },
  ]
  const result = (complete: boolean, found: Found | null): Searched => ({
    states: known.size,
    moves,
    depth,
    complete,
    found,
  })
  while (layer.length > 0) {
    const next: Reached[] = []
    for (const reached of layer) {
      for (const { name, make } of movesOf(reached.world, bounds)) {
        moves += 1
        const tried = attempt(make)
        if (typeof tried === 'string') return result(false, { why: tried, moves: [...pathTo(reached), name] })
        const key = keyOf(tried)
        if (known.has(key)) continue
        known.add(key)
        if (known.size >= maxStates) return result(false, null)
        next.push({ world: tried, from: reached, move: name })
      }
    }
    layer = next
    depth += 1
  }
  return result(true, null)
}

function attempt(make: () => World): World | string {
  try {
    return checked(make())
  } catch (error) {
    if (error instanceof InvariantError) return error.message
    throw error
  }
}

function pathTo(reached: Reached): readonly string[] {
  const path: string[] = []
  for (let at: Reached | null = reached; at !== null && at.from !== null; at = at.from) path.unshift(at.move)
  return path
}

/** All that can be seen of a state, in 53 bits: at a million states two share a key once in ten thousand runs. */
function keyOf({ replicas, wire, committed, leaders, spent }: World): number {
  const seen = replicas.map(({ view, entries, boot, writing, waiting, durable }) => [
    view,
    entries,
    [boot.hard, boot.log],
    writing.map((record) => [record.seq - durable, record.hard, record.truncateFrom, record.append]),
    waiting.map(({ after, msg }) => [after - durable, msg]),
  ])
  return hash53(
    JSON.stringify([
      seen,
      [...wire].sort(),
      committed,
      [...leaders].sort(([one], [other]) => one - other),
      spent,
    ]),
  )
}

/** Two multiply-and-xor hashes side by side, 26 and 27 bits of each. */
function hash53(text: string): number {
  let [low, high] = [0x811c9dc5, 0x1b873593]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x85ebca6b)
    high ^= high >>> 13
  }
  return (low >>> 5) * 2 ** 26 + (high >>> 6)
}
