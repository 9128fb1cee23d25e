// Clients in the wild mark each message by their name, a time and a random text. All three together are as
// good as a request id: the same message sent again is recognised.

import { createHash } from 'node:crypto'

interface Marks {
  readonly producer_name?: string | undefined
  readonly timestamp?: string | number | undefined
  readonly random_string?: string | undefined
}

/** 64 hexadecimal digits, as long as a request id may be; null unless all three are there. */
export function requestIdOf({ producer_name, timestamp, random_string }: Marks): string | null {
  if (producer_name === undefined || timestamp === undefined || random_string === undefined) return null
  const text = JSON.stringify([producer_name, String(timestamp), random_string])
  return createHash('sha256').update(text).digest('hex')
}
