import { describe, expect, it } from 'vitest'
import { Lab, LAB_OPTIONS } from '../lab.ts'

const ONE_BY_ONE = { node: { ...LAB_OPTIONS.node, marginEntries: 0, maxAppendBytes: 1 } }
const texts = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name}${at + 1}`)

describe('snapshots that went wrong elsewhere', () => {
  it('B50: a log of another history goes wholly when a snapshot comes, also what lies above it', () => {
    const lab = new Lab(3, 1, ONE_BY_ONE)
    lab.agree('base')
    const first = lab.elect()
    const rest = lab.others(first)
    lab.isolate(first)
    for (const text of texts('x', 20)) lab.propose(first, text)
    for (const text of ['a', 'b']) lab.agree(text, rest)
    lab.snapshot(...rest)
    expect(lab.view(first).lastIndex).toBeGreaterThan(lab.view(rest[0] ?? 0).snapIndex)
    // What its former office left in its log is not asked about: the probe hits what is compacted.
    lab.mend()
    lab.agree('after')
    expect(lab.applied(first)).toEqual(['base', 'a', 'b', 'after'])
    expect(lab.world.marks.counts.get('tail dropped by snapshot')).toBe(1)
  })

  it('B50: a log of the same history keeps what lies above the snapshot', () => {
    const lab = new Lab(3, 2, ONE_BY_ONE)
    lab.agree('base')
    const leader = lab.elect()
    const [behind = 0, near = 0] = lab.others(leader)
    const base = lab.view(leader).lastIndex
    const committed = base + 10
    // One of them gets everything and learns of no commit; of the other only a part is acknowledged.
    lab.world.network.filter = (msg, from, to) => {
      if (msg.t === 'app' && to === behind) return msg.commit <= base
      if (msg.t === 'appResp' && from === behind) return false
      return msg.t !== 'appResp' || from !== near || !msg.ok || msg.match <= committed
    }
    for (const text of texts('c', 15)) lab.propose(leader, text)
    lab.until('it holds all', () => lab.log(behind).includes('c15') && lab.view(leader).commit === committed)
    lab.snapshot(leader)
    expect(lab.view(behind).commit).toBe(base)
    lab.node(leader).unreachable({ g: 3, to: lab.view(behind).self })
    lab.until('the snapshot is there', () => lab.view(behind).snapIndex === committed)
    expect(lab.view(behind).lastIndex).toBe(base + 15)
    expect(lab.world.marks.counts.get('tail kept by snapshot')).toBe(1)
    lab.world.network.filter = null
    lab.agree('after')
    expect(lab.applied(behind)).toEqual(['base', ...texts('c', 15), 'after'])
  })

  it('B55: a request repeated after a snapshot and a restart is not executed again', () => {
    const lab = new Lab(3, 5, { node: { ...LAB_OPTIONS.node, marginEntries: 0 } })
    const append = { op: 'append', producer: { id: 7, name: 'p' }, sequence: 1, messages: ['once'], at: 0 }
    const ask = (): unknown => {
      let told: unknown = null
      lab.node(lab.elect()).propose(3, JSON.stringify(append), (outcome) => (told = outcome))
      lab.until('the answer', () => told !== null)
      return told
    }
    expect(ask()).toMatchObject({ kind: 'applied', reply: { ok: true, duplicate: false } })
    lab.until('everybody has it', () => lab.all.every((node) => lab.applied(node).includes('once')))
    lab.snapshot(...lab.all)
    lab.crash(...lab.all)
    lab.restart(...lab.all)
    expect(ask()).toMatchObject({ kind: 'applied', reply: { ok: true, duplicate: true } })
    lab.agree('end')
    for (const node of lab.all) expect(lab.messages(node)).toEqual(['once', 'end'])
  })

  it('B52: an older snapshot that comes late changes nothing and is acknowledged', () => {
    const lab = new Lab(3, 6, ONE_BY_ONE)
    lab.agree('base')
    const leader = lab.elect()
    const [behind = 0] = lab.others(leader)
    lab.isolate(behind)
    for (const text of texts('c', 5)) lab.agree(text, lab.others(behind))
    lab.snapshot(...lab.others(behind))
    // The offer travels twice; its double comes when everything is long there.
    const offers: (() => void)[] = []
    lab.world.network.snapshotFilter = (msg, from, to) => {
      if (msg.t === 'offer') offers.push(() => lab.node(to).receiveSnapshot(from, msg))
      return true
    }
    lab.mend()
    lab.agree('after')
    const { commit, snapIndex } = lab.view(behind)
    expect(snapIndex).toBeGreaterThan(0)
    for (const again of offers) again()
    lab.run(lab.timeout)
    expect(lab.view(behind)).toMatchObject({ snapIndex, role: 'follower' })
    expect(lab.view(behind).commit).toBeGreaterThanOrEqual(commit)
    expect(lab.world.marks.counts.get('older snapshot ignored')).toBeGreaterThan(0)
  })

  it('B43: damage on one node stops it and loses nothing that was acknowledged', () => {
    let refused = 0
    for (let seed = 1; seed <= 6; seed += 1) {
      const disk = { ...LAB_OPTIONS.disk, kind: 'files' as const, crash: 'keep' as const }
      const lab = new Lab(3, seed, { disk, groups: [3, 3] })
      for (const text of texts('c', 5)) lab.agree(text)
      lab.run(4 * lab.timeout)
      const [hurt = 0] = lab.others(lab.elect())
      lab.crash(hurt)
      lab.fault({ kind: 'corrupt', node: lab.id(hurt), file: 'wal/00000001.json' })
      lab.restart(hurt)
      if (lab.node(hurt).isBuried) refused += 1
      const rest = lab.others(hurt)
      lab.agree('after', rest)
      expect(lab.applied(rest[0] ?? 0)).toEqual([...texts('c', 5), 'after'])
    }
    expect(refused).toBeGreaterThan(0)
  })

  it('B29: a leader whose disk fails after sending ends; it proposes again only in a new term', () => {
    const lab = new Lab(3, 8)
    lab.agree('base')
    const leader = lab.elect()
    const { term } = lab.view(leader)
    lab.fault({ kind: 'disk', node: lab.id(leader), mode: 'error' })
    lab.propose(leader, 'sent')
    lab.until('its process ends', () => lab.node(leader).state === 'down')
    expect(lab.world.marks.counts.get('disk failed')).toBe(1)
    lab.agree('after')
    lab.until('it is back', () => lab.node(leader).isUp)
    expect(lab.view(lab.elect()).term).toBeGreaterThan(term)
  })

  it('B67: during a transfer reads stay right; one that fails ends, and proposals work again', () => {
    const lab = new Lab(3, 9)
    lab.agree('base')
    const leader = lab.elect()
    const [to = 0] = lab.others(leader)
    lab.world.network.filter = ({ t }) => t !== 'timeoutNow'
    lab.fault({ kind: 'transfer', group: 'orders/0', to: lab.id(to) })
    lab.until('it begins', () => lab.view(leader).transferTo !== 0)
    const read = lab.read(leader)
    const refused = lab.propose(leader, 'meanwhile')
    lab.until('both are answered', () => read.outcome !== null && refused.outcome !== null)
    expect(read.outcome).toMatchObject({ kind: 'ready' })
    expect(refused.outcome).toMatchObject({ kind: 'refused', why: 'transferring' })
    lab.until('it is given up', () => lab.view(leader).transferTo === 0)
    lab.world.network.filter = null
    lab.agree('after')
    expect(lab.elect()).toBe(leader)
    lab.fault({ kind: 'transfer', group: 'orders/0', to: lab.id(to) })
    lab.until('the other one leads', () => lab.view(to).role === 'leader')
    lab.agree('end')
  })
})
