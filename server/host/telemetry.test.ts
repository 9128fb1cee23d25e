import { describe, expect, it } from 'vitest'
import type { NodeEvent, TraceBody } from '../../shared/trace.ts'
import { createClock } from './clock.ts'
import { joinAppends } from './progress.ts'
import { createTelemetry } from './telemetry.ts'
import type { Telemetry } from './telemetry.ts'
import { LIVE, TestTimers } from './virtual.ts'

const clockEvent = (epoch: number): TraceBody => ({ kind: 'clock', epoch, rate: 1, by: 'test' })

function pipe(limit: number): {
  telemetry: Telemetry
  told: NodeEvent[]
  retold: () => number
  room: (open: boolean) => void
} {
  const told: NodeEvent[] = []
  let open = true
  let onRoom = (): void => undefined
  let retold = 0
  const telemetry = createTelemetry({
    node: 'atm-1',
    clock: createClock(new TestTimers(), { ...LIVE, origin: -7 }),
    limit,
    retell() {
      retold += 1
      telemetry.emit(clockEvent(1_000), null)
    },
    sink: {
      events(message) {
        if (open) told.push(...message.events)
        return open
      },
      onRoom: (fn) => void (onRoom = fn),
    },
  })
  const room = (next: boolean): void => {
    open = next
    if (next) onRoom()
  }
  return { telemetry, told, retold: () => retold, room }
}

describe('telemetry', () => {
  it('stamps cluster time, the time since the control server began, and the cause', () => {
    const { telemetry, told } = pipe(10)
    telemetry.emit(clockEvent(1), 'disk')
    telemetry.flush()
    expect(told).toEqual([{ at: 0, wallAt: 7, cause: 'disk', ...clockEvent(1) }])
  })

  it('a full pipe blocks nobody: events wait up to the limit, and the rest is counted as lost', () => {
    const { telemetry, told, room } = pipe(10)
    room(false)
    for (let count = 0; count < 25; count += 1) telemetry.emit(clockEvent(count), null)
    telemetry.flush()
    expect(told).toEqual([])
    expect(telemetry.lost()).toBe(15)
  })

  it('once there is room again, the loss is told and every fact anew, in this order', () => {
    const { telemetry, told, retold, room } = pipe(10)
    room(false)
    for (let count = 0; count < 25; count += 1) telemetry.emit(clockEvent(count), null)
    room(true)
    expect(told.slice(0, 10).map((event) => event.kind === 'clock' && event.epoch)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ])
    expect(told.slice(10)).toMatchObject([{ kind: 'lost', node: 'atm-1', count: 15 }, { epoch: 1_000 }])
    expect(retold()).toBe(1)
    telemetry.flush()
    expect(retold()).toBe(1)
  })
})

describe('joined appends', () => {
  const append = (
    from: number,
    to: number,
    cut: number | null = null,
  ): Parameters<typeof joinAppends>[1] => ({
    term: 2,
    from,
    to,
    cut,
    cause: null,
  })

  it('ranges that follow each other become one', () => {
    expect(joinAppends(append(5, 7), append(8, 9))).toEqual(append(5, 9))
  })

  it('a cut inside what was not told yet only shortens it', () => {
    expect(joinAppends(append(5, 9), append(7, 8, 7))).toEqual(append(5, 8))
  })

  it('a cut before it is told, the deepest of several', () => {
    expect(joinAppends(append(5, 9), append(3, 4, 3))).toEqual(append(3, 4, 3))
    expect(joinAppends(append(4, 9, 4), append(3, 4, 3))).toEqual(append(3, 4, 3))
    expect(joinAppends(append(3, 9, 3), append(5, 6, 5))).toEqual(append(3, 6, 3))
  })
})
