// A manager or an ATM that refused its files, back under a new replica id: offered only where there is such a node. It
// runs soon, long before it votes; then the answer stays, and after a refusal the button too: asking again goes on.

import type { NodeView } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { rejoin } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { whyNotDrive } from '../store/rights.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { mayRejoin, rejoining } from './node-deeds.ts'

type Props = { readonly node: Pick<NodeView, 'id' | 'role' | 'state' | 'lastExit'> }

export function RejoinDeed({ node }: Props) {
  const { id } = node
  const { deed, perform } = useDeed()
  const forbidden = useCluster(whyNotDrive)
  const { label, lesson, doing } = rejoining(id)
  const isOffered = mayRejoin(node) || deed.kind === 'running' || deed.kind === 'refused'
  if (!isOffered && deed.kind === 'idle') return null
  return (
    <div className="node-actions">
      {isOffered && (
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
      )}
      {deed.kind !== 'idle' && <DeedLine deed={deed} testId={testIds.notice} />}
    </div>
  )
}
