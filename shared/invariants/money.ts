// Money is neither made nor lost: on every copy of the bank, at every index told, the balances add up to
// what was deposited minus what was withdrawn, and nobody owes anything.

import type { NodeId } from '../ids.ts'
import type { TraceEventOf } from '../trace.ts'
import { broken, fine, NOT_CHECKED } from './check.ts'
import type { Check, Finding } from './check.ts'
import { isGap } from './logs.ts'

interface Copy {
  readonly balances: Map<string, number>
  sum: number
}

export function createMoney(): Check {
  /** Copies that are known wholly: from a full report on, until something is lost. */
  const copies = new Map<NodeId, Copy>()

  function take(event: TraceEventOf<'balances'>): Finding {
    if (event.full) copies.set(event.node, { balances: new Map(), sum: 0 })
    const copy = copies.get(event.node)
    const at = `on ${event.node} at entry ${event.applied} (event ${event.seq})`
    for (const [account, balance] of Object.entries(event.balances)) {
      if (balance < 0) return broken(`${account} holds ${balance} ${at}`)
      if (copy === undefined) continue
      copy.sum += balance - (copy.balances.get(account) ?? 0)
      copy.balances.set(account, balance)
    }
    const { deposited, withdrawn, held } = event.totals
    if (held !== deposited - withdrawn)
      return broken(`${deposited} deposited and ${withdrawn} withdrawn, but ${held} held ${at}`)
    if (copy !== undefined && copy.sum !== held)
      return broken(`the balances add up to ${copy.sum} instead of ${held} ${at}`)
    return fine(1)
  }

  return {
    name: 'money',
    take(event) {
      if (event.kind === 'balances') return take(event)
      if (isGap(event)) copies.delete(event.node)
      return NOT_CHECKED
    },
  }
}
