import { describe, expect, it } from 'vitest'
import type { Entry, Input, SnapMeta } from '../raft/types.ts'
import { InvariantError } from '../../shared/assert.ts'
import { createEngine } from './engine.ts'
import type { Engine } from './engine.ts'
import { at, beat, entry, fakeCore, record } from './fake-core.ts'
import type { FakeCore } from './fake-core.ts'

interface Desk {
  readonly engine: Engine
  readonly applied: Entry[]
  /** What machines were given, in order. */
  readonly brought: string[]
}

function engineOf(...cores: FakeCore[]): Desk {
  const applied: Entry[] = []
  const brought: string[] = []
  const engine = createEngine({
    node: 'broker-1',
    hooks: {
      restore: (group, { index }) => void brought.push(`${group}: snapshot ${index}`),
      apply(group, entries) {
        applied.push(...entries)
        for (const { index } of entries) brought.push(`${group}: entry ${index}`)
      },
    },
  })
  for (const core of cores) {
    const { g, self } = core.view()
    engine.addGroup({ group: g, name: `group-${g}`, replica: self, core })
  }
  return { engine, applied, brought }
}

const metaOf = (index: number): SnapMeta => ({
  index,
  term: 1,
  conf: { voters: [1], outgoing: [], learners: [] },
  bytes: 0,
  crc: '',
})
const kinds = (core: FakeCore): string[] => core.stepped.map((input) => input.t)

describe('engine', () => {
  it('rests when there is nothing to do', () => {
    const core = fakeCore(3, 1)
    const { engine } = engineOf(core)
    expect(engine.cycle()).toBeNull()
    expect(engine.takeBatch()).toBeNull()
    expect(core.stepped).toEqual([])
  })

  it('B30: putting work in never steps a core, only the cycle does', () => {
    const core = fakeCore(3, 1)
    const { engine } = engineOf(core)
    engine.receive(beat(3, 2, 1), null)
    engine.input(3, { t: 'readIndex', req: 1 }, null)
    engine.tick(3, 2)
    expect(core.stepped).toEqual([])
    engine.cycle()
    expect(kinds(core)).toEqual(['msg', 'readIndex', 'tick', 'tick'])
  })

  it('holds a promise back until its record is durable, and lets the rest leave at once', () => {
    const core = fakeCore(3, 1, (input) =>
      input.t === 'msg'
        ? {
            persist: record(1),
            out: [
              { msg: beat(3, 1, 2, 1), after: 1 },
              { msg: beat(3, 1, 2, 2), after: 0 },
            ],
          }
        : {},
    )
    const { engine } = engineOf(core)
    engine.receive(beat(3, 2, 1), null)
    expect(engine.cycle()?.send).toEqual([beat(3, 1, 2, 2)])
    const batch = engine.takeBatch()
    expect(batch).toHaveLength(1)
    expect(engine.hasWork()).toBe(false)
    engine.persisted(batch ?? [])
    expect(engine.cycle()?.send).toEqual([beat(3, 1, 2, 1)])
    expect(core.stepped.at(-1)).toEqual({ t: 'persisted', seq: 1 })
  })

  it('collects the next batch while one is in flight', () => {
    let seq = 0
    const core = fakeCore(3, 1, (input) => (input.t === 'msg' ? { persist: record((seq += 1)) } : {}))
    const { engine } = engineOf(core)
    engine.receive(beat(3, 2, 1), null)
    engine.cycle()
    const first = engine.takeBatch() ?? []
    for (let more = 0; more < 3; more += 1) engine.receive(beat(3, 2, 1), null)
    engine.cycle()
    expect(engine.takeBatch()).toBeNull()
    engine.persisted(first)
    expect(engine.takeBatch()?.map(({ persist }) => persist.seq)).toEqual([2, 3, 4])
  })

  it('B40: a completion that is not the write in flight ends the process', () => {
    const core = fakeCore(3, 1, (input) => (input.t === 'msg' ? { persist: record(1) } : {}))
    const { engine } = engineOf(core)
    expect(() => engine.persisted([])).toThrow(InvariantError)
    engine.receive(beat(3, 2, 1), null)
    engine.cycle()
    const batch = engine.takeBatch() ?? []
    expect(() => engine.persisted([...batch])).toThrow(InvariantError)
  })

  it('B40: a core that skips a record number ends the process', () => {
    const core = fakeCore(3, 1, () => ({ persist: record(2) }))
    const { engine } = engineOf(core)
    engine.tick(3, 1)
    expect(() => engine.cycle()).toThrow(/record 2 follows 0/)
  })

  it('B61: a message for an unknown group or an old replica is not taken', () => {
    const core = fakeCore(3, 7)
    const { engine } = engineOf(core)
    expect(engine.receive(beat(4, 2, 7), null)).toBe('noSuchReplica')
    expect(engine.receive(beat(3, 2, 6), null)).toBe('noSuchReplica')
    expect(engine.input(4, { t: 'readIndex', req: 1 }, null)).toBe('noSuchGroup')
    expect(engine.groups()).toEqual([3])
    expect(engine.hasWork()).toBe(false)
  })

  it('B77: a group flooded with 10,000 frames delays neither the ticks of others nor its own', () => {
    const flooded = fakeCore(3, 1)
    const calm = fakeCore(4, 2)
    const { engine } = engineOf(flooded, calm)
    const answers = Array.from({ length: 10_000 }, () => engine.receive(beat(3, 9, 1), null))
    expect(answers.filter((answer) => answer === 'full')).toHaveLength(10_000 - 1_024)
    expect(engine.dropped()).toBe(10_000 - 1_024)
    engine.tick(3, 1)
    engine.tick(4, 1)
    engine.cycle()
    expect(kinds(calm)).toEqual(['tick'])
    expect(kinds(flooded)).toEqual([...Array.from({ length: 63 }, () => 'msg'), 'tick'])
    expect(engine.hasWork()).toBe(true)
  })

  it('B76: missed ticks are skipped: at most two wait for a group', () => {
    const core = fakeCore(3, 1)
    const { engine } = engineOf(core)
    engine.tick(3, 400)
    engine.tick(3, 1)
    engine.cycle()
    expect(kinds(core)).toEqual(['tick', 'tick'])
  })

  it('applies inside the cycle and acknowledges before the next input', () => {
    const core = fakeCore(3, 1, (input) => {
      if (input.t === 'msg') return { apply: [entry(5, 1), entry(6, 1)] }
      return input.t === 'applied' ? { reads: [{ req: 4, index: 6 }] } : {}
    })
    const { engine, applied } = engineOf(core)
    engine.receive(beat(3, 2, 1), 'frame:x')
    engine.tick(3, 1)
    const result = engine.cycle()
    expect(applied.map(({ index }) => index)).toEqual([5, 6])
    expect(result?.applied).toEqual([{ group: 3, from: 5, to: 6, cause: 'frame:x' }])
    expect(result?.reads).toEqual([{ group: 3, req: 4, index: 6 }])
    expect(kinds(core)).toEqual(['msg', 'applied', 'tick'])
  })

  it('restores before it applies what lies above, and acknowledges both in the same turn', () => {
    const core = fakeCore(3, 1, (input) =>
      input.t === 'msg' ? { restore: metaOf(20), apply: [entry(21, 1), entry(22, 1)] } : {},
    )
    const { engine, brought } = engineOf(core)
    engine.receive(beat(3, 2, 1), 'frame:x')
    const result = engine.cycle()
    expect(brought).toEqual(['3: snapshot 20', '3: entry 21', '3: entry 22'])
    expect(result?.restored).toEqual([{ group: 3, meta: metaOf(20), cause: 'frame:x' }])
    expect(core.stepped.at(-1)).toEqual({ t: 'applied', index: 22 })
  })

  it('a snapshot alone is acknowledged by its index', () => {
    const core = fakeCore(3, 1, (input) => (input.t === 'msg' ? { restore: metaOf(20) } : {}))
    const { engine } = engineOf(core)
    engine.receive(beat(3, 2, 1), null)
    engine.cycle()
    expect(core.stepped.at(-1)).toEqual({ t: 'applied', index: 20 })
  })

  it('B51: tells a snapshot as recorded once its record is durable, not before', () => {
    const core = fakeCore(3, 1, (input) =>
      input.t === 'compact' ? { persist: { ...record(1), snap: input.snap } } : {},
    )
    const { engine } = engineOf(core)
    engine.input(3, { t: 'compact', snap: metaOf(20) }, 'disk')
    expect(engine.cycle()?.recorded).toEqual([])
    engine.persisted(engine.takeBatch() ?? [])
    expect(engine.cycle()?.recorded).toEqual([{ group: 3, meta: metaOf(20) }])
  })

  it('B61: a removed group is stepped no more, writes no more, and what waited for its disk never leaves', () => {
    const removed = fakeCore(3, 1, (input) =>
      input.t === 'msg' ? { persist: record(1), out: [{ msg: beat(3, 1, 2), after: 1 }] } : {},
    )
    const other = fakeCore(4, 2, (input) => (input.t === 'msg' ? { persist: record(1) } : {}))
    const { engine } = engineOf(removed, other)
    engine.receive(beat(3, 2, 1), null)
    engine.cycle()
    const inFlight = engine.takeBatch() ?? []
    engine.receive(beat(4, 9, 2), null)
    engine.cycle()
    engine.removeGroup(3)
    engine.persisted(inFlight)
    expect(engine.cycle()).toBeNull()
    expect(engine.receive(beat(3, 2, 1), null)).toBe('noSuchReplica')
    expect(engine.takeBatch()?.map(({ group }) => group)).toEqual([4])
    expect(engine.groups()).toEqual([4])
    // The group may come back as another replica.
    engine.addGroup({ group: 3, name: 'orders/0', replica: 7, core: fakeCore(3, 7) })
    expect(engine.receive(beat(3, 2, 7), null)).toBe('queued')
  })

  it('stamps each event with the input that led to it', () => {
    const core = fakeCore(3, 1, () => ({ events: [{ k: 'timeout', g: 3, r: 1, term: 1, ticks: 20 }] }))
    const { engine } = engineOf(core)
    engine.receive(beat(3, 2, 1), 'frame:broker-2>broker-1#7')
    engine.input(3, { t: 'readIndex', req: 1 }, 'request:abc')
    engine.tick(3, 1)
    const causes = engine.cycle()?.events.map(({ cause }) => cause)
    expect(causes).toEqual(['frame:broker-2>broker-1#7', 'request:abc', 'timer:broker-1/group-3'])
  })

  it('a batch ends at its byte limit, but holds at least one record', () => {
    const big = (seq: number): ReturnType<typeof record> =>
      record(seq, [{ index: seq, term: 1, kind: 'cmd', data: '', bytes: 700_000 }])
    let seq = 0
    const core = fakeCore(3, 1, (input: Input) => (input.t === 'msg' ? { persist: big((seq += 1)) } : {}))
    const { engine } = engineOf(core)
    engine.receive(beat(3, 2, 1), null)
    engine.receive(beat(3, 2, 1), null)
    engine.cycle()
    const first = engine.takeBatch() ?? []
    expect(first.map(({ persist }) => persist.seq)).toEqual([1])
    engine.persisted(first)
    expect(at(engine.takeBatch() ?? [], 0).persist.seq).toBe(2)
  })
})
