// Requests against one node: so many in flight over kept connections, for so long.

import { Agent, request } from 'node:http'

export interface LoadResult {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly failed: number
}

export interface LoadOptions {
  readonly url: string
  readonly inFlight: number
  readonly forMs: number
  readonly body: (number: number) => unknown
}

export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.inFlight })
  const took: number[] = []
  let failed = 0
  let number = 0
  const begun = performance.now()
  const one = async (): Promise<void> => {
    while (performance.now() - begun < options.forMs) {
      number += 1
      const sent = performance.now()
      if (await post(agent, options.url, options.body(number))) took.push(performance.now() - sent)
      else failed += 1
    }
  }
  await Promise.all(Array.from({ length: options.inFlight }, one))
  const seconds = (performance.now() - begun) / 1000
  agent.destroy()
  took.sort((a, b) => a - b)
  const at = (share: number): number =>
    took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { perSecond: took.length / seconds, p50: at(0.5), p99: at(0.99), failed }
}

/** True: answered with success. */
export function post(agent: Agent, url: string, body: unknown): Promise<boolean> {
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
    })
    sending.on('error', () => resolve(false))
    sending.end(text)
  })
}
