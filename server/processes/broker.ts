import { startBroker } from '../broker/broker.ts'
import { runNode } from './child-node.ts'

await runNode(async ({ host, config, facts, storage, timers, newRequestId }) => {
  const setTimer = (ms: number, fn: () => void): void => void timers.setTimer(ms, fn)
  return startBroker({ host, config, facts, storage, newRequestId, setTimer })
})
