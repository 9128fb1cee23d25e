// What a power cut may leave of one record, on the real files: a record is there whole or not at all.

import { describe, expect, it } from 'vitest'
import type { HardState } from '../../raft/types.ts'
import type { PutRecord } from '../../storage/port.ts'
import { Lab, LAB_OPTIONS } from '../lab.ts'

const WRITE_ENDS = 100
const FILES = {
  ...LAB_OPTIONS.disk,
  kind: 'files',
  write: [20, WRITE_ENDS],
  sync: [400, 500],
  crash: 'random',
} as const
/** Each tears its record elsewhere. */
const SEEDS = Array.from({ length: 120 }, (_, at) => at + 1)

/** The power of this node fails between the write and the sync of the next such record. */
function cutIn(lab: Lab, node: number, isIt: (record: PutRecord) => boolean): void {
  const target = lab.node(node)
  target.onWrite = (batch) => {
    if (!batch.some((record) => record.group === lab.groupId && isIt(record))) return
    target.onWrite = () => {}
    lab.world.timeline.schedule(2 * WRITE_ENDS, 'fault', node, () => lab.crash(node))
  }
  lab.until('the power fails', () => target.state === 'down')
}

const hardOf = (lab: Lab, node: number): HardState => {
  const { term, vote } = lab.view(node)
  return { term, vote }
}

describe('records that a power cut tears', () => {
  it('B01: of a term and its vote both are new or both are old', () => {
    const found = new Set<string>()
    for (const seed of SEEDS) {
      const lab = new Lab(3, seed, { disk: FILES })
      const leader = lab.elect()
      const [node = 0] = lab.others(leader)
      const old = hardOf(lab, node)
      lab.crash(leader)
      cutIn(lab, node, ({ persist }) => (persist.hard?.vote ?? 0) !== 0)
      lab.restart(node)
      const { term, vote } = hardOf(lab, node)
      if (term === old.term) expect(vote).toBe(old.vote)
      else expect(vote).not.toBe(0)
      found.add(term === old.term ? 'old' : 'new')
    }
    expect(found.size).toBe(2)
  })

  it('B04: no entry is there before its term is', () => {
    const found = new Set<string>()
    for (const seed of SEEDS) {
      const lab = new Lab(3, seed, { disk: FILES })
      lab.agree('base')
      const first = lab.elect()
      const [next = 0, away = 0] = lab.others(first)
      // The first that it hears of the next term is an append.
      lab.world.network.filter = ({ t }, from, to) => to !== away || (from === next && t === 'app')
      lab.fault({ kind: 'transfer', group: 'orders/0', to: lab.id(next) })
      cutIn(lab, away, ({ persist }) => persist.hard !== null && persist.append.length > 0)
      lab.restart(away)
      const { term, lastTerm } = lab.view(away)
      expect(lastTerm).toBeLessThanOrEqual(term)
      found.add(lastTerm === lab.view(next).term ? 'new' : 'old')
    }
    expect(found.size).toBe(2)
  })
})
