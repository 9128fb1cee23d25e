import { describe, expect, it } from 'vitest'
import type { NodeEvent, TraceEvent } from '../../shared/trace.ts'
import { TraceHub } from './trace-hub.ts'

const newHub = (): TraceHub => new TraceHub({ now: () => 7, wallNow: () => 9 })
const clock = (rate: number): NodeEvent => ({
  kind: 'clock',
  epoch: 1,
  rate,
  by: 'somebody',
  at: 1,
  wallAt: 2,
  cause: null,
})

describe('the trace hub', () => {
  it('numbers all events without a gap and folds them into the view', () => {
    const hub = newHub()
    const heard: TraceEvent[] = []
    hub.listen((event) => heard.push(event))
    hub.take(clock(0.5))
    expect(hub.emit({ kind: 'ready', ready: true, text: 'all' }, 'start')).toBe(2)
    expect(heard.map(({ seq, at }) => [seq, at])).toEqual([
      [1, 1],
      [2, 7],
    ])
    expect(hub.view).toMatchObject({ seq: 2, ready: true, clock: { rate: 0.5 }, at: 7, wallAt: 9 })
  })

  it('leaves out what it cannot understand, without losing a number', () => {
    const hub = newHub()
    const broken: NodeEvent = JSON.parse('{"kind":"nonsense","at":1,"wallAt":1,"cause":null}')
    hub.take(broken)
    hub.take(clock(1))
    expect(hub.seq).toBe(1)
    expect(hub.unreadable).toBe(1)
  })

  it('gives back the number of the event itself, whatever a listener made of it', () => {
    const hub = newHub()
    hub.listen((event) => {
      if (event.kind === 'clock') hub.emit({ kind: 'ready', ready: true, text: 'all' }, null)
    })
    const seq = hub.emit({ kind: 'clock', epoch: 1, rate: 0, by: 'dashboard' }, null)
    expect(hub.read(seq - 1, 9)).toMatchObject([{ kind: 'clock' }, { kind: 'ready' }])
  })

  it('tells what a listener made of an event after that event, to those who listen later too', () => {
    const hub = newHub()
    const heard: TraceEvent[] = []
    hub.listen((event) => {
      if (event.kind === 'clock') hub.emit({ kind: 'ready', ready: true, text: 'all' }, null)
    })
    hub.listen((event) => heard.push(event))
    hub.take(clock(1))
    hub.take(clock(0.5))
    expect(heard.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
      '1 clock',
      '2 ready',
      '3 clock',
      '4 ready',
    ])
  })

  it('answers who asks again from a number, and says when it is too late', () => {
    const hub = newHub()
    expect(hub.read(0, 10)).toEqual([])
    for (let count = 0; count < 56_000; count += 1) hub.take(clock(1))
    expect(hub.oldest).toBeGreaterThan(1)
    expect(hub.read(hub.oldest - 2, 10)).toBeNull()
    expect(hub.read(hub.oldest - 1, 3)?.map(({ seq }) => seq - hub.oldest)).toEqual([0, 1, 2])
    expect(hub.read(hub.seq, 10)).toEqual([])
    expect(hub.read(hub.seq + 5, 10)).toEqual([])
  })
})
