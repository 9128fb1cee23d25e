// The node in focus: its name and state in a head that stays, its card below.

import type { NodeId } from '../../shared/ids.ts'
import { NodeCard } from '../panels/NodeCard.tsx'
import { stateWords } from '../panels/replica-words.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { IconButton } from '../ui/Button.tsx'
import { keysOf } from './keys.ts'
import './inspector.css'

interface Props {
  readonly node: NodeId
  readonly folded: boolean
  readonly onFold: (folded: boolean) => void
  readonly height: string
}

export function Inspector({ node, folded, onFold, height }: Props) {
  const state = useCluster((one) => one.view.nodes[node]?.state)
  return (
    <section className="inspector" style={{ height }} aria-label={`Node ${node}`} data-folded={folded}>
      <header className="inspector-head">
        <h2>{node}</h2>
        {state !== undefined && (
          <span className="state-chip" data-state={state}>
            <span className="state-dot" aria-hidden="true" />
            {stateWords(state)}
          </span>
        )}
        <span className="top-space" />
        <IconButton
          icon="chevron"
          label={folded ? 'Unfold the card' : 'Fold the card'}
          onPress={() => onFold(!folded)}
        />
        <IconButton
          icon="close"
          label="Close the card"
          keys={keysOf('back')}
          onPress={() => useFocus.getState().clear()}
        />
      </header>
      {!folded && (
        <div className="inspector-body">
          <NodeCard key={node} id={node} keysOf={keysOf} />
        </div>
      )}
    </section>
  )
}
