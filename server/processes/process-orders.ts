// Orders that concern the process and not its consensus: its disk misbehaves, its event loop stands still.
// They are taken out of the pipe before the host sees them.

import type { DiskMode } from '../../shared/fault.ts'
import type { UplinkPipe } from '../host/uplink.ts'

export interface ProcessOrders {
  readonly setDisk: (mode: DiskMode, delayMs: number | null) => void
}

export function withProcessOrders(pipe: UplinkPipe, { setDisk }: ProcessOrders): UplinkPipe {
  return {
    ...pipe,
    onDownlink: (hostsOrders) =>
      pipe.onDownlink((message) => {
        if (message.t !== 'busy' && message.t !== 'disk') return hostsOrders(message)
        const confirm = (): void => pipe.send({ t: 'ack', id: message.id, ok: true })
        if (message.t === 'disk') {
          setDisk(message.mode, message.delayMs)
          // Behind what the disk has refused so far: a node that confirms has not died of it.
          setImmediate(confirm)
        } else {
          // The answer goes first: nothing leaves a process that stands still.
          confirm()
          setImmediate(() => standStill(message.ms))
        }
      }),
  }
}

/** The one busy loop on purpose: pid and sockets are fine, and nobody answers. */
function standStill(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end) continue
}
