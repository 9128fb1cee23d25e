import { createBench } from './contract-bench.ts'
import { createTcpTransport } from './tcp.ts'
import { realTimers } from './timers.ts'
import { transportContract } from './transport.contract.ts'

transportContract('the transport over TCP', () => {
  const waiting = new Set<() => void>()
  const changed = (): void => {
    for (const look of waiting) look()
  }
  const until = (claim: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!claim()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return createBench(realTimers, createTcpTransport, until, changed)
})
