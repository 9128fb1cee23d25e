import { describe, expect, it } from 'vitest'
import type { Result } from '../../shared/result.ts'
import { ok } from '../../shared/result.ts'
import type { AppendDone, DiskError, PutRecord } from '../storage/port.ts'
import type { Message } from '../raft/types.ts'
import { createClock } from './clock.ts'
import { createEngine } from './engine.ts'
import type { Engine } from './engine.ts'
import { beat, fakeCore, record } from './fake-core.ts'
import type { FakeCore } from './fake-core.ts'
import { createRunner } from './runner.ts'
import type { Runner } from './runner.ts'
import { createTicks } from './ticks.ts'
import { LIVE, TestTimers } from './virtual.ts'

interface Desk {
  readonly runner: Runner
  readonly engine: Engine
  readonly timers: TestTimers
  readonly core: FakeCore
  readonly writes: (readonly PutRecord[])[]
  readonly sent: Message[]
  /** Ends the write in flight. */
  readonly synced: () => void
  flushes: number
}

function desk(): Desk {
  const timers = new TestTimers()
  let seq = 0
  const core = fakeCore(3, 1, (input) =>
    input.t === 'msg' ? { persist: record((seq += 1)), out: [{ msg: beat(3, 1, 2, seq), after: seq }] } : {},
  )
  const engine = createEngine({
    node: 'broker-1',
    hooks: { restore: () => undefined, apply: () => undefined },
  })
  engine.addGroup({ group: 3, name: 'orders/0', replica: 1, core })
  const clock = createClock(timers, LIVE)
  const writes: (readonly PutRecord[])[] = []
  const sent: Message[] = []
  let done = (_result: Result<AppendDone, DiskError>): void => undefined
  const runner = createRunner({
    engine,
    timers,
    ticks: createTicks({ clock, tickMs: 25, phase: 0, cap: 2, stall: 4 }),
    log: {
      append(batch, told) {
        writes.push(batch)
        done = told
      },
      pinning: () => [],
      close: () => Promise.resolve(),
    },
    onCycle: (result) => void sent.push(...result.send),
    flush: () => void (made.flushes += 1),
    onSynced: () => undefined,
    onFatal(code, message) {
      throw new Error(`${code}: ${message}`)
    },
  })
  const synced = (): void => done(ok({ places: [], bytes: 0, tookMs: 1 }))
  const made: Desk = { runner, engine, timers, core, writes, sent, synced, flushes: 0 }
  return made
}

const kinds = ({ core }: Desk): string[] => core.stepped.map(({ t }) => t)

describe('runner', () => {
  it('however many ask for a cycle in one turn, there is one, with one flush', () => {
    const one = desk()
    for (let frame = 0; frame < 5; frame += 1) {
      one.engine.receive(beat(3, 2, 1), null)
      one.runner.wake()
    }
    one.timers.advance(0)
    expect(kinds(one)).toHaveLength(5)
    expect(one.flushes).toBe(1)
    expect(one.writes).toHaveLength(1)
  })

  it('one write at a time: what comes meanwhile leaves together with the next, and releases its messages', () => {
    const one = desk()
    const frame = (): void => {
      one.engine.receive(beat(3, 2, 1), null)
      one.runner.wake()
      one.timers.advance(0)
    }
    frame()
    frame()
    frame()
    expect(one.writes).toHaveLength(1)
    expect(one.sent).toEqual([])
    one.synced()
    one.timers.advance(0)
    expect(one.sent).toEqual([beat(3, 1, 2, 1)])
    expect(one.writes.map((batch) => batch.length)).toEqual([1, 2])
    one.synced()
    one.timers.advance(0)
    expect(one.sent).toEqual([beat(3, 1, 2, 1), beat(3, 1, 2, 2), beat(3, 1, 2, 3)])
  })

  it('B76: after a stall frames that arrive in the next turn are stepped before time goes on', () => {
    const one = desk()
    one.timers.advance(2_000)
    one.runner.wake()
    // The timer rang before the sockets were read; they are read in the turn after it.
    one.timers.soon(() => {
      one.engine.receive(beat(3, 2, 1), null)
      one.runner.wake()
    })
    one.timers.advance(0)
    expect(kinds(one)).toEqual(['msg', 'tick', 'tick'])
  })

  it('a group that has more than its share of a cycle goes on in the next turn, without being asked', () => {
    const one = desk()
    for (let frame = 0; frame < 200; frame += 1) one.engine.receive(beat(3, 2, 1), null)
    one.runner.wake()
    one.timers.advance(0)
    expect(kinds(one)).toHaveLength(200)
    expect(one.flushes).toBe(4)
  })

  it('after stop no cycle runs, not even for a write that ends', () => {
    const one = desk()
    one.engine.receive(beat(3, 2, 1), null)
    one.runner.wake()
    one.timers.advance(0)
    one.runner.stop()
    one.synced()
    one.runner.wake()
    one.timers.advance(100)
    expect(kinds(one)).toEqual(['msg'])
    expect(one.sent).toEqual([])
  })
})
