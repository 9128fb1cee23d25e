// A manager or an ATM that refused its files, back under a new replica id: offered only where there is such a node.

import type { NodeView } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { rejoin } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { whyNotDrive } from '../store/rights.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { rejoining } from './node-deeds.ts'

export function RejoinDeed({ node: { id } }: { node: Pick<NodeView, 'id'> }) {
  const { deed, perform } = useDeed()
  const forbidden = useCluster(whyNotDrive)
  const { label, lesson, doing } = rejoining(id)
  return (
    <div className="node-actions">
      <div className="button-row">
        <Button
          icon="undo"
          hint={lesson}
          blocked={forbidden}
          testId={testIds.nodeAction}
          data={{ 'data-action': 'rejoin' }}
          onPress={() =>
            perform(
              doing,
              (text) => text ?? 'done',
              () => rejoin(id),
            )
          }
        >
          {label}
        </Button>
      </div>
      {deed.kind !== 'idle' && <DeedLine deed={deed} testId={testIds.notice} />}
    </div>
  )
}
