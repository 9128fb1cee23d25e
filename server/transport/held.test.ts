import { beforeEach, describe, expect, test } from 'vitest'
import type { LinkRule } from '../../shared/link-rule.ts'
import type { Queued } from './outbox.ts'
import type { Wire } from './outgoing.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { ClusterTime } from './cluster-time.ts'
import { appFrame } from './contract-bench.ts'
import { Gate } from './gate.ts'
import { MAX_HELD_FRAMES } from './held-frames.ts'
import { Outgoing } from './outgoing.ts'
import { VirtualTimers } from './virtual-timers.ts'

const HELD: Partial<LinkRule> = { hold: true }

describe('frames that wait on one link', () => {
  let said: string[] = []
  let sent: number[] = []
  let state: ReturnType<Wire['state']> = 'open'
  let timers = new VirtualTimers()
  let clock = new ClusterTime(timers)
  let link = open()

  function open(): Outgoing {
    return new Outgoing({
      self: 'a',
      to: 'b',
      gate: new Gate(1),
      clock,
      now: () => timers.now(),
      wire: {
        state: () => state,
        linkState: () => 'up',
        setCut: () => undefined,
        write: (frames: readonly Queued[]) => void sent.push(...frames.map(({ number }) => number)),
      },
      events: {
        onLost: ({ number, dropped }) => void said.push(`${number} lost: ${dropped}`),
        onUnreachable: () => void said.push('unreachable'),
        onHeld: ({ number, held }) => void said.push(`${number} waits: ${held}`),
        onFreed: (_to, numbers) => void said.push(`${numbers.join(' ')} free`),
      },
    })
  }
  const send = (count: number): void => {
    for (let sending = 0; sending < count; sending += 1) link.send(appFrame('{}'))
    link.flush()
  }
  const rule = (part: Partial<LinkRule>): void => link.setRule({ ...NO_RULE, ...part })
  const setRate = (epoch: number, rate: number): void => {
    clock.set(epoch, rate)
    link.clockChanged()
  }

  beforeEach(() => {
    said = []
    sent = []
    state = 'open'
    timers = new VirtualTimers()
    clock = new ClusterTime(timers)
    link = open()
  })

  test('a held link keeps every frame, tells each once, and lets them leave in any order', () => {
    rule(HELD)
    send(3)
    link.flush()
    expect(sent).toEqual([])
    expect(said).toEqual(['1 waits: hold', '2 waits: hold', '3 waits: hold'])
    expect(link.status()).toMatchObject({ held: 3, rule: { hold: true } })
    expect(link.touch(3, 'release')).toEqual({ ok: true, value: null })
    expect(link.touch(1, 'release').ok).toBe(true)
    expect(sent).toEqual([3, 1])
    expect(said.slice(3)).toEqual(['3 free', '1 free'])
  })

  test('one held frame is dropped, and Raft takes that for loss, not for a dead peer', () => {
    rule(HELD)
    send(1)
    expect(link.touch(1, 'drop').ok).toBe(true)
    expect(said).toEqual(['1 waits: hold', '1 free', '1 lost: byHand'])
    expect(link.touch(1, 'release').ok).toBe(false)
  })

  test('a doubled frame goes with its own number, and again when it is released', () => {
    rule(HELD)
    send(1)
    expect(link.touch(1, 'duplicate').ok).toBe(true)
    expect(sent).toEqual([1])
    expect(link.status().held).toBe(1)
    expect(link.touch(1, 'release').ok).toBe(true)
    expect(sent).toEqual([1, 1])
  })

  test('letting a link go sends what waited in the order it came, before anything new', () => {
    rule(HELD)
    send(2)
    state = 'busy'
    rule({})
    link.send(appFrame('{}'))
    state = 'open'
    link.flush()
    expect(sent).toEqual([1, 2, 3])
    expect(said.at(-1)).toBe('1 2 free')
  })

  test('a frame that a delay keeps can be held by its number, and outlives rules and reconnects', () => {
    rule({ delayMs: 100 })
    send(2)
    expect(link.touch(1, 'hold').ok).toBe(true)
    expect(link.touch(1, 'hold').ok).toBe(false)
    state = 'down'
    link.lost()
    state = 'open'
    rule({})
    timers.advance(1_000)
    expect(sent).toEqual([2])
    link.release()
    expect(sent).toEqual([2, 1])
  })

  test('in a pause every frame waits and is told, and a step lets one go', () => {
    setRate(1, 0)
    send(2)
    link.flush()
    expect(said).toEqual(['1 waits: pause', '2 waits: pause'])
    expect(link.touch(2, 'release').ok).toBe(true)
    expect(sent).toEqual([2])
    setRate(2, 1)
    expect(sent).toEqual([2, 1])
    expect(said.slice(2)).toEqual(['2 free', '1 free'])
  })

  test('the end of a pause lets no frame go that somebody holds', () => {
    rule(HELD)
    send(1)
    setRate(1, 0)
    setRate(2, 1)
    expect(sent).toEqual([])
    expect(link.status().held).toBe(1)
  })

  test('a cut takes held frames too', () => {
    rule(HELD)
    send(1)
    rule({ cut: true })
    expect(said.slice(0, 3)).toEqual(['1 waits: hold', '1 free', '1 lost: cut'])
    rule({})
    expect(sent).toEqual([])
  })

  test('what is released while nobody listens is lost, and says so', () => {
    rule(HELD)
    send(1)
    state = 'down'
    link.touch(1, 'release')
    expect(said.slice(1)).toEqual(['1 free', '1 lost: noConnection', 'unreachable'])
  })

  test('the list of held frames is bounded', () => {
    rule(HELD)
    send(MAX_HELD_FRAMES + 1)
    expect(link.status().held).toBe(MAX_HELD_FRAMES)
    expect(said).toContain(`${MAX_HELD_FRAMES + 1} lost: overflow`)
  })

  test('viewers that lost something are told of every frame anew', () => {
    rule(HELD)
    send(2)
    said = []
    link.retellHeld()
    expect(said).toEqual(['1 waits: hold', '2 waits: hold'])
  })

  test('a held frame takes its draws, so that what follows meets the fate it would have met', () => {
    const fates = (heldFirst: boolean): number[] => {
      link = open()
      sent = []
      rule(heldFirst ? HELD : {})
      send(1)
      rule({ lossRate: 0.5 })
      sent = []
      send(40)
      return sent
    }
    expect(fates(true)).toEqual(fates(false))
  })
})
