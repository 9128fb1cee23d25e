// What only real sockets can do wrong: damaged bytes, strangers, half-open connections, sockets that
// take nothing. Time limits run on virtual timers, so that no test waits for one.

import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Stranger } from './stranger.ts'
import { appFrame, HOST } from './contract-bench.ts'
import { welcomeFrame } from './hello.ts'
import { PROTOCOL } from './port.ts'
import { Street } from './stranger.ts'

describe('strangers at the Raft port', () => {
  let street = new Street()
  beforeEach(() => {
    street = new Street()
  })
  afterEach(() => street.close())

  test.each([
    [{ protocol: PROTOCOL + 1 }, 'protocol'],
    [{ cluster: 'other' }, 'cluster'],
    [{ node: 'a' }, 'self'],
    [{ to: 'b' }, 'stranger'],
    [{ node: '../etc' }, 'malformed'],
  ])('a hello with %o is refused with its reason, and the connection ends', async (part, code) => {
    const a = await street.node('a')
    const stranger = street.strangerTo(a.port)
    stranger.greet(part)
    const answer = await stranger.answer()
    expect(answer?.kind).toBe('refuse')
    expect(JSON.parse(String(answer?.body))).toMatchObject({ code })
    await street.until(() => stranger.closed)
  })

  test('whoever does not begin with hello is never heard', async () => {
    const a = await street.node('a')
    const stranger = street.strangerTo(a.port)
    stranger.say(1)
    await street.until(() => stranger.closed)
    expect(a.received).toEqual([])
  })

  test('damaged bytes end the connection, and frames behind them are not taken', async () => {
    const a = await street.node('a')
    const stranger = street.strangerTo(a.port)
    stranger.greet()
    await stranger.answer()
    stranger.socket.write(Buffer.alloc(64, 0x55))
    stranger.say(1)
    await street.until(() => stranger.closed)
    expect(a.received).toEqual([])
  })

  test('a second hello ends the connection, and what came with it is not taken', async () => {
    const a = await street.node('a')
    const stranger = street.strangerTo(a.port)
    stranger.greet()
    await stranger.answer()
    stranger.socket.cork()
    stranger.greet({ epoch: 2 })
    stranger.say(1)
    stranger.socket.uncork()
    await street.until(() => stranger.closed)
    expect(a.received).toEqual([])
  })

  test('who connects and says nothing is sent away', async () => {
    const a = await street.node('a')
    const stranger = street.strangerTo(a.port)
    await once(stranger.socket, 'connect')
    const second = street.strangerTo(a.port)
    second.greet()
    await second.answer()
    street.timers.advance(2_000)
    await street.until(() => stranger.closed)
    expect(second.closed).toBe(false)
  })

  test('frames of any but the newest life and dial of a node are dropped (B27)', async () => {
    const a = await street.node('a')
    const old = street.strangerTo(a.port)
    old.greet({ start: 5, epoch: 7 })
    expect((await old.answer())?.kind).toBe('welcome')
    const young = street.strangerTo(a.port)
    young.greet({ start: 6, epoch: 1 })
    expect((await young.answer())?.kind).toBe('welcome')
    old.say(7)
    await street.until(() => old.closed)
    const late = street.strangerTo(a.port)
    late.greet({ start: 5, epoch: 8 })
    expect(JSON.parse(String((await late.answer())?.body))).toMatchObject({ code: 'stale' })
    young.say(1)
    await street.until(() => a.received.length === 1)
    expect(a.received[0]?.frame.epoch).toBe(1)
    young.say(2)
    await street.until(() => young.closed)
    expect(a.received).toHaveLength(1)
  })
})

describe('peers that are there but not well', () => {
  let street = new Street()
  beforeEach(() => {
    street = new Street()
  })
  afterEach(() => street.close())

  test('a frozen peer takes the connection and says nothing: gone after the handshake time', async () => {
    const a = await street.node('a')
    let dials = 0
    const port = await street.listener(() => {
      dials += 1
      street.watch.changed()
    })
    a.transport.setPeers([{ node: 'b', host: HOST, port }])
    expect(a.state('b')).toBe('connecting')
    await street.until(() => dials === 1)
    a.transport.send('b', appFrame('waits for the welcome'))
    a.transport.flush()
    expect(a.lost).toEqual([])
    street.timers.advance(2_000)
    await street.until(() => a.saw('b', 'gone', 'does not answer'))
    expect(a.lost).toMatchObject([{ dropped: 'noConnection' }])
    street.timers.advance(1_000)
    await street.until(() => dials === 2)
  })

  test('a socket that takes nothing more is given up, and its frames are reported', async () => {
    const a = await street.node('a')
    const port = await street.listener((stranger) => {
      stranger.socket.once('data', () => {
        stranger.socket.pause()
        stranger.socket.write(welcomeFrame(1, 0))
      })
    })
    a.transport.setPeers([{ node: 'b', host: HOST, port }])
    await street.until(() => a.state('b') === 'up')
    for (let count = 0; count < 60 && a.lost.length === 0; count += 1) {
      a.transport.send('b', appFrame('x'.repeat(1024 * 1024)))
      a.transport.flush()
    }
    expect(a.lost[0]?.dropped).toBe('overflow')
    street.timers.advance(5_000)
    await street.until(() => a.saw('b', 'gone', 'takes no more bytes'))
    expect(a.unreachable).toContain('b')
    expect(a.status('b').held).toBe(0)
  })

  test('a socket that was full and goes on is kept', async () => {
    const a = await street.node('a')
    const dialled: Stranger[] = []
    const port = await street.listener((stranger) => {
      dialled.push(stranger)
      stranger.socket.once('data', () => {
        stranger.socket.pause()
        stranger.socket.write(welcomeFrame(1, 0))
      })
    })
    a.transport.setPeers([{ node: 'b', host: HOST, port }])
    await street.until(() => a.state('b') === 'up')
    let sent = 0
    while (a.status('b').held === 0) {
      sent = a.transport.send('b', appFrame('x'.repeat(1024 * 1024)))
      a.transport.flush()
    }
    dialled[0]?.socket.resume()
    await street.until(() => dialled[0]?.frames.length === sent + 1)
    // One more frame there: by then this node, too, has noticed that its socket is empty.
    a.transport.send('b', appFrame('last'))
    a.transport.flush()
    await street.until(() => dialled[0]?.frames.length === sent + 2)
    street.timers.advance(5_000)
    expect(a.state('b')).toBe('up')
    expect(a.status('b')).toMatchObject({ held: 0, frames: sent + 1 })
  })

  test('a peer that sends on a connection it did not dial is hung up on', async () => {
    const a = await street.node('a')
    const port = await street.listener((stranger) => {
      stranger.socket.once('data', () => {
        stranger.socket.write(welcomeFrame(1, 0))
        stranger.say(1)
      })
    })
    a.transport.setPeers([{ node: 'b', host: HOST, port }])
    await street.until(() => a.saw('b', 'gone', 'one-way'))
    expect(a.received).toEqual([])
  })
})
