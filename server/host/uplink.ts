// The pipe to the control server: one JSON value per line, both ways. A full pipe is never waited for; what
// cannot be written now is telemetry, and telemetry may be lost. Losing the pipe itself ends nobody.

import type { Duplex } from 'node:stream'
import type { Downlink, Uplink } from '../../shared/protocol/uplink.ts'
import { downlinkSchema } from '../../shared/protocol/uplink.ts'
import type { TelemetrySink } from './telemetry.ts'

export interface UplinkPipe extends TelemetrySink {
  /** For what is small and rare: hello, ready, acknowledgements, last words. Kept by the stream if it is full. */
  send(message: Exclude<Uplink, { t: 'events' }>): void
  onDownlink(fn: (message: Downlink) => void): void
  /** Hands over what the stream still holds, then ends it. */
  end(): Promise<void>
}

export function createUplink(stream: Duplex): UplinkPipe {
  let open = true
  let full = false
  let onRoom = (): void => undefined
  let onDownlink = (_message: Downlink): void => undefined
  let rest = ''

  const write = (message: Uplink): void => {
    if (open && !stream.write(`${JSON.stringify(message)}\n`)) full = true
  }
  const onLine = (line: string): void => {
    const message = parseDownlink(line)
    // The control server is of our own version: what it cannot mean is dropped, never a reason to end.
    if (message !== null) onDownlink(message)
  }

  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('drain', () => {
    full = false
    onRoom()
  })
  const closed = (): void => {
    open = false
  }
  stream.on('error', closed)
  stream.on('close', closed)
  stream.on('end', closed)

  return {
    events(message) {
      // Without anybody to tell, the queue must not fill up: it is taken and forgotten.
      if (!open) return true
      if (full) return false
      write(message)
      return true
    },
    onRoom: (fn) => void (onRoom = fn),
    send: write,
    onDownlink: (fn) => void (onDownlink = fn),
    end: () =>
      new Promise((resolve) => {
        if (!open) return resolve()
        open = false
        stream.end(resolve)
      }),
  }
}

function parseDownlink(line: string): Downlink | null {
  try {
    const parsed = downlinkSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
