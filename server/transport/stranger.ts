// Somebody who speaks bytes at the Raft port, and the ground for tests with such people: real sockets,
// virtual time limits, everything closed at the end.

import type { Socket } from 'node:net'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Frame } from './frame.ts'
import type { Hello } from './hello.ts'
import { assert } from '../../shared/assert.ts'
import { HOST, Witness } from './contract-bench.ts'
import { Watch } from './contract-watch.ts'
import { encodeFrame } from './frame.ts'
import { FrameDecoder } from './frame-decoder.ts'
import { helloFrame } from './hello.ts'
import { PROTOCOL } from './port.ts'
import { createTcpTransport } from './tcp.ts'
import { VirtualTimers } from './virtual-timers.ts'

export class Stranger {
  readonly frames: Frame[] = []
  readonly socket: Socket
  private readonly watch: Watch
  closed = false

  constructor(socket: Socket, watch: Watch) {
    const decoder = new FrameDecoder()
    this.socket = socket
    this.watch = watch
    socket.on('data', (chunk) => {
      this.frames.push(...decoder.push(chunk).frames)
      watch.changed()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.closed = true
      watch.changed()
    })
  }

  /** A good hello to node `a`, except for `part`. */
  greet(part: Partial<Hello> = {}): void {
    const hello = {
      cluster: 'test',
      node: 'x',
      role: 'broker',
      to: 'a',
      start: 1,
      protocol: PROTOCOL,
    } as const
    this.socket.write(helloFrame({ ...hello, epoch: 1, host: HOST, raftPort: 1, ...part }, 0))
  }

  async answer(): Promise<Frame | undefined> {
    await this.watch.until(() => this.frames.length > 0)
    return this.frames[0]
  }

  say(epoch: number): void {
    const header = { kind: 'app', group: 3, from: 1, to: 2, epoch, number: 1, sentAt: 0 } as const
    this.socket.write(encodeFrame(header, [Buffer.from('{}')]))
  }
}

export class Street {
  readonly timers = new VirtualTimers()
  readonly watch = new Watch()
  readonly until = this.watch.until
  private readonly closing: (() => unknown)[] = []

  async node(name: string): Promise<Witness> {
    const witness = new Witness(name, {}, this.timers, createTcpTransport, this.watch.changed)
    this.closing.push(() => witness.transport.close())
    await witness.listen()
    return witness
  }

  stranger(socket: Socket): Stranger {
    this.closing.push(() => socket.destroy())
    return new Stranger(socket, this.watch)
  }

  /** A stranger that dials. */
  strangerTo(port: number): Stranger {
    return this.stranger(connect({ host: HOST, port }))
  }

  /** Strangers that are dialled. Returns their port. */
  async listener(onStranger: (stranger: Stranger) => void): Promise<number> {
    const server = createServer((socket) => onStranger(this.stranger(socket)))
    this.closing.push(() => server.close())
    server.listen(0, HOST)
    await once(server, 'listening')
    const address = server.address()
    assert(typeof address === 'object' && address !== null, 'a listening server has an address')
    return address.port
  }

  async close(): Promise<void> {
    await Promise.all(this.closing.splice(0).map((close) => close()))
  }
}
