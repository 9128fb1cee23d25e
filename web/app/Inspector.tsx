// What is in focus: its name and state in a head that stays, its card below.

import type { ReactNode } from 'react'
import { linkKey } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { LinkCard } from '../panels/LinkCard.tsx'
import { NodeCard } from '../panels/NodeCard.tsx'
import { stateWords } from '../panels/replica-words.ts'
import { useCluster } from '../store/cluster.ts'
import type { Focus } from '../store/focus.ts'
import { useFocus } from '../store/focus.ts'
import { IconButton } from '../ui/Button.tsx'
import { keysOf } from './keys.ts'
import './inspector.css'

interface Props {
  readonly focus: Focus
  readonly folded: boolean
  readonly onFold: (folded: boolean) => void
  /** Of the column, in CSS. */
  readonly maxHeight: string
}

export function Inspector({ focus, folded, onFold, maxHeight }: Props) {
  const isNode = focus.kind === 'node'
  const name = isNode ? focus.node : `${focus.from} → ${focus.to}`
  return (
    <section className="inspector" style={{ maxHeight }} aria-label={name} data-folded={folded}>
      <header className="inspector-head">
        <h2>{name}</h2>
        {isNode && <StateChip node={focus.node} />}
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
      {!folded && <div className="inspector-body">{cardOf(focus)}</div>}
    </section>
  )
}

function cardOf(focus: Focus): ReactNode {
  if (focus.kind === 'node') return <NodeCard key={focus.node} id={focus.node} keysOf={keysOf} />
  const { from, to } = focus
  return <LinkCard key={linkKey(from, to)} from={from} to={to} keysOf={keysOf} />
}

function StateChip({ node }: { node: NodeId }) {
  const state = useCluster((one) => one.view.nodes[node]?.state)
  if (state === undefined) return null
  return (
    <span className="state-chip" data-state={state}>
      <span className="state-dot" aria-hidden="true" />
      {stateWords(state)}
    </span>
  )
}
