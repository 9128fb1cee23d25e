// The replicas of one process: what each believes to be, and how far its log is written, committed and
// applied. The timer button is the lesson "with a live leader, a fired timer changes nothing".

import { memo, useCallback } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { isUp } from '../../shared/cluster-view.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { inject } from '../store/actions.ts'
import { IconButton } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import type { Perform } from '../ui/use-deed.ts'
import { useDeed } from '../ui/use-deed.ts'
import { TermBadge } from './TermBadge.tsx'
import { hostedBy, isConfirmed, roleWords } from './replica-words.ts'
import { whyNotDrive } from '../store/rights.ts'

export function HostedReplicas({ id }: { id: NodeId }) {
  const groups = useCluster(useShallow(useCallback((state) => hostedBy(state.view, id), [id])))
  const { deed, perform } = useDeed()
  if (groups.length === 0) return <p className="quiet">It hosts no replica.</p>
  return (
    <div className="hosted">
      <table className="table" aria-label={`Replicas on ${id}`}>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Role</th>
            <th scope="col">Term</th>
            <th scope="col" data-align="end">
              Log
            </th>
            <th scope="col" data-align="end">
              Committed
            </th>
            <th scope="col" data-align="end">
              Applied
            </th>
            <th scope="col" data-align="end">
              <span className="visually-hidden">Election timer</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <ReplicaRow key={group} id={id} group={group} perform={perform} />
          ))}
        </tbody>
      </table>
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </div>
  )
}

interface RowProps {
  readonly id: NodeId
  readonly group: GroupName
  readonly perform: Perform
}

const ReplicaRow = memo(function ReplicaRow({ id, group, perform }: RowProps) {
  const replica = useCluster((state) => state.view.groups[group]?.replicas[id])
  const confirmed = useCluster((state) => {
    const view = state.view.groups[group]
    return view !== undefined && isConfirmed(state.view, view, id)
  })
  const blocked = useCluster((state) => {
    const lacking = isUp(state.view.nodes[id]) ? null : 'its process does not run'
    return whyNotDrive(state) ?? lacking
  })
  const focused = useFocus((state) => state.group)
  if (replica === undefined) return null
  return (
    <tr data-dimmed={focused !== null && focused !== group}>
      <th scope="row">
        <button type="button" className="text-button" onClick={() => useFocus.getState().focusGroup(group)}>
          {group}
        </button>
      </th>
      <td>{roleWords(replica, confirmed)}</td>
      <td>
        <TermBadge term={replica.term} />
      </td>
      <td data-align="end">{replica.lastIndex}</td>
      <td data-align="end">{replica.commitIndex}</td>
      <td data-align="end">{replica.appliedIndex}</td>
      <td data-align="end">
        <IconButton
          icon="timer"
          label={`Fire its election timer in ${group}`}
          blocked={blocked}
          onPress={() =>
            perform(`firing the timer of ${id} in ${group}`, `fired the timer of ${id} in ${group}`, () =>
              inject({ kind: 'timeout', nodes: [id], group }),
            )
          }
        />
      </td>
    </tr>
  )
})
