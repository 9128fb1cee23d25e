// Bytes of a pipe to lines, lines to uplink messages. What is not one is left out: a node's telemetry may
// be broken, and the control server goes on.

import { StringDecoder } from 'node:string_decoder'
import type { Uplink } from '../../shared/protocol/uplink.ts'

/** No message of a node is longer; more without a line end is not a message. */
const MAX_LINE_CHARACTERS = 8 * 1024 * 1024

export function lineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE_CHARACTERS) rest = ''
    for (const line of lines) onLine(line)
  }
}

const TAGS: ReadonlySet<unknown> = new Set<Uplink['t']>(['hello', 'ready', 'events', 'ack', 'dying'])

/** Written by our own host: only the tag is looked at. */
export function readUplink(line: string): Uplink | null {
  try {
    const value: unknown = JSON.parse(line)
    return isUplink(value) ? value : null
  } catch {
    return null
  }
}

const isUplink = (value: unknown): value is Uplink =>
  typeof value === 'object' && value !== null && 't' in value && TAGS.has(value.t)
