import { describe, expect, it } from 'vitest'
import { reachedByQuorum, voteResult, votersOf } from './quorum.ts'
import type { VoteResult } from './quorum.ts'
import type { Config } from './types.ts'

// The oracles count one by one and share no idea with the code: no sorting, no "half plus one".

const isMajority = (some: number, all: number): boolean => some * 2 > all

function reachedOracle(conf: Config, valueOf: (id: number) => number): number {
  const halves = conf.outgoing.length === 0 ? [conf.voters] : [conf.voters, conf.outgoing]
  for (let value = 4; value > 0; value -= 1) {
    const holds = (half: readonly number[]): boolean =>
      isMajority(half.filter((id) => valueOf(id) >= value).length, half.length)
    if (halves.every(holds)) return value
  }
  return 0
}

function voteOracle(conf: Config, voteOf: (id: number) => boolean | undefined): VoteResult {
  const halves = conf.outgoing.length === 0 ? [conf.voters] : [conf.voters, conf.outgoing]
  const wins = (yes: (vote: boolean | undefined) => boolean): boolean =>
    halves.every((half) => isMajority(half.filter((id) => yes(voteOf(id))).length, half.length))
  if (wins((vote) => vote === true)) return 'won'
  return wins((vote) => vote !== false) ? 'pending' : 'lost'
}

/** Every assignment of `choices` values to `count` places. */
function* assignments(count: number, choices: number): Generator<readonly number[]> {
  for (let code = 0; code < choices ** count; code += 1) {
    yield Array.from({ length: count }, (_, at) => Math.floor(code / choices ** at) % choices)
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)
const plain = (count: number): Config => ({ voters: upTo(count), outgoing: [], learners: [8] })

/** All pairs of halves over five replicas. */
function* joints(): Generator<Config> {
  for (let voters = 0; voters < 32; voters += 1) {
    for (let outgoing = 1; outgoing < 32; outgoing += 1) {
      const pick = (mask: number): number[] => upTo(5).filter((id) => (mask >> (id - 1)) & 1)
      yield { voters: pick(voters), outgoing: pick(outgoing), learners: [] }
    }
  }
}

/** As bits: `some` are within `all`, and elect. */
function isMajorityOf(some: number, all: number): boolean {
  const pick = (mask: number): number[] => upTo(5).filter((id) => (mask >> (id - 1)) & 1)
  if ((some & ~all) !== 0) return false
  const granted = new Set(pick(some))
  return voteResult({ voters: pick(all), outgoing: [], learners: [] }, (id) => granted.has(id)) === 'won'
}

describe('a majority', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'of %i voters reaches what a count one by one says (B28, B66)',
    (count) => {
      const choices = count > 5 ? 3 : 5
      for (const values of assignments(count, choices)) {
        const valueOf = (id: number): number => values[id - 1] ?? 0
        expect(reachedByQuorum(plain(count), valueOf)).toBe(reachedOracle(plain(count), valueOf))
      }
    },
  )

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('of %i voters elects what a count one by one says (B28)', (count) => {
    const votes = [undefined, false, true]
    for (const answers of assignments(count, 3)) {
      const voteOf = (id: number): boolean | undefined => votes[answers[id - 1] ?? 0]
      expect(voteResult(plain(count), voteOf)).toBe(voteOracle(plain(count), voteOf))
    }
  })

  it('of two configurations needs both halves (B28)', () => {
    const votes = [undefined, false, true]
    const every = [...assignments(5, 3)]
    // Collected, not expected one by one: a quarter of a million expectations take longer than all other tests.
    const wrong: unknown[] = []
    for (const conf of joints()) {
      for (const answers of every) {
        const valueOf = (id: number): number => answers[id - 1] ?? 0
        const voteOf = (id: number): boolean | undefined => votes[valueOf(id)]
        const reached = reachedByQuorum(conf, valueOf) === reachedOracle(conf, valueOf)
        const voted = voteResult(conf, voteOf) === voteOracle(conf, voteOf)
        if (!reached || !voted) wrong.push({ conf, answers })
      }
    }
    expect(wrong).toEqual([])
    expect(every).toHaveLength(243)
  })

  it('is the same whatever learners say, and however many there are (B28)', () => {
    const votes = [undefined, false, true]
    for (const answers of assignments(5, 3)) {
      const valueOf = (id: number): number => answers[id - 1] ?? 0
      const voteOf = (id: number): boolean | undefined => votes[valueOf(id)]
      // Replicas 4 and 5 learn: only 1 to 3 may decide, alone or as one half.
      for (const outgoing of [[], [2, 3]]) {
        const conf = { voters: [1, 2, 3], outgoing, learners: [4, 5] }
        const without = { ...conf, learners: [] }
        expect(reachedByQuorum(conf, valueOf)).toBe(
          reachedOracle(without, (id) => (id > 3 ? 9 : valueOf(id))),
        )
        expect(voteResult(conf, voteOf)).toBe(voteOracle(without, (id) => (id > 3 ? true : voteOf(id))))
        expect(votersOf(conf)).toEqual([1, 2, 3])
      }
    }
  })

  it('of the voters before a change and one of the voters after it have a member in common (B28, B58)', () => {
    for (let voters = 1; voters < 32; voters += 1) {
      for (let id = 0; id < 5; id += 1) {
        const after = voters ^ (1 << id)
        for (let one = 0; one < 32; one += 1) {
          for (let other = 0; other < 32; other += 1) {
            const meet = !isMajorityOf(one, voters) || !isMajorityOf(other, after) || (one & other) !== 0
            if (!meet) expect({ voters, after, one, other }).toBe('a common member')
          }
        }
      }
    }
    expect([isMajorityOf(0b011, 0b111), isMajorityOf(0b001, 0b011)]).toEqual([true, false])
  })

  it('of no voters never agrees', () => {
    expect(reachedByQuorum(plain(0), () => 9)).toBe(0)
    expect(voteResult(plain(0), () => true)).toBe('lost')
  })
})
