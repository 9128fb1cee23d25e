import { describe, expect, it } from 'vitest'
import { assert } from '../../../shared/assert.ts'
import type { Outcome } from '../desk.ts'
import { Lab, LAB_OPTIONS } from '../lab.ts'
import { MS } from '../timeline.ts'

const QUEUE = 3

function append(lab: Lab, node: number, sequence: number): { outcome: Outcome | null } {
  const box: { outcome: Outcome | null } = { outcome: null }
  const command = {
    op: 'append',
    producer: { id: 7, name: 'p' },
    sequence,
    messages: [`m${sequence}`],
    at: 0,
  }
  lab.node(node).propose(QUEUE, JSON.stringify(command), (outcome) => (box.outcome = outcome))
  return box
}

describe('requests and reads that went wrong elsewhere', () => {
  it('B69: a producer’s retry after the leader died between commit and answer is stored once', () => {
    const lab = new Lab(3)
    const first = lab.elect()
    const rest = lab.others(first)
    const lost = append(lab, first, 1)
    lab.until('a majority has it', () => rest.some((node) => lab.log(node).includes('m1')))
    lab.crash(first)
    expect(lost.outcome).toEqual({ kind: 'unknown' })
    const retry = append(lab, lab.elect(rest), 1)
    lab.until('the retry is answered', () => retry.outcome !== null)
    assert(retry.outcome?.kind === 'applied', 'the new leader answers')
    expect(retry.outcome.reply).toMatchObject({ ok: true, duplicate: true })
    lab.restart(first)
    lab.agree('end')
    expect(lab.node(first).machine(QUEUE).snapshot()).toEqual(
      lab
        .node(rest[0] ?? 0)
        .machine(QUEUE)
        .snapshot(),
    )
    expect(JSON.stringify(lab.node(first).machine(QUEUE).snapshot()).split('"m1"')).toHaveLength(2)
  })

  it('B64: after a freeze, answers to beats of before confirm no read', () => {
    const lab = new Lab(3)
    const first = lab.elect()
    const rest = lab.others(first)
    lab.agree('seen')
    // It is frozen right after a beat: the read lies in its sockets before the answers to that beat.
    lab.until('a beat is due', () => lab.view(first).elapsedTicks > 0)
    lab.until('a beat is on its way', () => lab.view(first).elapsedTicks === 0)
    lab.fault({ kind: 'freeze', node: lab.id(first) })
    const stale = lab.read(first)
    const second = lab.elect(rest)
    lab.agree('newer', rest)
    lab.isolate(first)
    lab.fault({ kind: 'thaw', node: lab.id(first) })
    lab.run(2 * lab.timeout)
    expect(lab.world.marks.counts.get('thawed with frames waiting')).toBe(1)
    expect(stale.outcome?.kind).not.toBe('ready')
    lab.mend()
    const fresh = lab.read(lab.elect())
    lab.until('a fresh read', () => fresh.outcome !== null)
    assert(fresh.outcome?.kind === 'ready', 'the leader is in office')
    expect(fresh.outcome.index).toBeGreaterThanOrEqual(lab.committed(second) - 1)
  })

  it('B72: a read is answered when its index is applied here, not when it is committed', () => {
    const lab = new Lab(3, 2, { disk: { ...LAB_OPTIONS.disk, write: [20, 20], sync: [MS, MS] } })
    lab.agree('base')
    const leader = lab.elect()
    lab.node(leader).disk.slow(400)
    lab.propose(leader, 'quick elsewhere')
    lab.until('it is committed', () => lab.view(leader).commit === lab.view(leader).lastIndex)
    const { commit, applied } = lab.view(leader)
    expect(applied).toBeLessThan(commit)
    const read = lab.read(leader)
    lab.run(8 * LAB_OPTIONS.node.tick)
    expect([read.outcome, lab.view(leader).applied]).toEqual([null, applied])
    lab.until('its own disk is done', () => lab.view(leader).applied === commit)
    lab.until('the read is answered', () => read.outcome !== null)
    expect(read.outcome).toEqual({ kind: 'ready', index: commit })
  })

  it('B68: whoever is to lead is told so when it holds everything, and not before', () => {
    const lab = new Lab(3, 3)
    lab.agree('base')
    const leader = lab.elect()
    const [to = 0] = lab.others(leader)
    const told: boolean[] = []
    let isOpen = false
    lab.world.network.filter = (msg) => {
      if (msg.t === 'timeoutNow') told.push(lab.log(to).includes('late'))
      return msg.t !== 'app' || msg.to !== lab.view(to).self || isOpen
    }
    lab.propose(leader, 'late')
    lab.fault({ kind: 'transfer', group: 'orders/0', to: lab.id(to) })
    lab.run(4 * LAB_OPTIONS.node.tick)
    expect([told, lab.view(leader).transferTo]).toEqual([[], lab.view(to).self])
    isOpen = true
    lab.until('the office is handed over', () => lab.view(to).role === 'leader')
    expect(told).toEqual([true])
    lab.agree('after')
    expect(lab.applied(to)).toEqual(['base', 'late', 'after'])
  })

  it('B65: a new leader serves no read before it has committed in its term', () => {
    const lab = new Lab(3)
    lab.agree('written')
    const first = lab.elect()
    const rest = lab.others(first)
    const floor = lab.committed(first)
    lab.crash(first)
    // Nothing can be committed: appends are lost, beats are not.
    lab.world.network.filter = (msg) => msg.t !== 'app'
    const second = lab.elect(rest)
    const early = lab.read(second)
    lab.run(100 * MS)
    expect(early.outcome?.kind).not.toBe('ready')
    lab.world.network.filter = null
    lab.agree('end', rest)
    const late = lab.read(second)
    lab.until('the read', () => late.outcome !== null)
    assert(late.outcome?.kind === 'ready', 'it may answer now')
    expect(late.outcome.index).toBeGreaterThan(floor)
  })
})
