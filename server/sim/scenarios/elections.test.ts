import { describe, expect, it } from 'vitest'
import { Lab } from '../lab.ts'
import { MS } from '../timeline.ts'

describe('elections that went wrong elsewhere', () => {
  it('B05: a candidate that dies before its vote is durable has asked nobody, and nobody elects it after', () => {
    const lab = new Lab(3)
    const asked: number[] = []
    lab.world.network.filter = (msg, from) => {
      if (msg.t === 'vote') asked.push(from)
      return true
    }
    // Its disk takes longer than the story: neither its term nor its vote becomes durable.
    lab.node(0).disk.slow(1_000_000)
    lab.fireTimer(0)
    lab.until('it is a candidate', () => lab.view(0).role === 'candidate')
    const { term } = lab.view(0)
    lab.run(50 * MS)
    expect(asked).toEqual([])
    lab.crash(0)
    const leader = lab.elect([1, 2])
    lab.restart(0)
    lab.node(0).disk.slow(1)
    lab.agree('after')
    expect(lab.world.observer.groups[1]?.leaderOf.get(term)).not.toBe(lab.view(0).self)
    expect(lab.view(leader).role).toBe('leader')
  })

  it('B05: a grant that is delayed over the candidate’s restart elects nobody', () => {
    const lab = new Lab(3)
    lab.world.network.filter = (msg) => {
      if (msg.t !== 'voteResp') return true
      lab.world.network.filter = null
      // The candidate dies with the grant on its way, and is back before it arrives.
      lab.world.timeline.schedule(0, 'fault', 0, () => {
        lab.crash(0)
        lab.restart(0)
      })
      return true
    }
    lab.fireTimer(0)
    lab.until('it asks and dies', () => lab.node(0).life === 2)
    const { term } = lab.view(0)
    lab.run(20 * MS)
    expect(lab.world.marks.counts.get('message for an earlier life')).toBeGreaterThan(0)
    expect(lab.view(0)).toMatchObject({ role: 'follower', term })
    lab.agree('after')
    expect(lab.world.observer.groups[1]?.leaderOf.has(term)).toBe(false)
  })

  it('B15: a follower that its leader does not reach, but all others do, moves nobody’s term', () => {
    const lab = new Lab(3, 2)
    lab.agree('base')
    const leader = lab.elect()
    const [cutOff = 0] = lab.others(leader)
    const { term } = lab.view(leader)
    lab.cut([[leader, cutOff]])
    lab.run(10 * lab.timeout)
    expect(lab.world.marks.counts.get('vote refused by lease')).toBeGreaterThan(5)
    lab.mend()
    expect(lab.elect()).toBe(leader)
    lab.run(2 * lab.timeout)
    expect(lab.all.map((node) => lab.view(node).term)).toEqual([term, term, term])
  })

  it('B11: the longest log in the lowest term learns the term from a refused pre-vote, and a leader emerges', () => {
    const lab = new Lab(3)
    const first = lab.elect()
    const [other = 0, third = 0] = lab.others(first)
    const { term } = lab.view(first)
    lab.isolate(first)
    for (const text of ['x1', 'x2', 'x3']) lab.propose(first, text)
    lab.run(20 * MS)
    lab.crash(first)
    // The two others raise their terms and elect nobody: every grant is lost.
    lab.mend()
    lab.world.network.filter = ({ t }) => t !== 'voteResp'
    lab.until('terms rise', () => lab.view(other).term > term + 2)
    lab.world.network.filter = null
    lab.crash(third)
    lab.restart(first)
    expect(lab.view(first).lastIndex).toBeGreaterThan(lab.view(other).lastIndex)
    expect(lab.view(first).lastTerm).toBeGreaterThanOrEqual(lab.view(other).lastTerm)
    expect(lab.view(first).term).toBeLessThan(lab.view(other).term)
    lab.agree('after', [first, other])
    expect(lab.applied(other)).toEqual(['x1', 'x2', 'x3', 'after'])
  })
})
