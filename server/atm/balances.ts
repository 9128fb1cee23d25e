// What this ATM's own copy of the bank holds, told to viewers after applies: changed balances only, at
// most once per pause, all of them at the start. A busy bank does not flood the picture.

import { ATM_GROUP } from '../../shared/ids.ts'
import type { Host } from '../host/port.ts'
import type { Bank } from '../machines/bank.ts'

/** One redraw of the dashboard (20 a second) shows everything that changed since the last. */
const TELL_EVERY_MS = 50

export interface BalanceTeller {
  applied(): void
  /** Everything again: after start, and when viewers lost something. */
  tellAll(): void
}

export function createBalanceTeller(
  host: Host,
  bank: Bank,
  setTimer: (ms: number, fn: () => void) => void,
): BalanceTeller {
  const told = new Map<string, number>()
  let waiting = false

  function tell(full: boolean): void {
    const { accounts, totals } = bank.accounts()
    const changed: Record<string, number> = {}
    for (const { account, balance } of accounts) {
      if (!full && told.get(account) === balance) continue
      told.set(account, balance)
      changed[account] = balance
    }
    const applied = host.status(ATM_GROUP)?.applied ?? 0
    host.trace(
      { kind: 'balances', node: host.node, group: 'atm', applied, full, balances: changed, totals },
      null,
    )
  }

  return {
    applied() {
      if (waiting) return
      waiting = true
      setTimer(TELL_EVERY_MS, () => {
        waiting = false
        tell(false)
      })
    },
    tellAll: () => tell(true),
  }
}
