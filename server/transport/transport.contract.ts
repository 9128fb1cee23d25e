// What every transport must do, whatever carries it. Runs over the memory twin and over real sockets.

import { afterEach, describe, expect, test } from 'vitest'
import type { Bench } from './contract-bench.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { appFrame, textOf } from './contract-bench.ts'
import { MAX_OUTBOX_BYTES } from './outbox.ts'

const CUT = { ...NO_RULE, cut: true }

export function transportContract(name: string, openBench: () => Bench): void {
  describe(name, () => {
    let bench = openBench()
    afterEach(async () => {
      await bench.close()
      bench = openBench()
    })

    test('a frame arrives whole, with the times and the number of its sender', async () => {
      const [a, b] = await bench.pair()
      const number = a.transport.send('b', appFrame('deposit 5', 7))
      a.transport.flush()
      await bench.until(() => b.received.length === 1)
      const [got] = b.received
      expect(got?.from).toBe('a')
      expect(textOf(got?.frame)).toBe('deposit 5')
      expect(got?.frame).toMatchObject({ kind: 'app', group: 7, from: 1, to: 2, number })
      expect(got?.frame.receivedAt).toBeGreaterThanOrEqual(got?.frame.sentAt ?? Number.NaN)
    })

    test('a node that was never named is dialled back by whom it dialled', async () => {
      const a = await bench.start('a')
      const b = await bench.start('b')
      b.transport.setPeers([{ node: 'a', host: bench.host, port: a.port }])
      await bench.until(() => a.state('b') === 'up')
      a.transport.send('b', appFrame('answer'))
      a.transport.flush()
      await bench.until(() => b.received.length === 1)
      expect(b.received[0]?.from).toBe('a')
    })

    test('nothing leaves before the flush, then lanes in order and each lane in the order of sending', async () => {
      const [a, b] = await bench.pair()
      for (const kind of ['call', 'app', 'vote', 'beat', 'app', 'beat'] as const) {
        a.transport.send('b', { ...appFrame(kind), kind })
      }
      expect(a.status('b').held).toBe(6)
      a.transport.flush()
      await bench.until(() => b.received.length === 6)
      const seen = b.received.map(({ frame }) => `${frame.kind} ${frame.number}`)
      expect(seen).toEqual(['beat 4', 'beat 6', 'vote 3', 'app 2', 'app 5', 'call 1'])
    })

    test('a one-way cut stops one direction only, and every frame of it is reported', async () => {
      const [a, b] = await bench.pair()
      a.transport.setRule('b', CUT)
      expect(a.state('b')).toBe('cut')
      a.transport.send('b', appFrame('lost'))
      a.transport.flush()
      expect(a.lost).toMatchObject([{ to: 'b', number: 1, kind: 'app', dropped: 'cut', info: { count: 1 } }])
      b.transport.send('a', appFrame('still here'))
      b.transport.flush()
      await bench.until(() => a.received.length === 1)
      expect(b.received).toEqual([])
      expect(b.state('a')).toBe('up')
    })

    test('a mended link comes up again and skips the numbers of what was lost', async () => {
      const [a, b] = await bench.pair()
      a.transport.setRule('b', CUT)
      a.transport.send('b', appFrame('lost'))
      a.transport.flush()
      a.transport.setRule('b', NO_RULE)
      await bench.until(() => a.state('b') === 'up')
      a.transport.send('b', appFrame('again'))
      a.transport.flush()
      await bench.until(() => b.received.length === 1)
      expect(b.received[0]?.frame.number).toBe(2)
      expect(a.status('b').dropped.cut).toBe(1)
    })

    test('a node of another cluster is refused, in both directions', async () => {
      const a = await bench.start('a')
      const b = await bench.start('b', { cluster: 'another' })
      a.transport.setPeers([{ node: 'b', host: bench.host, port: b.port }])
      b.transport.setPeers([{ node: 'a', host: bench.host, port: a.port }])
      await bench.until(() => a.saw('b', 'gone', 'refused') && b.saw('a', 'gone', 'refused'))
      a.transport.send('b', appFrame('for strangers'))
      a.transport.flush()
      await bench.until(() => a.lost.length === 1)
      expect(a.lost[0]?.dropped).toBe('noConnection')
      expect(a.unreachable).toEqual(['b'])
      expect(b.received).toEqual([])
    })

    test('a peer that ends and starts again is found again (B27)', async () => {
      const [a, b] = await bench.pair()
      await b.transport.close()
      await bench.until(() => a.state('b') === 'gone')
      const again = await bench.start('b', { port: b.port, start: 2 })
      await bench.until(() => a.state('b') === 'up')
      a.transport.send('b', appFrame('welcome back'))
      a.transport.flush()
      await bench.until(() => again.received.length === 1)
      expect(b.received).toEqual([])
    })

    test('without a connection frames are dropped, counted and reported once per flush', async () => {
      const a = await bench.start('a')
      a.transport.send('nobody', appFrame('one'))
      a.transport.send('nobody', appFrame('two'))
      a.transport.flush()
      expect(a.unreachable).toEqual(['nobody'])
      expect(a.status('nobody')).toMatchObject({ state: 'gone', held: 0, dropped: { noConnection: 2 } })
    })

    test('while time stands still every frame is held, within the bound of the outbox', async () => {
      const [a, b] = await bench.pair()
      a.transport.setClock(1, 0)
      const big = 'x'.repeat(1024 * 1024)
      for (let count = 0; count < 9; count += 1) a.transport.send('b', appFrame(big))
      a.transport.flush()
      const fitting = Math.floor(MAX_OUTBOX_BYTES / (big.length + 40))
      expect(a.status('b')).toMatchObject({ held: fitting, frames: 0, dropped: { overflow: 9 - fitting } })
      expect(a.unreachable).toEqual(['b'])
      a.transport.setClock(2, 1)
      await bench.until(() => b.received.length === fitting)
      expect(textOf(b.received[0]?.frame)).toBe(big)
    })

    test('a delayed frame arrives later by at least the delay, and in order', async () => {
      const [a, b] = await bench.pair()
      a.transport.setRule('b', { ...NO_RULE, delayMs: 20, jitterMs: 5 })
      for (const text of ['1', '2', '3']) a.transport.send('b', appFrame(text))
      a.transport.flush()
      await bench.until(() => b.received.length === 3)
      expect(b.received.map(({ frame }) => textOf(frame))).toEqual(['1', '2', '3'])
      for (const { frame } of b.received) expect(frame.receivedAt - frame.sentAt).toBeGreaterThanOrEqual(20)
    })

    test('a doubled frame arrives twice under one number; a lost one is told with why', async () => {
      const [a, b] = await bench.pair()
      a.transport.setRule('b', { ...NO_RULE, duplicateRate: 1 })
      a.transport.send('b', appFrame('twice'))
      a.transport.flush()
      await bench.until(() => b.received.length === 2)
      expect(b.received.map(({ frame }) => frame.number)).toEqual([1, 1])
      a.transport.setRule('b', { ...NO_RULE, lossRate: 1 })
      a.transport.send('b', appFrame('never'))
      a.transport.flush()
      expect(a.lost).toMatchObject([{ number: 2, dropped: 'loss' }])
      expect(a.unreachable).toEqual([])
    })

    test('whoever sends nonsense is hung up on, and comes again', async () => {
      const [a, b] = await bench.pair()
      a.transport.send('b', appFrame('nonsense'))
      a.transport.flush()
      await bench.until(() => b.received.length === 1)
      b.transport.reject('a')
      await bench.until(() => a.saw('b', 'gone', ''))
      await bench.until(() => a.state('b') === 'up')
      a.transport.send('b', appFrame('sense'))
      a.transport.flush()
      await bench.until(() => b.received.length === 2)
      expect(textOf(b.received[1]?.frame)).toBe('sense')
    })

    test('a node that is forgotten is not dialled, even when it is named again, until it dials itself', async () => {
      const [a, b] = await bench.pair()
      await b.transport.close()
      await bench.until(() => a.state('b') === 'gone')
      a.transport.forget('b')
      a.transport.setPeers([{ node: 'b', host: bench.host, port: b.port }])
      expect(a.transport.links()).toEqual([])
      const again = await bench.start('b', { port: b.port, start: 2 })
      again.transport.setPeers([{ node: 'a', host: bench.host, port: a.port }])
      await bench.until(() => a.transport.links()[0]?.state === 'up')
      a.transport.send('b', appFrame('welcome back'))
      a.transport.flush()
      await bench.until(() => again.received.length === 1)
    })

    test('a node named as its own peer does not dial itself', async () => {
      const a = await bench.start('a')
      a.transport.setPeers([{ node: 'a', host: bench.host, port: a.port }])
      expect(a.transport.links()).toEqual([])
    })

    test('a port that is taken is an error value', async () => {
      const a = await bench.start('a')
      const second = bench.create('b', { port: a.port })
      const listening = await second.transport.listen()
      expect(listening).toMatchObject({ ok: false, error: { code: 'port-taken' } })
    })
  })
}
