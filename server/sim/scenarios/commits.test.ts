import { describe, expect, it } from 'vitest'
import type { Message, MessageOf } from '../../raft/types.ts'
import { islands, mute } from '../faults/cuts.ts'
import { sayAgain } from '../faults/stutter.ts'
import { Lab, LAB_OPTIONS } from '../lab.ts'
import { MS } from '../timeline.ts'

/** One entry at a time, so that a leader's old entries reach others before its no-op does. */
const ONE_AT_A_TIME = { node: { ...LAB_OPTIONS.node, maxAppendBytes: 1, maxInflight: 1 } }

describe('commits that went wrong elsewhere', () => {
  it('B18: figure 8: an entry of an old term on a majority is not committed by counting, and may be replaced', () => {
    const lab = new Lab(5, 8, ONE_AT_A_TIME)
    const s1 = lab.elect()
    lab.agree('base')
    const [s2 = 0, s3 = 0, s4 = 0, s5 = 0] = lab.others(s1)
    // (a) S1 brings an entry of its term to S2 only, and both die.
    lab.cut(islands(lab.all, new Set([s1, s2])))
    lab.propose(s1, 'old')
    lab.until('S2 holds it', () => lab.log(s2).includes('old'))
    lab.crash(s1, s2)
    // (b) S5 leads with S3 and S4, and writes something else that reaches nobody; it dies too.
    lab.mend()
    onlyAsks(lab, s5, ({ t }) => t !== 'app')
    expect(lab.elect([s3, s4, s5])).toBe(s5)
    lab.propose(s5, 'new')
    lab.until('it is on its disk', () => lab.view(s5).durableIndex === lab.view(s5).lastIndex)
    lab.crash(s5)
    // (c) S1 is back, leads, and brings the old entry to a majority; the no-op of its term reaches nobody.
    lab.restart(s1, s2)
    const isKnown = (to: number, index: number): boolean =>
      lab.node(to).isUp && lab.view(to).lastIndex >= index
    onlyAsks(lab, s1, (msg, to) => msg.t !== 'app' || !ownTerm(msg) || !isKnown(to, msg.prevIndex))
    expect(lab.elect([s1, s2, s3, s4])).toBe(s1)
    lab.until('a majority holds it', () => [s1, s2, s3].every((node) => lab.log(node).includes('old')))
    lab.run(4 * lab.timeout)
    expect([s1, s2, s3, s4].flatMap((node) => lab.applied(node))).not.toContain('old')
    // (d) S5 may still win, and replaces it: whoever had called it committed would have been wrong.
    lab.crash(s1)
    lab.restart(s5)
    onlyAsks(lab, s5, () => true)
    expect(lab.elect(lab.others(s1))).toBe(s5)
    lab.restart(s1)
    lab.world.network.filter = null
    lab.agree('end')
    expect(lab.all.map((node) => lab.applied(node))).toEqual(lab.all.map(() => ['base', 'new', 'end']))
  })

  it('B19: an append that proves less than is committed commits no more than it proves', () => {
    const lab = new Lab(3, 3)
    lab.agree('base')
    const first = lab.elect()
    const rest = lab.others(first)
    const common = lab.view(first).lastIndex
    lab.isolate(first)
    for (const text of texts(10)) lab.propose(first, text)
    lab.run(100 * MS)
    for (const text of ['a', 'b', 'c']) lab.agree(text, rest)
    // Its old tail is still there, and all that the next leader says is short and from far back.
    lab.world.network.filter = (msg, _from, to) => msg.t !== 'app' || to !== first || msg.session === 0
    lab.mend()
    const second = lab.elect()
    expect(lab.view(first).lastIndex).toBeGreaterThan(common + 3)
    sayAgain(lab.world, lab.groupId, first, common - 1, 1)
    lab.run(100 * MS)
    expect(lab.view(second).commit).toBeGreaterThan(common + 2)
    expect(lab.view(first).commit).toBe(common)
    lab.world.network.filter = null
    lab.agree('end')
    expect(lab.applied(first)).toEqual(['base', 'a', 'b', 'c', 'end'])
  })

  it('B37: a write that was replaced on its way does not confirm the new entries at the same index', () => {
    const lab = new Lab(3, 1, { disk: { ...LAB_OPTIONS.disk, write: [20, 20], sync: [MS, MS] } })
    lab.agree('base')
    const first = lab.elect()
    const rest = lab.others(first)
    // It is not heard, but hears how its entry is replaced, before it has to answer anything.
    lab.cut(mute(lab.all, first))
    // Its own write of the entry is still on its way when the others' entry takes that place.
    lab.node(first).disk.slow(5_000)
    lab.propose(first, 'replaced')
    lab.agree('kept', rest)
    lab.node(first).disk.slow(1)
    lab.mend()
    lab.until('it takes the others’ log', () => lab.log(first).includes('kept'))
    expect(lab.log(first)).not.toContain('replaced')
    expect(lab.world.marks.counts.get('replaced write ignored')).toBe(1)
    expect(lab.applied(first)).toEqual(['base'])
    lab.agree('end')
    expect(lab.applied(first)).toEqual(['base', 'kept', 'end'])
  })

  it('B44: a power cut of all loses no acknowledged write, whatever was on its way', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const lab = new Lab(3, seed)
      const leader = lab.elect()
      const answers = texts(30).map((text) => ({ text, box: lab.propose(leader, text) }))
      lab.run(seed * 200)
      const acknowledged = answers
        .filter(({ box }) => box.outcome?.kind === 'applied')
        .map(({ text }) => text)
      lab.crash(...lab.all)
      lab.restart(...lab.all)
      lab.agree('end')
      expect(lab.applied(0)).toEqual(expect.arrayContaining(acknowledged))
    }
  })

  it('B45: a power cut of one and a freeze of another leave one history, with all that was acknowledged', () => {
    let most = 0
    for (let seed = 1; seed <= 20; seed += 1) {
      const lab = new Lab(3, seed)
      const leader = lab.elect()
      const [loser = 0, blank = 0] = lab.others(leader)
      // Only the leader and the one whose power fails know what is acknowledged.
      lab.isolate(blank)
      const answers = texts(30).map((text) => ({ text, box: lab.propose(leader, text) }))
      lab.run(seed * 400)
      const acknowledged = answers
        .filter(({ box }) => box.outcome?.kind === 'applied')
        .map(({ text }) => text)
      most = Math.max(most, acknowledged.length)
      lab.fault({ kind: 'freeze', node: lab.id(leader) })
      lab.fault({ kind: 'powercut', node: lab.id(loser) })
      lab.mend()
      lab.restart(loser)
      lab.agree('without it', [loser, blank])
      expect(lab.applied(blank)).toEqual(expect.arrayContaining(acknowledged))
      lab.fault({ kind: 'thaw', node: lab.id(leader) })
      lab.agree('end')
      expect(new Set(lab.all.map((node) => lab.applied(node).join())).size).toBe(1)
    }
    expect(most).toBeGreaterThan(10)
  })
})

const texts = (count: number): string[] => Array.from({ length: count }, (_, at) => `c${at}`)

/** Nobody else asks for votes, and of the rest passes what `passes` lets through. */
function onlyAsks(lab: Lab, node: number, passes: (msg: Message, to: number) => boolean): void {
  lab.world.network.filter = (msg, from, to) =>
    msg.t === 'preVote' || msg.t === 'vote' ? from === node : passes(msg, to)
}

const ownTerm = (msg: MessageOf<'app'>): boolean => msg.entries.some(({ term }) => term === msg.term)
