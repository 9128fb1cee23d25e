import { beforeEach, describe, expect, test } from 'vitest'
import type { LinkRule } from '../../shared/link-rule.ts'
import type { FrameKind } from './frame-kinds.ts'
import type { LostFrame } from './port.ts'
import type { Queued } from './outbox.ts'
import type { Wire } from './outgoing.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { ClusterTime } from './cluster-time.ts'
import { appFrame } from './contract-bench.ts'
import { Gate } from './gate.ts'
import { Outgoing } from './outgoing.ts'
import { VirtualTimers } from './virtual-timers.ts'

class FakeWire implements Wire {
  now: ReturnType<Wire['state']> = 'open'
  readonly writes: string[][] = []
  cut = false
  state = (): ReturnType<Wire['state']> => this.now
  linkState = (): 'up' => 'up'
  write(frames: readonly Queued[]): void {
    this.writes.push(frames.map(({ frame, number }) => `${frame.kind} ${number}`))
  }
  setCut(cut: boolean): void {
    this.cut = cut
  }
}

describe('one outgoing link', () => {
  let timers = new VirtualTimers()
  let clock = new ClusterTime(timers)
  let wire = new FakeWire()
  let lost: LostFrame[] = []
  let unreachable = 0
  let link = open()

  function open(seed = 1): Outgoing {
    const events = {
      onLost: (frame: LostFrame) => void lost.push(frame),
      onUnreachable: () => void unreachable++,
      onHeld: () => undefined,
      onFreed: () => undefined,
    }
    return new Outgoing({
      self: 'a',
      to: 'b',
      gate: new Gate(seed),
      clock,
      now: () => timers.now(),
      wire,
      events,
    })
  }
  const send = (...kinds: FrameKind[]): void => {
    for (const kind of kinds) link.send({ ...appFrame('{}'), kind })
  }
  const rule = (part: Partial<LinkRule>): void => link.setRule({ ...NO_RULE, ...part })
  const reasons = (): string[] => lost.map(({ number, dropped }) => `${number} ${dropped}`)

  beforeEach(() => {
    timers = new VirtualTimers()
    clock = new ClusterTime(timers)
    wire = new FakeWire()
    lost = []
    unreachable = 0
    link = open()
  })

  test('a beat waits behind at most one snapshot chunk (B79)', () => {
    send('chunk', 'chunk', 'app')
    link.flush()
    expect(wire.writes).toEqual([['app 3', 'chunk 1']])
    wire.now = 'busy'
    send('beat')
    link.flush()
    expect(wire.writes).toHaveLength(1)
    wire.now = 'open'
    link.ready()
    expect(wire.writes[1]).toEqual(['beat 4', 'chunk 2'])
  })

  test('one write is bounded; the rest follows when the wire is ready, urgent frames first', () => {
    const big = appFrame('x'.repeat(600_000))
    for (let count = 0; count < 3; count += 1) link.send(big)
    link.flush()
    expect(wire.writes).toEqual([['app 1', 'app 2']])
    send('vote')
    link.ready()
    expect(wire.writes[1]).toEqual(['vote 4', 'app 3'])
  })

  test('delays are cluster time: at a tenth of the speed they take ten times as long', () => {
    rule({ delayMs: 100 })
    clock.set(1, 0.1)
    link.clockChanged()
    send('app')
    link.flush()
    timers.advance(999)
    expect(wire.writes).toEqual([])
    timers.advance(2)
    expect(wire.writes).toEqual([['app 1']])
    expect(link.status()).toMatchObject({ delayed: 1, held: 0 })
  })

  test('when time stands still what the gate holds stays there, and goes on afterwards', () => {
    rule({ delayMs: 100 })
    send('app')
    link.flush()
    timers.advance(60)
    clock.set(1, 0)
    link.clockChanged()
    timers.advance(100_000)
    expect(wire.writes).toEqual([])
    clock.set(2, 1)
    link.clockChanged()
    timers.advance(39)
    expect(wire.writes).toEqual([])
    timers.advance(2)
    expect(wire.writes).toEqual([['app 1']])
  })

  test('a connection lost while time stands still loses no frame', () => {
    clock.set(1, 0)
    send('app')
    link.flush()
    wire.now = 'down'
    link.lost()
    expect(link.status()).toMatchObject({ held: 1, dropped: { noConnection: 0 } })
    wire.now = 'open'
    clock.set(2, 1)
    link.clockChanged()
    expect(wire.writes).toEqual([['app 1']])
  })

  test('delayed frames survive a reconnect; what waited in the lanes is lost', () => {
    rule({ delayMs: 100 })
    send('app')
    link.flush()
    wire.now = 'pending'
    send('vote')
    link.flush()
    wire.now = 'down'
    link.lost()
    expect(reasons()).toEqual(['2 noConnection'])
    wire.now = 'open'
    timers.advance(101)
    expect(wire.writes).toEqual([['app 1']])
  })

  test('frames wait while an attempt to connect is under way', () => {
    wire.now = 'pending'
    send('call')
    link.flush()
    expect(link.status().held).toBe(1)
    wire.now = 'open'
    link.ready()
    expect(wire.writes).toEqual([['call 1']])
  })

  test('a cut swallows what the gate holds and all that follows, and says so once per flush', () => {
    rule({ delayMs: 100 })
    send('app')
    link.flush()
    rule({ cut: true })
    expect(wire.cut).toBe(true)
    send('vote', 'app')
    link.flush()
    expect(reasons()).toEqual(['1 cut', '2 cut', '3 cut'])
    expect(unreachable).toBe(2)
    timers.advance(1_000)
    expect(wire.writes).toEqual([])
  })

  test('a mended link lets go at once what a long delay held', () => {
    rule({ delayMs: 10_000 })
    send('app', 'app')
    link.flush()
    rule({})
    expect(wire.writes).toEqual([['app 1', 'app 2']])
  })

  test('frames of a link without rules do not pass those that it still holds', () => {
    rule({ delayMs: 100 })
    send('app')
    link.flush()
    wire.now = 'busy'
    rule({})
    send('app')
    link.flush()
    wire.now = 'open'
    link.ready()
    expect(wire.writes).toEqual([['app 1', 'app 2']])
  })

  test('reordered frames of all lanes arrive, each once, whatever overtakes what (B33)', () => {
    rule({ reorderRate: 0.5 })
    const kinds: FrameKind[] = ['beat', 'vote', 'app', 'call']
    for (let count = 0; count < 25; count += 1) {
      send(...kinds)
      link.flush()
      timers.advance(10)
    }
    timers.advance(200)
    const numbers = wire.writes.flat().map((frame) => Number(frame.split(' ')[1]))
    expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b))
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, place) => place + 1))
  })

  test('what the gate holds counts towards the bound of the outbox', () => {
    rule({ delayMs: 1_000 })
    for (let count = 0; count < 9; count += 1) {
      link.send(appFrame('x'.repeat(1024 * 1024)))
      link.flush()
    }
    expect(reasons()).toEqual(['8 overflow', '9 overflow'])
    expect(link.status().held).toBe(7)
    timers.advance(1_001)
    link.send(appFrame('x'.repeat(1024 * 1024)))
    expect(lost).toHaveLength(2)
  })
})
