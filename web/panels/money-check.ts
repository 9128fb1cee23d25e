// Is the money all there? Three independent checks over what the ATMs say of their own copies: the sum of
// the balances against what was put in and taken out, no balance below nothing, and no request that was
// carried out twice.

import type { BankView, ClusterView } from '../../shared/cluster-view.ts'
import { newestBank } from '../../shared/cluster-view.ts'
import type { LogIndex, NodeId } from '../../shared/ids.ts'
import type { TraceEvent, TraceEventOf } from '../../shared/trace.ts'

export interface Money {
  readonly sum: number
  readonly expected: number
  readonly deposited: number
  readonly withdrawn: number
  readonly applied: LogIndex
  /** One sentence per difference; empty while all is well. */
  readonly alarms: readonly string[]
}

/** Receipts looked at for the same request done twice: minutes of a busy class. */
export const RECEIPTS_CHECKED = 500

const sumOf = (bank: BankView): number => Object.values(bank.balances).reduce((sum, held) => sum + held, 0)

/**
 * The entry that an ATM's copy has reached. An ATM tells its balances when a command changed them; entries
 * without a command (a new leader's first, a configuration) only move what its replica has applied.
 */
export function copyReaches(view: ClusterView, atm: NodeId): LogIndex {
  const applied = view.groups['atm']?.replicas[atm]?.appliedIndex ?? 0
  return Math.max(applied, view.banks[atm]?.applied ?? 0)
}

/** Null while no ATM has said anything. */
export function money(view: ClusterView, story: readonly TraceEvent[]): Money | null {
  const bank = newestBank(view)
  if (bank === null) return null
  const { deposited, withdrawn } = bank.totals
  const alarms = Object.entries(view.banks).flatMap(([node, one]) => alarmsOf(node, one))
  return {
    sum: sumOf(bank),
    expected: deposited - withdrawn,
    deposited,
    withdrawn,
    applied: bank.applied,
    alarms: [...alarms, ...disagreements(view), ...doneTwice(story)],
  }
}

function alarmsOf(node: NodeId, bank: BankView): string[] {
  const expected = bank.totals.deposited - bank.totals.withdrawn
  const difference = sumOf(bank) - expected
  const alarms: string[] = []
  if (difference !== 0)
    alarms.push(
      `${node} has ${Math.abs(difference)} too ${difference > 0 ? 'much' : 'little'} as of entry ${bank.applied}`,
    )
  for (const [account, balance] of Object.entries(bank.balances))
    if (balance < 0) alarms.push(`${account} has ${balance} at ${node}: a balance below nothing`)
  return alarms
}

/** Copies that applied the same entries must be the same (paper, State Machine Safety, section 5.4.3). */
function disagreements(view: ClusterView): string[] {
  const alarms: string[] = []
  const byIndex = new Map<LogIndex, readonly [NodeId, BankView]>()
  for (const [node, bank] of Object.entries(view.banks)) {
    const other = byIndex.get(bank.applied)
    if (other === undefined) {
      byIndex.set(bank.applied, [node, bank])
      continue
    }
    const accounts = new Set([...Object.keys(bank.balances), ...Object.keys(other[1].balances)])
    for (const account of accounts)
      if (bank.balances[account] !== other[1].balances[account])
        alarms.push(`${other[0]} and ${node} differ about ${account} as of entry ${bank.applied}`)
  }
  return alarms
}

function doneTwice(story: readonly TraceEvent[]): string[] {
  const receipts = story.filter((event): event is TraceEventOf<'atm'> => event.kind === 'atm')
  const first = new Map<string, TraceEventOf<'atm'>>()
  const alarms: string[] = []
  for (const receipt of receipts.slice(-RECEIPTS_CHECKED)) {
    if (receipt.outcome !== 'ok' || receipt.duplicate || receipt.index === undefined) continue
    const before = first.get(receipt.request)
    if (before !== undefined && before.index !== receipt.index)
      alarms.push(
        `request ${receipt.request} was done twice: entry ${before.index} at ${before.node} and entry ${receipt.index} at ${receipt.node}`,
      )
    first.set(receipt.request, before ?? receipt)
  }
  return alarms
}
