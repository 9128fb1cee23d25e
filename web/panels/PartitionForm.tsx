// The partition pen for keyboards: every node stands on an island; one press cuts all links between them.

import { useMemo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import type { NodeId } from '../../shared/ids.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Section } from '../ui/Section.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { inOrder } from './node-order.ts'
import type { Island, Plan } from './partition-plan.ts'
import {
  ISLANDS,
  arrowsCut,
  halves,
  islandOf,
  leaderAlone,
  oneAlone,
  partitionFault,
  together,
} from './partition-plan.ts'
import { partitionPreview } from './partition-preview.ts'
import { whyNotDrive } from '../store/rights.ts'

const CHOICES = ISLANDS.map((island) => ({ value: island, label: island, hint: `island ${island}` }))

export function PartitionForm() {
  const nodes = useCluster(useShallow((state) => inOrder(Object.keys(state.view.nodes))))
  const forbidden = useCluster(whyNotDrive)
  const [plan, setPlan] = useState<Plan>({})
  const { deed, perform } = useDeed()
  const fault = useMemo(() => partitionFault(plan, nodes), [plan, nodes])
  const move = (node: NodeId, island: Island): void => setPlan({ ...plan, [node]: island })
  const nothing = fault === null ? 'put at least one node on another island' : null
  return (
    <Section title="Partition the network" testId={testIds.partitionForm}>
      <Presets nodes={nodes} onPlan={setPlan} />
      <div className="islands">
        {nodes.map((node) => (
          <div key={node} className="island-row" data-island={islandOf(plan, node)}>
            <span>{node}</span>
            <Segmented
              label={`Island of ${node}`}
              choices={CHOICES}
              value={islandOf(plan, node)}
              onChange={(island) => move(node, island)}
            />
          </div>
        ))}
      </div>
      <Preview plan={plan} hasFault={fault !== null} />
      <div className="button-row">
        <Button
          kind="primary"
          icon="cut"
          blocked={forbidden ?? nothing}
          onPress={() => {
            if (fault !== null)
              perform('cutting', 'the islands are cut off from each other', () => inject(fault))
          }}
        >
          Cut between islands
        </Button>
        {deed.kind !== 'idle' && <DeedLine deed={deed} />}
      </div>
    </Section>
  )
}

function Presets({ nodes, onPlan }: { nodes: readonly NodeId[]; onPlan: (plan: Plan) => void }) {
  const focused = useFocus((state) => (state.focus?.kind === 'node' ? state.focus.node : null))
  const group = useFocus((state) => state.group)
  const led = useCluster((state) => group !== null && leaderAlone(state.view, nodes, group) !== null)
  const roleOf = (node: NodeId) => useCluster.getState().view.nodes[node]?.role ?? 'broker'
  return (
    <div className="button-row" role="group" aria-label="Presets">
      <Button onPress={() => onPlan(together(nodes))}>All together</Button>
      <Button
        blocked={focused === null ? 'select a node first' : null}
        onPress={() => focused !== null && onPlan(oneAlone(nodes, focused))}
      >
        {`${focused ?? 'One'} alone`}
      </Button>
      <Button onPress={() => onPlan(halves(nodes, roleOf))}>Halves</Button>
      {group !== null && (
        <Button
          blocked={led ? null : `${group} has no leader now`}
          onPress={() => {
            const next = leaderAlone(useCluster.getState().view, nodes, group)
            if (next !== null) onPlan(next)
          }}
        >
          {`Leader of ${group} alone`}
        </Button>
      )}
    </div>
  )
}

function Preview({ plan, hasFault }: { plan: Plan; hasFault: boolean }) {
  const count = useCluster((state) => arrowsCut(state.view, plan))
  const text = useCluster((state) => partitionPreview(state.view, plan))
  if (!hasFault)
    return <p className="quiet partition-preview">Everybody stands on A: nothing would be cut.</p>
  return (
    <p className="partition-preview" data-arrows={count}>
      <b>{count} one-way links would be cut.</b> {text}
    </p>
  )
}
