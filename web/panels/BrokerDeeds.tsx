// One broker more, or this one less.

import { useCallback } from 'react'
import type { NodeId } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import { addBroker, decommission } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { whyNotDrive } from '../store/rights.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { useSure } from '../ui/use-sure.ts'
import { ADDING, decommissioning, whyNotAdd, whyNotDecommission } from './broker-deeds.ts'

export function BrokerDeeds({ id }: { id: NodeId }) {
  const { deed, perform } = useDeed()
  const forbidden = useCluster(whyNotDrive)
  const noMore = useCluster((state) => whyNotAdd(state.view))
  const stays = useCluster(useCallback((state) => whyNotDecommission(state.view, id), [id]))
  const leaving = decommissioning(id)
  const { asks, press, forget } = useSure()
  const said = (text: string | null): string => text ?? 'done'
  return (
    <div className="node-actions">
      <div className="button-row" onBlur={forget}>
        <Button
          icon="play"
          hint={ADDING.lesson}
          blocked={forbidden ?? noMore}
          testId={testIds.nodeAction}
          data={{ 'data-action': 'add-broker' }}
          onPress={() => perform(ADDING.doing, said, addBroker)}
        >
          {ADDING.label}
        </Button>
        <Button
          icon="door"
          kind="danger"
          hint={leaving.lesson}
          blocked={forbidden ?? stays}
          testId={testIds.nodeAction}
          data={{ 'data-action': 'decommission' }}
          onPress={() => press(() => perform(leaving.doing, said, () => decommission(id)))}
        >
          {asks ? leaving.sure : leaving.label}
        </Button>
      </div>
      {deed.kind !== 'idle' && <DeedLine deed={deed} testId={testIds.notice} />}
    </div>
  )
}
