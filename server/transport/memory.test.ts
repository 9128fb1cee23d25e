import { createBench } from './contract-bench.ts'
import { createMemoryTransport } from './memory.ts'
import { MemoryNetwork } from './memory-network.ts'
import { transportContract } from './transport.contract.ts'
import { VirtualTimers } from './virtual-timers.ts'

/** More steps than any claim of the contract needs: a claim that never comes true must end the test. */
const MAX_STEPS = 1_000

transportContract('the memory transport', () => {
  const network = new MemoryNetwork()
  const timers = new VirtualTimers()
  const until = async (claim: () => boolean): Promise<void> => {
    for (let step = 0; step < MAX_STEPS && !claim(); step += 1) {
      if (network.deliver() === 0) timers.advance(timers.untilNext() ?? 0)
    }
    if (!claim()) throw new Error('nothing is left that could make the claim true')
  }
  return createBench(
    timers,
    (options) => createMemoryTransport(network, options),
    until,
    () => undefined,
  )
})
