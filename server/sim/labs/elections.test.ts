import { describe, expect, it } from 'vitest'
import { Lab } from '../lab.ts'
import { SECOND } from '../timeline.ts'

describe('elections, as in the lab', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])(
    'InitialElection: %i nodes find one leader and keep term and leader',
    (size) => {
      const lab = new Lab(size)
      const leader = lab.elect()
      const { term } = lab.view(leader)
      lab.run(10 * SECOND)
      expect(lab.elect()).toBe(leader)
      expect(lab.view(leader).term).toBe(term)
    },
  )

  it('ReElection: another leads when the leader is cut off, who returns in peace; none leads without a quorum', () => {
    const lab = new Lab(3)
    const first = lab.elect()
    lab.isolate(first)
    const second = lab.elect(lab.others(first))
    const { term } = lab.view(second)
    lab.mend()
    expect(lab.elect()).toBe(second)
    expect(lab.view(first)).toMatchObject({ role: 'follower', term })
    lab.isolate(...lab.all)
    lab.run(4 * lab.timeout)
    expect(lab.all.map((node) => lab.view(node).role)).not.toContain('leader')
    lab.mend()
    expect(lab.view(lab.elect()).term).toBeGreaterThan(term)
  })

  it('ManyElections: 7 nodes, 3 cut off at random, 10 rounds: always a leader among the other 4', () => {
    const lab = new Lab(7)
    const random = lab.world.stream('story')
    lab.elect()
    for (let round = 0; round < 10; round += 1) {
      const cut = new Set<number>()
      while (cut.size < 3) cut.add(random.int(0, 6))
      lab.isolate(...cut)
      expect(cut).not.toContain(lab.elect(lab.others(...cut)))
      lab.mend()
    }
    lab.agree('the end')
  })
})
