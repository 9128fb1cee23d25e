// What makes merging sound: replicas with one key behave alike, however they came to be and however their timers are
// drawn. Shown by walks that are made twice: once by looking up what a replica with this key did before, and once by
// real replicas with other timers, step by step.

import { describe, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import type { Message } from '../raft/types.ts'
import { Messages } from './messages.ts'
import { make, movesOf, spend } from './moves.ts'
import type { Bounds } from './moves.ts'
import { Parts } from './parts.ts'
import { keyOf, seen } from './replica.ts'
import { startOf } from './starts.ts'

const MOST = { waits: 15, beats: 15, doubles: 0, proposals: 4, changes: 4, transfers: 3, crashes: 4 }
const BOUNDS: Bounds = { start: 'led', replicas: 4, voters: 3, terms: 9, disk: 'slow', most: MOST }
const STEPS = 150

function walk(seed: number, parts: Parts, messages: Messages): number {
  const random = createRandom(seed)
  const { start, replicas, voters } = BOUNDS
  const real = [...startOf(start, replicas, voters, seed * 1_000).replicas]
  const looked = real.map((replica) => parts.numberOf(replica))
  const wire: Message[] = []
  let [spent, merged] = [0, 0]
  for (let done = 0; done < STEPS; done += 1) {
    const place = random.int(0, replicas - 1)
    const replica = real[place]
    const part = looked[place]
    if (replica === undefined || part === undefined) throw new Error('there is no such replica')
    const mine = wire.filter(({ to }) => to === replica.id)
    const own = movesOf(seen(replica).view, replica.writing.length > 0, spent, BOUNDS)
    const at = random.int(0, own.length + 2 * mine.length - 1)
    const msg = at < own.length ? null : (mine[(at - own.length) % mine.length] ?? null)
    if (at < 0 || (msg === null && own[at] === undefined)) continue
    const move = own[at] ?? 0
    const arriving = msg === null ? null : messages.numberOf(msg)
    const known = parts.size
    const next = parts.next(part, move, arriving)
    const made = make(move, replica, msg, BOUNDS.disk)
    if (!next.ok) throw new Error(next.why)
    if (parts.size === known) merged += 1
    expect(keyOf(parts.at(next.to).replica)).toBe(keyOf(made.replica))
    expect(next.sent.map((number) => messages.at(number))).toEqual(made.sent)
    ;[real[place], looked[place]] = [made.replica, next.to]
    if (msg === null) spent = spend(spent, move)
    wire.push(...made.sent)
  }
  return merged
}

describe('replicas with one key', () => {
  it('do and send the same at every move, with other timers and after other ways', () => {
    const messages = new Messages(BOUNDS.replicas)
    const parts = new Parts(BOUNDS.disk, messages)
    let merged = 0
    for (let seed = 1; seed <= 40; seed += 1) merged += walk(seed, parts, messages)
    expect(merged).toBeGreaterThan(1_000)
  })
})
