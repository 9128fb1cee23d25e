import { describe, expect, it } from 'vitest'
import type { Entry, Persist, SnapMeta } from '../../raft/types.ts'
import { DurableReplica } from './durable.ts'
import { isSame, withRecords } from './recovered.ts'

const GROUP = 1
const noop = (index: number, term: number): Entry => ({ index, term, kind: 'noop' })
const NOTHING: Persist = { seq: 1, hard: null, truncateFrom: null, append: [], snap: null }
const CONF = { voters: [1], outgoing: [], learners: [] }
const snapAt = (index: number): SnapMeta => ({ index, term: 1, conf: CONF, bytes: 0, crc: '' })

function written(...records: readonly Partial<Persist>[]): DurableReplica {
  const puts = records.map((record) => ({
    group: GROUP,
    replica: 1,
    commit: 0,
    persist: { ...NOTHING, ...record },
  }))
  return withRecords(new DurableReplica(1), puts, GROUP)
}

/** Of five entries, the first three of them in a snapshot. */
const FIVE = written({ append: [1, 2, 3, 4, 5].map((index) => noop(index, 1)) }, { snap: snapAt(3) })
const found = (margin: readonly Entry[], log: readonly Entry[]) => ({
  hard: { term: 0, vote: 0 as const },
  snap: snapAt(3),
  margin,
  log,
})
const LOG = [noop(4, 1), noop(5, 1)]

describe('what a recovery found', () => {
  it('may hold any number of the entries up to the snapshot, as log files go', () => {
    expect(isSame(found([], LOG), FIVE)).toBe(true)
    expect(isSame(found([noop(3, 1)], LOG), FIVE)).toBe(true)
    expect(isSame(found([noop(1, 1), noop(2, 1), noop(3, 1)], LOG), FIVE)).toBe(true)
  })

  it('must not hold another entry there, a hole, or more than was written', () => {
    expect(isSame(found([noop(2, 9), noop(3, 1)], LOG), FIVE)).toBe(false)
    expect(isSame(found([noop(1, 1), noop(3, 1)], LOG), FIVE)).toBe(false)
    expect(isSame(found([noop(2, 1)], LOG), FIVE)).toBe(false)
    expect(isSame(found([noop(0, 1), noop(1, 1), noop(2, 1), noop(3, 1)], LOG), FIVE)).toBe(false)
  })

  it('must be every entry behind the snapshot', () => {
    expect(isSame(found([noop(3, 1)], [noop(4, 1)]), FIVE)).toBe(false)
    expect(isSame(found([], [noop(3, 1), ...LOG]), FIVE)).toBe(false)
  })

  it('B50: must be nothing of a log that the snapshot replaced', () => {
    const replaced = written({ append: [noop(1, 1), noop(2, 1)] }, { snap: snapAt(3) })
    expect(isSame(found([], []), replaced)).toBe(true)
    expect(isSame(found([noop(2, 1)], []), replaced)).toBe(false)
  })
})
