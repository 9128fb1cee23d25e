import { describe, expect, it } from 'vitest'
import { Lab } from '../lab.ts'

describe('persistence, as in the lab', () => {
  it('Persist1: crashes of all, of leaders and of followers lose nothing', () => {
    const lab = new Lab(3)
    lab.agree('c1')
    lab.crash(...lab.all)
    lab.restart(...lab.all)
    lab.agree('c2')
    const leader = lab.elect()
    lab.crash(leader)
    lab.agree('c3', lab.others(leader))
    lab.restart(leader)
    lab.agree('c4')
    const [follower = 0] = lab.others(lab.elect())
    lab.crash(follower)
    lab.agree('c5', lab.others(follower))
    lab.restart(follower)
    lab.agree('c6')
    expect(lab.applied(follower)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6'])
  })

  it('Persist2: two of five at a time, five times over, and no command is lost', () => {
    const lab = new Lab(5)
    const agreed: string[] = []
    const agree = (nodes: readonly number[]): void => {
      agreed.push(`c${agreed.length + 1}`)
      lab.agree(agreed.at(-1) ?? '', nodes)
    }
    for (let round = 0; round < 5; round += 1) {
      agree(lab.all)
      const leader = lab.elect()
      const pair = [(leader + 1) % 5, (leader + 2) % 5]
      lab.crash(...pair)
      agree(lab.others(...pair))
      lab.crash(...lab.others(...pair))
      lab.restart(...lab.all)
      agree(lab.all)
    }
    expect(lab.all.map((node) => lab.applied(node))).toEqual(lab.all.map(() => agreed))
  })

  it('Persist3: leader and follower crash together while the third is cut off', () => {
    const lab = new Lab(3)
    lab.agree('c1')
    const leader = lab.elect()
    const [near = 0, away = 0] = lab.others(leader)
    lab.isolate(away)
    lab.agree('c2', [leader, near])
    lab.crash(leader, near)
    lab.mend()
    lab.restart(near)
    lab.agree('c3', [near, away])
    lab.restart(leader)
    lab.agree('c4')
    expect(lab.applied(leader)).toEqual(['c1', 'c2', 'c3', 'c4'])
  })
})
