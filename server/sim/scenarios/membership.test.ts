import { describe, expect, it } from 'vitest'
import type { SnapshotMessage } from '../../transport/snapshot-codec.ts'
import { Lab, LAB_OPTIONS } from '../lab.ts'

const NO_MARGIN = { node: { ...LAB_OPTIONS.node, marginEntries: 0 } }

/** Five nodes, of which the first three carry the group. */
const three = (seed = 1): Lab => new Lab(5, seed, { ...NO_MARGIN, groups: [1, 3] })

/** A new learner on this node, caught up. */
function addLearner(lab: Lab, node: number): number {
  const replica = lab.place(node)
  const leader = lab.elect(lab.members().filter((one) => one !== node))
  const { voters } = lab.view(leader).conf
  lab.change(leader, voters, [replica])
  lab.until(
    'it is level',
    () => lab.view(node).commit === lab.view(leader).commit && lab.view(node).commit > 0,
  )
  return replica
}

describe('changes of members that went wrong elsewhere', () => {
  it('add, promote and remove: the group moves to other nodes and loses nothing', () => {
    const lab = three()
    lab.agree('before', lab.members())
    const old = lab.members()
    for (const node of lab.all.filter((one) => !old.includes(one))) {
      const fresh = addLearner(lab, node)
      const leader = lab.elect(lab.members())
      const voters = [...lab.view(leader).conf.voters, fresh]
      lab.change(leader, voters)
      lab.changed(voters, lab.members())
    }
    const moved = lab.members().filter((node) => !old.includes(node))
    for (const node of old.slice(0, 2)) {
      const gone = lab.view(node).self
      const stay = lab.members().filter((one) => one !== node)
      const leader = lab.elect(lab.members())
      const voters = lab.view(leader).conf.voters.filter((id) => id !== gone)
      lab.change(leader, voters)
      lab.changed(voters, stay)
      lab.close(gone)
    }
    lab.agree('after', lab.members())
    expect(lab.members()).toEqual(expect.arrayContaining(moved))
    expect(lab.members()).toHaveLength(3)
    for (const node of lab.members()) expect(lab.applied(node)).toEqual(['before', 'after'])
  })

  it('B27: removed and added again within one term: late answers of the old incarnation count for nothing', () => {
    const lab = new Lab(3, 4, NO_MARGIN)
    lab.agree('base')
    const leader = lab.elect()
    const [away = 0, near = 0] = lab.others(leader)
    const gone = lab.view(away).self
    const { voters } = lab.view(leader).conf
    const term = lab.view(leader).term
    // Its acknowledgements are on the way while it is removed, closed and comes back with nothing.
    lab.fault({ kind: 'hold', from: lab.id(away), to: lab.id(leader), oneWay: true })
    lab.agree('held', [leader, near])
    const left = voters.filter((id) => id !== gone)
    lab.change(leader, left)
    lab.changed(left, [leader, near])
    lab.close(gone)
    const fresh = lab.place(away)
    lab.change(leader, left, [fresh])
    lab.until('it is a learner', () => lab.view(leader).conf.learners.includes(fresh))
    lab.fault({ kind: 'release', from: lab.id(away), to: lab.id(leader), oneWay: true })
    lab.until('it is level', () => lab.view(away).commit === lab.view(leader).commit)
    expect(lab.view(leader)).toMatchObject({ role: 'leader', term })
    expect(fresh).not.toBe(gone)
    lab.agree('after')
    expect(lab.applied(away)).toEqual(['base', 'held', 'after'])
  })

  it('B27: even if an id came back on an empty disk, answers of its former incarnation count for nothing', () => {
    const lab = new Lab(3, 5, NO_MARGIN)
    lab.agree('base')
    const leader = lab.elect()
    const [away = 0, near = 0] = lab.others(leader)
    const replica = lab.view(away).self
    const left = lab.view(leader).conf.voters.filter((id) => id !== replica)
    const back = { from: lab.id(away), to: lab.id(leader), oneWay: true }
    lab.fault({ kind: 'hold', ...back })
    lab.agree('acknowledged', [leader, near])
    lab.change(leader, left)
    lab.changed(left, [leader, near])
    lab.close(replica)
    lab.node(away).place(lab.world.roster.reuse(replica, lab.view(leader).appliedConf))
    lab.until('it begins', () => lab.node(away).view(lab.groupId) !== null)
    lab.change(leader, left, [replica])
    lab.until('it is a learner', () => lab.view(leader).conf.learners.includes(replica))
    // Taken for its own, they would say that an empty disk holds all this.
    lab.fault({ kind: 'release', ...back })
    lab.until('it is level', () => lab.applied(away).includes('acknowledged'))
    expect(lab.messages(away)).toEqual(['base', 'acknowledged'])
    expect(lab.view(leader).role).toBe('leader')
  })

  it('B34: a blank replica catches up from a leader whose log is compacted to its tip and who restarted', () => {
    const lab = three(3)
    for (const text of ['a', 'b', 'c']) lab.agree(text, lab.members())
    const before = lab.members()
    lab.snapshot(...before)
    lab.crash(...before)
    lab.restart(...before)
    lab.agree('d', before)
    const leader = lab.elect(before)
    lab.snapshot(leader)
    expect(lab.view(leader).firstIndex).toBe(lab.view(leader).snapIndex + 1)
    const [free = 0] = lab.all.filter((node) => !before.includes(node))
    addLearner(lab, free)
    expect(lab.world.marks.counts.get('snapshot restored')).toBeGreaterThan(0)
    expect(lab.applied(free)).toEqual(['a', 'b', 'c', 'd'])
    expect(lab.machine(free)).toBe(lab.machine(leader))
  })

  it('B58: a leader changes no members before it has committed in its term, so no two majorities part', () => {
    // Four servers, as published: one leader adds a fifth and reaches nobody; another removes one of four.
    const lab = new Lab(5, 6, { ...NO_MARGIN, groups: [1, 4] })
    lab.agree('base', lab.members())
    const four = lab.members()
    const first = lab.elect(four)
    const rest = four.filter((node) => node !== first)
    const { voters } = lab.view(first).conf
    const free = lab.all.find((node) => !four.includes(node)) ?? 0
    const fifth = lab.place(free)
    lab.isolate(first)
    lab.change(first, [...voters, fifth])
    lab.until('it is in force there', () => lab.view(first).conf.voters.includes(fifth))
    // The next leader may not change anything yet: nothing it appends is committed.
    lab.world.network.filter = (msg) => msg.t !== 'appResp'
    const second = lab.elect(rest)
    lab.change(
      second,
      voters.filter((id) => id !== lab.view(first).self),
    )
    lab.run(4 * lab.timeout)
    expect(lab.view(second).conf.voters).toEqual(voters)
    lab.world.network.filter = null
    lab.mend()
    lab.agree('after', four)
    const confs = new Set(four.map((node) => lab.view(node).conf.voters.join()))
    expect(confs).toEqual(new Set([voters.join()]))
  })

  it('B60, B62: a change that reached nobody is rolled back with its leader', () => {
    const lab = three(8)
    lab.agree('base', lab.members())
    const before = lab.members()
    const first = lab.elect(before)
    const { voters } = lab.view(first).conf
    const [free = 0] = lab.all.filter((node) => !before.includes(node))
    const fresh = lab.place(free)
    lab.isolate(first)
    lab.change(first, voters, [fresh])
    lab.until('it is in force there', () => lab.view(first).conf.learners.includes(fresh))
    const rest = before.filter((node) => node !== first)
    lab.agree('kept', rest)
    lab.mend()
    lab.agree('after', before)
    expect(lab.view(first).conf).toMatchObject({ voters, learners: [] })
    expect(lab.world.marks.counts.get('configuration rolled back')).toBe(1)
  })

  it('B59: a voter that an uncommitted change leaves out campaigns all the same, where nobody else could win', () => {
    const lab = new Lab(4, 9, NO_MARGIN)
    lab.agree('base')
    const first = lab.elect()
    const [out = 0, ...rest] = lab.others(first)
    const left = lab.view(first).conf.voters.filter((id) => id !== lab.view(out).self)
    // The change reaches only the one that it leaves out, whose log is then the longest of those that live on.
    lab.world.network.filter = ({ t }, _from, to) => t !== 'app' || to === out
    lab.change(first, left)
    lab.until('it knows', () => lab.view(out).durableIndex > lab.view(rest[0] ?? 0).lastIndex)
    lab.crash(first)
    lab.world.network.filter = null
    lab.changed(left, rest)
    lab.agree('after', rest)
    expect(lab.view(out).role).toBe('follower')
    for (const node of rest) expect(lab.applied(node)).toEqual(['base', 'after'])
  })

  it.each(Array.from({ length: 12 }, (_, at) => at * 3))(
    'B62: a leader that dies %i messages into a change leaves a valid group; it is finished or undone',
    (messages) => {
      const lab = three(20 + messages)
      lab.agree('base', lab.members())
      const before = lab.members()
      const [free = 0] = lab.all.filter((node) => !before.includes(node))
      const fresh = addLearner(lab, free)
      const first = lab.elect(before)
      const { voters } = lab.view(first).conf
      let left = messages
      lab.world.network.filter = (_msg, from) => from !== first || (left -= 1) >= 0
      lab.change(first, [...voters, fresh])
      lab.run(lab.timeout / 10)
      lab.crash(first)
      lab.world.network.filter = null
      const all = [...before, free]
      lab.agree(
        'without it',
        all.filter((node) => node !== first),
      )
      lab.restart(first)
      lab.agree('after', all)
      const confs = new Set(all.map((node) => lab.view(node).conf.voters.join()))
      expect(confs.size).toBe(1)
      expect([voters.join(), [...voters, fresh].join()]).toContain([...confs][0])
    },
  )

  it('B15, B61: a removed replica that keeps ticking moves nobody’s term, and once closed it hears nothing', () => {
    const lab = new Lab(4, 2, NO_MARGIN)
    lab.agree('base')
    const leader = lab.elect()
    const [out = 0] = lab.others(leader)
    const gone = lab.view(out).self
    const rest = lab.others(out)
    // It never learns of its removal.
    lab.isolate(out)
    const voters = lab.view(leader).conf.voters.filter((id) => id !== gone)
    lab.change(leader, voters)
    lab.changed(voters, rest)
    lab.run(2 * lab.timeout)
    const { term } = lab.view(lab.elect(rest))
    lab.mend()
    lab.run(10 * lab.timeout)
    expect(lab.view(lab.elect(rest)).term).toBe(term)
    lab.close(gone)
    lab.run(2 * lab.timeout)
    expect(lab.node(out).view(3)).toBeNull()
    expect(lab.view(lab.elect(rest)).term).toBe(term)
  })

  it('rule 27: a leader that removes itself steps down once that is committed', () => {
    const lab = new Lab(3, 12)
    lab.agree('base')
    const leader = lab.elect()
    const rest = lab.others(leader)
    const voters = lab.view(leader).conf.voters.filter((id) => id !== lab.view(leader).self)
    lab.change(leader, voters)
    lab.changed(voters, rest)
    lab.agree('after', rest)
    expect(lab.view(leader).role).not.toBe('leader')
  })

  it('B16: a replica behind the compaction point with a fired timer ends as follower with the snapshot', () => {
    const lab = new Lab(3, 14, NO_MARGIN)
    lab.agree('a')
    const leader = lab.elect()
    const [behind = 0] = lab.others(leader)
    lab.isolate(behind)
    for (const text of ['b', 'c']) lab.agree(text, lab.others(behind))
    lab.snapshot(...lab.others(behind))
    // The first streams are lost on the way.
    const lost: SnapshotMessage['t'][] = []
    lab.world.network.snapshotFilter = ({ t }) => lost.push(t) > 3
    lab.fireTimer(behind)
    lab.mend()
    lab.until('it is level', () => lab.applied(behind).length === 3)
    expect(lab.view(behind)).toMatchObject({ role: 'follower', leader: lab.view(leader).self })
    expect(lost.length).toBeGreaterThan(3)
    lab.agree('d')
  })
})
