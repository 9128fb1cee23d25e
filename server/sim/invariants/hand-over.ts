import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'HandOver'

/**
 * Whoever is told to campaign at once holds everything that the leader's log held (dissertation section 3.10;
 * B68). Nothing unsafe follows from it otherwise, but an office is given up for a candidate that cannot win.
 */
export const handOver: Invariant = {
  name: NAME,
  source: 'dissertation section 3.10; bug B68',
  sent(group, { endBefore }, msg) {
    if (msg.t !== 'timeoutNow') return
    const term = group.leads.get(msg.term)?.terms[endBefore - 1] ?? 0
    const target = group.replicas.get(msg.to)
    const isLevel = endBefore === 0 || target?.durable.everHeld(endBefore, term) === true
    check(isLevel, NAME, () => `${msg.to} is to lead without entry ${endBefore} of ${msg.from}`)
  },
}
