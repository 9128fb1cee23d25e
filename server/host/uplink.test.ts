import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Downlink } from '../../shared/protocol/uplink.ts'
import { createUplink } from './uplink.ts'
import type { UplinkPipe } from './uplink.ts'

/** A stream whose other end reads only when told to. */
function pipe(): { uplink: UplinkPipe; stream: Duplex; lines: string[]; read: () => void } {
  const lines: string[] = []
  let done: (() => void)[] = []
  const stream = new Duplex({
    highWaterMark: 100,
    read: () => undefined,
    write(chunk: Buffer, _encoding, callback) {
      lines.push(chunk.toString())
      done.push(() => callback())
    },
  })
  const read = (): void => {
    while (done.length > 0) {
      const ready = done
      done = []
      for (const callback of ready) callback()
    }
  }
  return { uplink: createUplink(stream), stream, lines, read }
}

const batch = { t: 'events', events: [], lost: 0 } as const
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

describe('uplink', () => {
  it('writes one JSON value per line', () => {
    const { uplink, lines } = pipe()
    uplink.send({ t: 'ready', ready: true })
    expect(lines).toEqual(['{"t":"ready","ready":true}\n'])
  })

  it('takes no events while the pipe is full, and says when there is room', async () => {
    const { uplink, read } = pipe()
    let rooms = 0
    uplink.onRoom(() => (rooms += 1))
    let taken = 0
    while (uplink.events(batch)) taken += 1
    expect(taken).toBeGreaterThan(0)
    expect(uplink.events(batch)).toBe(false)
    for (let reads = 0; reads < 10; reads += 1) {
      read()
      await turn()
    }
    expect(rooms).toBe(1)
    expect(uplink.events(batch)).toBe(true)
  })

  it('reads orders across chunks, and drops what is none', async () => {
    const { uplink, stream } = pipe()
    const orders: Downlink[] = []
    uplink.onDownlink((order) => orders.push(order))
    stream.push('{"t":"release","id":1,"to":null}\n{"t":"time')
    stream.push(
      'out","id":2,"group":"atm"}\nnonsense\n{"t":"unheard of"}\n{"t":"release","id":3,"to":"atm-2"}\n',
    )
    await turn()
    expect(orders).toEqual([
      { t: 'release', id: 1, to: null },
      { t: 'timeout', id: 2, group: 'atm' },
      { t: 'release', id: 3, to: 'atm-2' },
    ])
  })

  it('a lost pipe ends nobody: what is told is taken and forgotten', async () => {
    const { uplink, stream, lines } = pipe()
    stream.destroy(new Error('the control server is gone'))
    await turn()
    expect(uplink.events(batch)).toBe(true)
    uplink.send({ t: 'ready', ready: true })
    expect(lines).toEqual([])
    await uplink.end()
  })
})
