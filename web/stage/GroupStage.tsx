// One group: the ring of its replicas on the left, their logs side by side on the right.

import { useMemo } from 'react'
import type { ClusterView, GroupView } from '../../shared/cluster-view.ts'
import { confirmedLeader, votersUp } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { leaderWords, votersWords } from '../scene/group-words.ts'
import type { LogMatrix as Matrix } from '../scene/log-matrix.ts'
import { logMatrix } from '../scene/log-matrix.ts'
import type { ClusterState } from '../store/cluster.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { showsLogs, useSettings } from '../store/settings.ts'
import { Button } from '../ui/Button.tsx'
import type { OnContext } from './context.ts'
import { DetailSteps } from './DetailSteps.tsx'
import { GroupList } from './GroupList.tsx'
import { GroupRing } from './GroupRing.tsx'
import { LogMatrix } from './LogMatrix.tsx'
import './group.css'

const selectView = ({ view }: ClusterState) => view

export function GroupStage({ onContext }: { onContext: OnContext }) {
  const view = useCluster(selectView)
  const name = useFocus((state) => state.group)
  const group = name === null ? undefined : view.groups[name]
  const matrix = useMemo(() => (group === undefined ? null : logMatrix(view, group)), [view, group])
  const detail = useSettings((state) => state.detail)
  if (group === undefined || matrix === null) return <GroupList view={view} missing={name} />
  return (
    <section
      className="stage group-stage"
      aria-label={`Group ${group.name}`}
      data-testid={testIds.group}
      data-group={group.name}
      data-leader-node={matrix.leader ?? ''}
      data-term={confirmedLeader(view, group)?.term ?? ''}
      data-commit={matrix.commit}
      data-voters-up={votersUp(view, group)}
      data-detail={detail}
    >
      <Head view={view} group={group} matrix={matrix} />
      <GroupRing group={group.name} onContext={onContext} />
      {showsLogs(detail) && <LogMatrix matrix={matrix} group={group.name} onContext={onContext} />}
    </section>
  )
}

/** A lesson has a title: its group, the only one, needs no name and no way to others. */
function Head({ view, group, matrix }: { view: ClusterView; group: GroupView; matrix: Matrix }) {
  return (
    <header className="group-head">
      <h2 className={view.lesson === null ? 'group-name' : 'visually-hidden'}>{group.name}</h2>
      <dl className="group-facts">
        <Fact name="leader" alert={matrix.leader === null}>
          {leaderWords(view, group)}
        </Fact>
        <Fact name="voters">{votersWords(view, group)}</Fact>
        <Fact name="commit point">
          {matrix.commit === 0 ? 'nothing committed yet' : `committed up to entry ${matrix.commit}`}
        </Fact>
      </dl>
      <DetailSteps />
      {view.lesson === null && (
        <Button kind="quiet" onPress={() => useFocus.getState().focusGroup(null)}>
          All groups
        </Button>
      )}
    </header>
  )
}

interface FactProps {
  readonly name: string
  readonly alert?: boolean
  readonly children: string
}

function Fact({ name, alert = false, children }: FactProps) {
  return (
    <div className={alert ? 'group-fact group-fact-alert' : 'group-fact'}>
      <dt className="visually-hidden">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
