// The only file that speaks Socket.io: brings snapshots and batches to the store, once per frame, and asks
// for a snapshot whenever something was missed.

import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import type { ServerToViewer, ViewerToServer } from '../../shared/protocol/control.ts'
import { SOCKET_PATH } from '../../shared/protocol/control.ts'
import {
  foldWaiting,
  forgetReached,
  setConnection,
  takeBatch,
  takeSnapshot,
  useCluster,
} from '../store/cluster.ts'

/** Silence after which the picture must not pretend to be current; batches come 20 times a second. */
const SILENT_AFTER_MS = 4_000

/** Connects for the life of the page. */
export function connect(): void {
  const socket: Socket<ServerToViewer, ViewerToServer> = io({ path: SOCKET_PATH, transports: ['websocket'] })
  let heardAt = performance.now()
  let asked = false

  const resync = (): void => {
    if (asked) return
    asked = true
    socket.emit('resync')
  }
  socket.on('snapshot', (snapshot) => {
    heardAt = performance.now()
    asked = false
    forgetReached()
    takeSnapshot(snapshot)
  })
  socket.on('batch', (batch, acknowledge) => {
    heardAt = performance.now()
    acknowledge()
    if (useCluster.getState().connection === 'lost') setConnection('open')
    // A hidden tab draws nothing: it catches up by one snapshot when it is shown again.
    if (document.hidden) return
    if (!takeBatch(batch)) resync()
  })
  socket.on('disconnect', () => setConnection('lost'))
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) resync()
  })
  const frame = (): void => {
    foldWaiting()
    const silent = performance.now() - heardAt > SILENT_AFTER_MS
    if (silent && useCluster.getState().connection === 'open') setConnection('lost')
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}
