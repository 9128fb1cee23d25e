// Balances per replica: rows are accounts, columns the ATMs, each with the entry its copy has reached. A
// copy that lags is marked, and so is every balance in it that is old.

import { memo, useCallback } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import { newestBank } from '../../shared/cluster-view.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { LogIndex, NodeId } from '../../shared/ids.ts'
import { useCluster } from '../store/cluster.ts'
import { Icon } from '../ui/Icon.tsx'
import { Empty, Section } from '../ui/Section.tsx'
import { copyReaches } from './money-check.ts'
import { inOrder } from './node-order.ts'
import { grouped } from './quantities.ts'

/** A class makes a few each; beyond this the page would only scroll. */
export const MAX_ACCOUNTS_SHOWN = 200

const atmsOf = (view: ClusterView): NodeId[] => inOrder(Object.keys(view.banks))
const newestReached = (view: ClusterView): LogIndex =>
  Math.max(0, ...Object.keys(view.banks).map((atm) => copyReaches(view, atm)))
const accountsOf = (view: ClusterView): string[] =>
  [...new Set(Object.values(view.banks).flatMap((bank) => Object.keys(bank.balances)))].toSorted()

export function Balances() {
  const atms = useCluster(useShallow((state) => atmsOf(state.view)))
  const accounts = useCluster(useShallow((state) => accountsOf(state.view)))
  const shown = accounts.slice(0, MAX_ACCOUNTS_SHOWN)
  return (
    <Section
      title="Balances, as each ATM's own copy has them"
      aside={accounts.length > shown.length ? `${shown.length} of ${accounts.length}` : undefined}
    >
      {accounts.length === 0 ? (
        <Empty>No account yet. Open a terminal and type: create alice</Empty>
      ) : (
        <table className="table balances" aria-label="Balances per ATM">
          <thead>
            <tr>
              <th scope="col">Account</th>
              {atms.map((atm) => (
                <AtmHead key={atm} atm={atm} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((account) => (
              <AccountRow key={account} account={account} atms={atms} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function AtmHead({ atm }: { atm: NodeId }) {
  const applied = useCluster((state) => copyReaches(state.view, atm))
  const behind = useCluster((state) => newestReached(state.view) - applied)
  const state = useCluster((one) => one.view.nodes[atm]?.state)
  return (
    <th scope="col" data-align="end" data-lags={behind > 0 ? 'true' : undefined}>
      <span className="atm-name">{atm}</span>
      <span className="atm-applied">
        {state !== undefined && state !== 'running' ? `${state}, ` : ''}
        {behind > 0 ? `${behind} behind` : `entry ${applied}`}
      </span>
    </th>
  )
}

const AccountRow = memo(function AccountRow({ account, atms }: { account: string; atms: readonly NodeId[] }) {
  const newest = useCluster((state) => newestBank(state.view)?.balances[account])
  return (
    <tr>
      <th scope="row">{account}</th>
      {atms.map((atm) => (
        <Balance key={atm} account={account} atm={atm} newest={newest} />
      ))}
    </tr>
  )
})

interface BalanceProps {
  readonly account: string
  readonly atm: NodeId
  readonly newest: number | undefined
}

function Balance({ account, atm, newest }: BalanceProps) {
  const select = useCallback(
    (state: { readonly view: ClusterView }) => {
      const bank = state.view.banks[atm]
      return [bank?.balances[account], bank?.applied ?? 0] as const
    },
    [account, atm],
  )
  const [balance, applied] = useCluster(useShallow(select))
  const isOld = balance !== newest
  return (
    <td
      data-align="end"
      data-testid={testIds.balance}
      data-account={account}
      data-node={atm}
      data-balance={balance ?? ''}
      data-applied={applied}
      data-old={isOld ? 'true' : undefined}
      title={isOld ? `old: as of entry ${applied}` : undefined}
    >
      {isOld && <Icon name="timer" />}
      {isOld && <span className="visually-hidden">old: </span>}
      {balance === undefined ? '–' : grouped(balance)}
    </td>
  )
}
