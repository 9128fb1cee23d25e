import { createBench } from './contract-bench.ts'
import { Watch } from './contract-watch.ts'
import { createTcpTransport } from './tcp.ts'
import { realTimers } from './timers.ts'
import { transportContract } from './transport.contract.ts'

transportContract('the transport over TCP', () => {
  const watch = new Watch()
  return createBench(realTimers, createTcpTransport, watch.until, watch.changed)
})
