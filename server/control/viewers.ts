// The dashboards. Each gets a snapshot, then the same batches as everybody else: a batch is encoded once,
// whoever looks. One that cannot keep up is left out until its connection is empty again, and then gets a
// new snapshot. Viewers only listen; commands are requests of the control API.

import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { Socket } from 'socket.io'
import type { ServerToViewer, ViewerToServer } from '../../shared/protocol/control.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import type { TraceHub } from './trace-hub.ts'
import type { HubTime } from './trace-hub.ts'
import { BATCH_MS, MAX_UNACKNOWLEDGED, SOCKET_PATH } from '../../shared/protocol/control.ts'
import { isBackground } from '../../shared/trace.ts'
import { rightsOf, strangerIn } from './guard.ts'
import { Story } from './story.ts'

export interface ViewersOptions {
  readonly http: HttpServer
  readonly hub: TraceHub
  readonly time: HubTime
  readonly host: string
  readonly run: string
  readonly version: string
}

type ViewerSocket = Socket<ViewerToServer, ServerToViewer>

/** Those whose connection takes what it is given. */
const LIVE = 'live'
/** A quiet cluster still tells its time. */
const QUIET_MS = 1_000
/** How long a batch may stay unconfirmed before nobody waits for it. */
const ACKNOWLEDGE_MS = 10_000
/** Viewers send almost nothing. */
const MAX_INCOMING_BYTES = 64 * 1024

export class Viewers {
  readonly #options: ViewersOptions
  readonly #io: Server<ViewerToServer, ServerToViewer>
  readonly #story = new Story()
  /** Runs while somebody looks. */
  #timer: NodeJS.Timeout | null = null
  #pending: TraceEvent[] = []
  #sentTo = 0
  #sentAt = 0

  constructor(options: ViewersOptions) {
    this.#options = options
    this.#io = new Server(options.http, {
      path: SOCKET_PATH,
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: MAX_INCOMING_BYTES,
      allowRequest: (request, decide) => {
        const stranger = strangerIn(request.headers, options.host)
        decide(stranger, stranger === null)
      },
    })
    this.#io.on('connection', (socket) => this.#welcome(socket))
    options.hub.listen((event) => {
      this.#story.add(event)
      if (this.#timer !== null && !isBackground(event)) this.#pending.push(event)
    })
  }

  async close(): Promise<void> {
    this.#flush()
    this.#rest()
    await this.#io.close()
  }

  #welcome(socket: ViewerSocket): void {
    let waiting = 0
    let behind = false
    socket.conn.on('packetCreate', () => {
      waiting += 1
      if (waiting <= MAX_UNACKNOWLEDGED) return
      behind = true
      void socket.leave(LIVE)
    })
    socket.conn.on('drain', () => {
      waiting = 0
      if (behind && socket.connected) this.#sendSnapshot(socket)
      behind = false
    })
    socket.on('resync', () => this.#sendSnapshot(socket))
    this.#sendSnapshot(socket)
  }

  /** Batches go on exactly behind the snapshot: what is pending leaves first. */
  #sendSnapshot(socket: ViewerSocket): void {
    this.#flush()
    const { hub, run, version } = this.#options
    void socket.join(LIVE)
    this.#timer ??= setInterval(() => this.#flush(), BATCH_MS)
    socket.emit('snapshot', {
      view: hub.view,
      story: this.#story.recent(),
      repeats: this.#story.repeats(),
      rights: rightsOf(socket.handshake.address),
      run,
      version,
    })
  }

  #flush(): void {
    const { hub, time } = this.#options
    const wallAt = time.wallNow()
    if (hub.seq === this.#sentTo && wallAt - this.#sentAt < QUIET_MS) return
    const batch = { from: this.#sentTo + 1, to: hub.seq, at: time.now(), wallAt, events: this.#pending }
    this.#sentTo = hub.seq
    this.#sentAt = wallAt
    this.#pending = []
    if ((this.#io.of('/').adapter.rooms.get(LIVE)?.size ?? 0) === 0) {
      this.#rest()
      return
    }
    this.#io
      .to(LIVE)
      .timeout(ACKNOWLEDGE_MS)
      .emit('batch', batch, () => {})
  }
  /** Nobody looks: nothing is collected and nothing wakes the server until somebody does. */
  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
