// Connections that other nodes dialled: they say hello once, then their frames come in. Nothing but one
// welcome or refuse is ever sent on them.

import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Frame } from './frame.ts'
import type { Hello, HelloRefusal } from './hello.ts'
import type { ListenError } from './port.ts'
import type { Timers } from './timers.ts'
import { err, ok } from '../../shared/result.ts'
import { FrameDecoder } from './frame-decoder.ts'
import { readHello, refuseFrame, welcomeFrame } from './hello.ts'
import { Newest } from './newest.ts'

/** Whoever connects and says nothing gives its place back. */
const HELLO_WITHIN_MS = 2_000
/** Every node of the largest cluster several times over; the rest is somebody else's mistake. */
const MAX_CONNECTIONS = 512

export interface AcceptorOptions {
  readonly cluster: string
  readonly node: NodeId
  readonly timers: Timers
  readonly onHello: (hello: Hello) => void
  readonly onFrame: (from: NodeId, frame: Frame) => void
}

interface Connection {
  readonly socket: Socket
  readonly decoder: FrameDecoder
  /** Null until the hello was taken. */
  peer: Hello | null
  readonly cancelWait: () => void
}

export class Acceptor {
  private readonly options: AcceptorOptions
  private readonly server: Server
  private readonly open = new Set<Connection>()
  private readonly newest = new Newest<Connection>()

  constructor(options: AcceptorOptions) {
    this.options = options
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket))
    this.server.maxConnections = MAX_CONNECTIONS
  }

  listen(host: string, port: number): Promise<Result<{ readonly port: number }, ListenError>> {
    return new Promise((resolve) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        const code = error.code === 'EADDRINUSE' ? 'port-taken' : 'listen'
        resolve(err({ code, message: error.message }))
      }
      this.server.once('error', failed)
      this.server.listen({ host, port }, () => {
        this.server.removeListener('error', failed)
        // Afterwards only accepting can fail (no descriptors left): the dialler comes again.
        this.server.on('error', () => undefined)
        const address = this.server.address()
        resolve(ok({ port: typeof address === 'object' && address !== null ? address.port : port }))
      })
    })
  }

  reject(from: NodeId): void {
    this.newest.holder(from)?.socket.destroy()
  }

  close(): Promise<void> {
    for (const { socket } of this.open) socket.destroy()
    return new Promise((resolve) => {
      this.server.close(() => resolve())
    })
  }

  private accept(socket: Socket): void {
    const connection: Connection = {
      socket,
      decoder: new FrameDecoder(),
      peer: null,
      cancelWait: this.options.timers.setTimer(HELLO_WITHIN_MS, () => socket.destroy()),
    }
    this.open.add(connection)
    socket.on('data', (chunk) => this.read(connection, chunk))
    // The close that follows says all there is to know: the peer dials again.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      connection.cancelWait()
      this.open.delete(connection)
    })
  }

  private read(connection: Connection, chunk: Buffer): void {
    const { frames, fault } = connection.decoder.push(chunk)
    for (const frame of frames) {
      // A frame before may have closed this connection; what it sent before is then dropped too.
      if (connection.socket.destroyed || connection.socket.writableEnded) return
      this.take(connection, frame)
    }
    if (fault !== null) connection.socket.destroy()
  }

  private take(connection: Connection, frame: Frame): void {
    const { peer, socket } = connection
    if (peer === null) return this.greet(connection, frame)
    const greeting = frame.kind === 'hello' || frame.kind === 'welcome' || frame.kind === 'refuse'
    if (greeting || frame.epoch !== peer.epoch) socket.destroy()
    else this.options.onFrame(peer.node, frame)
  }

  private greet(connection: Connection, frame: Frame): void {
    const { socket } = connection
    connection.cancelWait()
    const hello = this.judge(frame)
    const now = this.options.timers.now()
    if (!hello.ok) return void socket.end(refuseFrame(hello.error, now), () => socket.destroy())
    const { node, epoch } = hello.value
    this.newest.replace(node, hello.value, connection)?.socket.destroy()
    connection.peer = hello.value
    socket.write(welcomeFrame(epoch, now))
    this.options.onHello(hello.value)
  }

  private judge(frame: Frame): Result<Hello, HelloRefusal> {
    const hello = readHello(frame, this.options)
    if (!hello.ok || this.newest.mayReplace(hello.value.node, hello.value)) return hello
    return err({ code: 'stale', message: `a newer connection of ${hello.value.node} is known` })
  }
}
