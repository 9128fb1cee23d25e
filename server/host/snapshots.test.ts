import { describe, expect, it } from 'vitest'
import type { GroupId } from '../../shared/ids.ts'
import { crc32Of } from '../../shared/crc32.ts'
import type { SnapshotFiles } from '../storage/port.ts'
import { entry, fakeCore } from './fake-core.ts'
import type { FakeCore } from './fake-core.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { ListMachine } from './list-machine.fixture.ts'
import { createSnapshots } from './snapshots.ts'
import type { Kept, Snapshots } from './snapshots.ts'

interface Call {
  readonly group: GroupId
  readonly done: () => void
}
interface Desk {
  readonly snapshots: Snapshots
  readonly cores: ReadonlyMap<GroupId, FakeCore>
  readonly machines: ReadonlyMap<GroupId, ListMachine>
  readonly saves: (Call & { readonly files: SnapshotFiles })[]
  readonly clears: (Call & { readonly kept: Kept })[]
  readonly compacted: string[]
  readonly inUse: Set<GroupId>
  readonly pinning: GroupId[]
  /** `count` more commands are applied, and a cycle ends. */
  readonly apply: (group: GroupId, count: number) => void
  readonly isFull: (group: GroupId) => boolean
  /** The core took the snapshot and its record is durable. */
  readonly record: (group: GroupId) => void
}

function desk(groups: readonly GroupId[] = [3, 4], sliceChars = SNAPSHOT_LIMITS.sliceChars): Desk {
  const cores = new Map(groups.map((group) => [group, fakeCore(group, group * 10)]))
  const machines = new Map(groups.map((group) => [group, new ListMachine(10)]))
  const made: Pick<Desk, 'saves' | 'clears' | 'compacted' | 'inUse' | 'pinning'> = {
    saves: [],
    clears: [],
    compacted: [],
    inUse: new Set(),
    pinning: [],
  }
  const snapshots = createSnapshots({
    limits: { ...SNAPSHOT_LIMITS, entries: 20, bytes: 1_000, nodeBytes: 5_000, sliceChars },
    look(group) {
      const [core, machine] = [cores.get(group), machines.get(group)]
      return core === undefined || machine === undefined ? null : { view: core.view(), machine }
    },
    entries: (_group, from) => [entry(from, 1)],
    pinning: () => made.pinning,
    save: (group, files, done) => void made.saves.push({ group, files, done }),
    keepOnly: (group, kept, done) => void made.clears.push({ group, kept, done }),
    compact: (group, { index }) => void made.compacted.push(`${group}@${index}`),
    inUse: (group) => made.inUse.has(group),
    onTaken: () => undefined,
  })
  for (const group of groups) snapshots.addGroup(group, null)
  return {
    snapshots,
    cores,
    machines,
    ...made,
    apply(group, count) {
      const before = cores.get(group)?.view().applied ?? 0
      const list = Array.from({ length: count }, (_, place) => entry(before + place + 1, 1))
      for (const { index } of list) machines.get(group)?.apply(index, index)
      snapshots.applied(group, list)
      cores.get(group)?.set({ applied: before + count })
      snapshots.turn()
    },
    isFull: (group) => snapshots.isFull(cores.get(group)?.view() ?? expect.fail('no such group')),
    record(group) {
      const meta = made.saves.findLast((save) => save.group === group)?.files.meta
      if (meta === undefined) throw new Error('nothing was saved')
      cores.get(group)?.set({ snapIndex: meta.index, snapTerm: meta.term })
      snapshots.recorded(group, meta)
      snapshots.turn()
    },
  }
}

describe('taking snapshots', () => {
  it('begins after so many entries, one at a time, and never two of one group', () => {
    const { snapshots, saves, apply, record } = desk()
    apply(3, 19)
    expect(saves).toEqual([])
    apply(3, 1)
    apply(4, 25)
    apply(3, 30)
    expect(saves.map(({ group, files }) => [group, files.meta.index])).toEqual([[3, 20]])
    saves[0]?.done()
    record(3)
    expect(saves.map(({ group, files }) => [group, files.meta.index])).toEqual([
      [3, 20],
      [4, 25],
    ])
    expect(snapshots.current(3)?.meta.index).toBe(20)
    expect(snapshots.current(4)).toBeNull()
  })

  it('begins after so many bytes', () => {
    const { saves, snapshots, cores } = desk()
    snapshots.applied(3, [entry(1, 1, 'x'.repeat(1_000))])
    cores.get(3)?.set({ applied: 1 })
    snapshots.turn()
    expect(saves).toHaveLength(1)
  })

  it('begins when asked, and when a quiet group pins old log files, but not without anything new', () => {
    const { snapshots, saves, pinning, apply, record } = desk()
    snapshots.want(3)
    pinning.push(3, 4)
    snapshots.turn()
    expect(saves).toEqual([])
    apply(4, 1)
    saves[0]?.done()
    record(4)
    snapshots.turn()
    expect(saves.map(({ group }) => group)).toEqual([4])
  })

  it('takes the largest group when all together hold too much', () => {
    const { snapshots, saves, cores, isFull } = desk([3, 4, 5, 6])
    for (const [group, bytes] of [
      [3, 600],
      [4, 900],
      [5, 600],
      [6, 600],
    ] as const) {
      snapshots.applied(group, [entry(1, 1, 'x'.repeat(bytes))])
      cores.get(group)?.set({ applied: 1 })
    }
    snapshots.turn()
    expect(saves.map(({ group }) => group)).toEqual([4])
    expect(isFull(4)).toBe(false)
    snapshots.applied(3, [entry(2, 1, 'x'.repeat(2_300))])
    expect(isFull(4)).toBe(true)
  })

  it('B51: files, then the core, then its record, and only then old files and texts go', () => {
    const { saves, clears, compacted, machines, snapshots, apply, record } = desk()
    apply(3, 20)
    const [part] = machines.get(3)?.parts() ?? []
    const heldText = (): unknown => machines.get(3)?.partText(part?.name ?? '')
    expect(saves[0]?.files.parts.map(({ meta }) => meta.name)).toEqual(['seg-0001', 'seg-0011'])
    expect(compacted).toEqual([])
    saves[0]?.done()
    expect(compacted).toEqual(['3@20'])
    snapshots.turn()
    expect(heldText()).not.toBeNull()
    expect(clears).toEqual([])
    record(3)
    expect(heldText()).toBeNull()
    expect(clears.map(({ kept }) => kept.meta.index)).toEqual([20])
  })

  it('names its parts as they were: what is sealed later is not in it', () => {
    const { saves, snapshots, apply, record } = desk()
    apply(3, 20)
    apply(3, 10)
    saves[0]?.done()
    record(3)
    expect(snapshots.current(3)?.parts.map(({ name }) => name)).toEqual(['seg-0001', 'seg-0011'])
  })

  it('deletes nothing while files are on their way in or out, and begins nothing while it deletes', () => {
    const { saves, clears, inUse, snapshots, apply, record } = desk()
    inUse.add(3)
    apply(3, 20)
    saves[0]?.done()
    record(3)
    expect(clears).toEqual([])
    inUse.clear()
    snapshots.turn()
    expect(clears).toHaveLength(1)
    apply(3, 20)
    expect(saves).toHaveLength(1)
    clears[0]?.done()
    snapshots.turn()
    expect(saves).toHaveLength(2)
  })

  it('B52: gives one up when a leader’s snapshot overtook it', () => {
    const { saves, clears, compacted, snapshots, cores, apply } = desk()
    apply(3, 20)
    const meta = { ...(saves[0]?.files.meta ?? expect.fail('nothing was saved')), index: 90, crc: 'other' }
    snapshots.received(3, { meta, parts: [] })
    cores.get(3)?.set({ snapIndex: 90, applied: 90, commit: 90 })
    snapshots.recorded(3, meta)
    saves[0]?.done()
    snapshots.turn()
    expect(compacted).toEqual([])
    expect(snapshots.current(3)?.meta.index).toBe(90)
    clears[0]?.done()
    apply(3, 20)
    expect(saves).toHaveLength(2)
  })

  it('makes a large document a slice per turn, as it was when it began, and then saves it like any other', () => {
    const { snapshots, saves, clears, machines, apply, record } = desk([3], 10)
    apply(3, 20)
    const parts = machines
      .get(3)
      ?.parts()
      .map((part) => ({ ...part }))
    const text = JSON.stringify({ parts, state: machines.get(3)?.snapshot() })
    apply(3, 9)
    let turns = 2
    for (; snapshots.isEncoding(); turns += 1) {
      expect([saves, clears]).toEqual([[], []])
      snapshots.turn()
    }
    expect(saves.map(({ files }) => files.text)).toEqual([text])
    expect(saves[0]?.files).toMatchObject({ meta: { index: 20, bytes: text.length, crc: crc32Of(text) } })
    // No slice is much longer than it should be: a slice ends with the piece that fills it.
    expect(turns).toBeGreaterThan(text.length / 50)
    expect(turns).toBeLessThanOrEqual(text.length / 10 + 1)
    saves[0]?.done()
    record(3)
    expect(snapshots.current(3)?.meta.index).toBe(20)
    expect(snapshots.isEncoding()).toBe(false)
  })

  it('B52: drops a document that is not whole yet when a leader’s snapshot overtook it', () => {
    const { snapshots, saves, compacted, cores, apply } = desk([3, 4], 10)
    apply(3, 20)
    expect(snapshots.isEncoding()).toBe(true)
    const conf = { voters: [30, 31], outgoing: [], learners: [] }
    const meta = { index: 90, term: 2, conf, bytes: 1, crc: 'of a leader' }
    snapshots.received(3, { meta, parts: [] })
    snapshots.turn()
    cores.get(3)?.set({ snapIndex: 90, applied: 90, commit: 90 })
    snapshots.recorded(3, meta)
    expect(snapshots.isEncoding()).toBe(false)
    apply(4, 20)
    while (snapshots.isEncoding()) snapshots.turn()
    expect(saves.map(({ group }) => group)).toEqual([4])
    expect(compacted).toEqual([])
    expect(snapshots.current(3)?.meta).toEqual(meta)
  })

  it('drops the document of a removed group, and goes on with the next', () => {
    const { snapshots, saves, apply } = desk([3, 4], 10)
    apply(3, 20)
    apply(4, 20)
    snapshots.removeGroup(3)
    expect(snapshots.isEncoding()).toBe(false)
    snapshots.turn()
    while (snapshots.isEncoding()) snapshots.turn()
    expect(saves.map(({ group }) => group)).toEqual([4])
  })

  it('keeps each of two snapshots of a leader until its record is durable, the second coming before that', () => {
    const { clears, snapshots, cores } = desk()
    const conf = { voters: [30, 31], outgoing: [], learners: [] }
    const received = [50, 90].map((index) => ({ index, term: 2, conf, bytes: 1, crc: `of ${index}` }))
    for (const meta of received) snapshots.received(3, { meta, parts: [] })
    for (const meta of received) {
      cores.get(3)?.set({ snapIndex: meta.index, applied: meta.index, commit: 90 })
      snapshots.recorded(3, meta)
      expect(snapshots.current(3)?.meta).toEqual(meta)
      snapshots.turn()
    }
    // Until the second one is recorded nothing is deleted.
    expect(clears.map(({ kept }) => kept.meta.index)).toEqual([90])
  })

  it('a removed group is forgotten, also in the middle of its snapshot', () => {
    const { saves, compacted, snapshots, apply, isFull } = desk()
    snapshots.applied(3, [entry(1, 1, 'x'.repeat(5_000))])
    expect(isFull(4)).toBe(true)
    apply(3, 20)
    snapshots.removeGroup(3)
    saves[0]?.done()
    apply(4, 20)
    expect(compacted).toEqual([])
    expect(saves.map(({ group }) => group)).toEqual([3, 4])
    expect(isFull(4)).toBe(false)
  })
})
