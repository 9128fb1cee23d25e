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

/**
 * The power of this node fails between the write and the sync of the next such record. Answers the terms and votes
 * that may be found then: what was durable, and what each record on its way says.
 */
function cutIn(lab: Lab, node: number, isIt: (record: PutRecord) => boolean): readonly HardState[] {
  const target = lab.node(node)
  const { durable } = lab.world.observer.watched(node, lab.groupId).replica
  const possible: HardState[] = []
  target.onWrite = (batch) => {
    const own = batch.filter(({ group }) => group === lab.groupId)
    if (!own.some(isIt)) return
    target.onWrite = () => {}
    possible.push(durable.hard, ...own.flatMap(({ persist }) => persist.hard ?? []))
    lab.world.timeline.schedule(2 * WRITE_ENDS, 'fault', node, () => lab.crash(node))
  }
  lab.until('the power fails', () => target.state === 'down')
  return possible
}

describe('records that a power cut tears', () => {
  it('B01: of a term and its vote both are new or both are old', () => {
    const found = new Set<string>()
    for (const seed of SEEDS) {
      const lab = new Lab(3, seed, { disk: FILES })
      const leader = lab.elect()
      const [node = 0] = lab.others(leader)
      lab.crash(leader)
      const possible = cutIn(lab, node, ({ persist }) => (persist.hard?.vote ?? 0) !== 0)
      lab.restart(node)
      const { term, vote } = lab.view(node)
      expect(possible).toContainEqual({ term, vote })
      found.add(term === possible[0]?.term ? 'old' : 'new')
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
