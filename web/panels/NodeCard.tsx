// The process behind a node: facts, the ways to stop it with what that would do to its groups, and the
// replicas it hosts.

import { useCallback } from 'react'
import { testIds } from '../../shared/test-ids.ts'
import type { NodeView } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { useCluster } from '../store/cluster.ts'
import { inject } from '../store/actions.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useDeed } from '../ui/use-deed.ts'
import type { IconName } from '../ui/Icon.tsx'
import { BrokerDeeds } from './BrokerDeeds.tsx'
import { Facts } from './Facts.tsx'
import { HostedReplicas } from './HostedReplicas.tsx'
import { RejoinDeed } from './RejoinDeed.tsx'
import { blastRadius, blastSentence } from './blast-radius.ts'
import { exitWords } from './exit-words.ts'
import type { NodeAction } from './node-deeds.ts'
import { faultOf, nodeDeed, whyNot } from './node-deeds.ts'
import { bytes, lasting, milliseconds, percent } from './quantities.ts'
import { stateWords } from './replica-words.ts'
import { whyNotDrive } from '../store/rights.ts'
import './node-card.css'

/** Names the keys of an action, where it has some. */
export type KeysOf = (action: 'stop' | 'kill' | 'powercut' | 'freezeOrThaw' | 'start') => string | undefined

export function NodeCard({ id, keysOf }: { id: NodeId; keysOf: KeysOf }) {
  const node = useCluster((state) => state.view.nodes[id])
  if (node === undefined) return <p className="quiet">There is no node {id} any more.</p>
  return (
    <div className="node-card" data-testid={testIds.nodeCard} data-node={id} data-process={node.state}>
      {node.reason !== null && <Notice tone="bad">{node.reason}</Notice>}
      <Actions node={node} keysOf={keysOf} />
      {node.role === 'broker' && <BrokerDeeds id={id} />}
      {node.role !== 'broker' && <RejoinDeed node={node} />}
      <HostedReplicas id={id} />
      <ProcessFacts node={node} />
    </div>
  )
}

/** One key freezes and thaws. */
function keysFor(action: NodeAction, keysOf: KeysOf): string | undefined {
  return keysOf(action === 'freeze' || action === 'thaw' ? 'freezeOrThaw' : action)
}

const ICONS: Readonly<Record<NodeAction, IconName>> = {
  stop: 'door',
  kill: 'close',
  powercut: 'bolt',
  freeze: 'snow',
  thaw: 'sun',
  start: 'play',
}

function Actions({ node, keysOf }: { node: NodeView; keysOf: KeysOf }) {
  const { deed, perform } = useDeed()
  const forbidden = useCluster(whyNotDrive)
  const blast = useCluster(useCallback((state) => blastSentence(blastRadius(state.view, node.id)), [node.id]))
  const actions: readonly NodeAction[] = [
    'stop',
    'kill',
    'powercut',
    node.state === 'frozen' ? 'thaw' : 'freeze',
    'start',
  ]
  const isUp = whyNot('kill', node.state) === null
  return (
    <div className="node-actions">
      <div className="button-row">
        {actions.map((action) => {
          const { label, lesson, doing, done } = nodeDeed(action, node.id)
          return (
            <Button
              key={action}
              icon={ICONS[action]}
              kind={action === 'kill' || action === 'powercut' ? 'danger' : 'plain'}
              hint={lesson}
              keys={keysFor(action, keysOf)}
              blocked={forbidden ?? whyNot(action, node.state)}
              testId={testIds.nodeAction}
              data={{ 'data-action': action }}
              onPress={() => perform(doing, done, () => inject(faultOf(action, node.id)))}
            >
              {label}
            </Button>
          )
        })}
      </div>
      {isUp && (
        <p className="node-blast">
          <b>If it goes now:</b> {blast}
        </p>
      )}
      {deed.kind !== 'idle' && <DeedLine deed={deed} testId={testIds.notice} />}
    </div>
  )
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`

/** Uptime is for people: once a second is enough to redraw it. */
const SECOND = 1_000

function ProcessFacts({ node }: { node: NodeView }) {
  const seconds = useCluster((state) => Math.floor(state.view.at / SECOND))
  const { health } = node
  const facts: readonly (readonly [string, string])[] = [
    ['Process', node.pid === null ? 'none' : `pid ${node.pid}`],
    [`${capital(stateWords(node.state))} for`, lasting(seconds * SECOND - node.since)],
    ['HTTP port', String(node.httpPort)],
    ['Raft port', String(node.raftPort)],
    ['Memory', health === null ? '–' : bytes(health.rssBytes)],
    ['Processor', health === null ? '–' : percent(health.cpu)],
    ['Loop lag', health === null ? '–' : milliseconds(health.loopLagMs)],
    [
      'Last fsync',
      health?.fsyncMs === undefined || health.fsyncMs === null ? '–' : milliseconds(health.fsyncMs),
    ],
    ['Open sockets', health === null ? '–' : String(health.sockets)],
    ['Starts so far', String(node.starts)],
  ]
  const wide: readonly (readonly [string, string])[] = [
    ['Data folder', node.dataDir ?? '–'],
    ['Last exit', exitWords(node.lastExit)],
    // A failure says the same in its notice above.
    ...(node.lastLine === null || node.lastLine === node.reason
      ? []
      : [['Last words', node.lastLine] as const]),
  ]
  return <Facts facts={facts} wide={wide} />
}
