import { describe, expect, it } from 'vitest'
import { Lab } from '../lab.ts'
import { SECOND } from '../timeline.ts'

const texts = (count: number, name = 'c'): string[] =>
  Array.from({ length: count }, (_, at) => `${name}${at + 1}`)

describe('agreement, as in the lab', () => {
  it('BasicAgree: nothing is applied before it was proposed; then everything, in order, everywhere', () => {
    const lab = new Lab(5)
    const leader = lab.elect()
    expect(lab.all.map((node) => lab.applied(node))).toEqual(lab.all.map(() => []))
    for (const text of texts(3)) {
      lab.propose(leader, text)
      lab.agree(text)
    }
    expect(lab.all.map((node) => lab.applied(node))).toEqual(lab.all.map(() => texts(3)))
  })

  it('ConcurrentStarts: five proposals at once, in one term, are all applied once', () => {
    const lab = new Lab(3)
    const leader = lab.elect()
    const answers = texts(5).map((text) => lab.propose(leader, text))
    lab.run(SECOND)
    expect(answers.map(({ outcome }) => outcome?.kind)).toEqual(answers.map(() => 'applied'))
    expect(lab.applied(leader)).toEqual(texts(5))
  })

  it('RPCBytes: the bytes of each command travel once to each other node', () => {
    const lab = new Lab(3)
    const leader = lab.elect()
    lab.agree('c0')
    const bytes = new Map<number, number>()
    lab.world.network.filter = (msg, _from, to) => {
      const held = msg.t === 'app' ? msg.entries : []
      for (const entry of held)
        if (entry.kind === 'cmd') bytes.set(to, (bytes.get(to) ?? 0) + entry.data.length)
      return true
    }
    const large = texts(10).map((text) => text.padEnd(5_000, '.'))
    for (const text of large) lab.propose(leader, text)
    lab.until('all applied', () => lab.all.every((node) => lab.applied(node).length === 11))
    const inLog = lab.node(leader).entries(lab.groupId).slice(-large.length)
    const once = inLog.reduce((sum, entry) => sum + (entry.kind === 'cmd' ? entry.data.length : 0), 0)
    expect(once).toBeGreaterThan(10 * 5_000)
    expect(lab.others(leader).map((node) => bytes.get(node))).toEqual([once, once])
  })

  it('FollowerFailure: progress with one follower less, none with two less', () => {
    const lab = new Lab(3)
    const leader = lab.elect()
    lab.agree('c1')
    const [first = 0, second = 0] = lab.others(leader)
    lab.isolate(first)
    lab.agree('c2', [leader, second])
    lab.run(lab.timeout)
    lab.agree('c3', [leader, second])
    lab.isolate(first, second)
    const alone = lab.propose(leader, 'alone')
    lab.run(2 * lab.timeout)
    expect(alone.outcome?.kind).not.toBe('applied')
    expect(lab.all.map((node) => lab.applied(node).includes('alone'))).toEqual([false, false, false])
    expect(lab.applied(leader)).toEqual(texts(3))
  })

  it('LeaderFailure: the others go on under another leader; when that one fails too, nobody does', () => {
    const lab = new Lab(3)
    const first = lab.elect()
    lab.agree('c1')
    lab.isolate(first)
    lab.agree('c2', lab.others(first))
    lab.run(lab.timeout)
    lab.agree('c3', lab.others(first))
    lab.isolate(lab.elect(lab.others(first)))
    const answers = lab.all.map((node) => lab.propose(node, `alone ${node}`))
    lab.run(4 * lab.timeout)
    expect(answers.map(({ outcome }) => outcome?.kind)).not.toContain('applied')
    expect(lab.others(first).map((node) => lab.applied(node))).toEqual([texts(3), texts(3)])
    expect(lab.applied(first)).toEqual(['c1'])
  })

  it('FailAgree: a follower that was cut off catches up', () => {
    const lab = new Lab(3)
    const leader = lab.elect()
    lab.agree('c1')
    const [away = 0] = lab.others(leader)
    lab.isolate(away)
    for (const text of ['c2', 'c3', 'c4']) lab.agree(text, lab.others(away))
    lab.run(2 * lab.timeout)
    expect(lab.applied(away)).toEqual(['c1'])
    lab.mend()
    lab.agree('c5')
    expect(lab.applied(away)).toEqual(texts(5))
  })

  it('FailNoAgree: without a quorum nothing is committed; a cut-off pair commits nothing of its own', () => {
    const lab = new Lab(5)
    const leader = lab.elect()
    lab.agree('c1')
    const [b = 0, c = 0, d = 0] = lab.others(leader)
    lab.isolate(b, c, d)
    const lost = lab.propose(leader, 'lost')
    lab.run(4 * lab.timeout)
    expect(lost.outcome).toBeNull()
    expect(lab.applied(leader)).toEqual(['c1'])
    lab.mend()
    lab.agree('c2')
    expect(lab.applied(b).at(-1)).toBe('c2')
  })

  it('Rejoin: a leader with uncommitted entries returns and takes the others’ log', () => {
    const lab = new Lab(3)
    lab.agree('c1')
    const first = lab.elect()
    lab.isolate(first)
    for (const text of ['x1', 'x2', 'x3']) lab.propose(first, text)
    lab.agree('c2', lab.others(first))
    const second = lab.elect(lab.others(first))
    lab.mend()
    lab.isolate(second)
    lab.agree('c3', lab.others(second))
    lab.mend()
    lab.agree('c4')
    expect(lab.applied(first)).toEqual(['c1', 'c2', 'c3', 'c4'])
  })

  it('Backup: 50 uncommitted entries in two partitions converge within a bounded number of appends', () => {
    const lab = new Lab(5)
    lab.agree('first')
    const one = lab.elect()
    const [friend = 0] = lab.others(one)
    lab.cut(
      lab.all.flatMap((from) =>
        lab.all.flatMap((to) => {
          const apart = [one, friend].includes(from) !== [one, friend].includes(to)
          return apart ? [[from, to] as const] : []
        }),
      ),
    )
    for (const text of texts(50, 'x')) lab.propose(one, text)
    const rest = lab.others(one, friend)
    const two = lab.elect(rest)
    for (const text of texts(50, 'y')) lab.propose(two, text)
    lab.until('the majority agrees', () => rest.every((node) => lab.applied(node).includes('y50')))
    const before = lab.world.network.sent
    lab.mend()
    lab.agree('last')
    expect(lab.applied(one)).toEqual(['first', ...texts(50, 'y'), 'last'])
    expect(lab.world.network.sent - before).toBeLessThan(500)
  })

  it('Count: an election is at most 30 frames, each command travels once, and idle nodes are quiet', () => {
    const lab = new Lab(3)
    const leader = lab.elect()
    expect(lab.world.network.sent).toBeLessThanOrEqual(30)
    lab.agree('warm')
    const carried = new Map<string, number>()
    lab.world.network.filter = (msg) => {
      const held = msg.t === 'app' ? msg.entries : []
      for (const entry of held) {
        const key = `${entry.index} to ${msg.to}`
        carried.set(key, (carried.get(key) ?? 0) + 1)
      }
      return true
    }
    const before = lab.world.network.sent
    for (const text of texts(10)) lab.propose(leader, text)
    lab.until('all applied', () => lab.all.every((node) => lab.applied(node).includes('c10')))
    expect(lab.world.network.sent - before).toBeLessThanOrEqual(10 * 6 + 20)
    expect(Math.max(...carried.values())).toBe(1)
    expect(carried.size).toBe(10 * 2)
    const idle = lab.world.network.sent
    lab.run(SECOND)
    // 20 beats a second to each of two followers, each answered.
    expect(lab.world.network.sent - idle).toBeLessThanOrEqual(20 * 2 * 2 + 4)
  })
})
