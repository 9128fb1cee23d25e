// The context menu of a node or a half-arrow: the same commands as the keys and the cards.

import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import type { LinkView, NodeView } from '../../shared/cluster-view.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import type { ContextRequest } from '../stage/context.ts'
import type { MenuItem } from '../ui/Menu.tsx'
import { Menu } from '../ui/Menu.tsx'
import type { Perform } from '../ui/use-deed.ts'
import { ADDING, decommissioning, whyNotAdd, whyNotDecommission } from '../panels/broker-deeds.ts'
import { hostedBy } from '../panels/replica-words.ts'
import { isHeld } from '../panels/held-words.ts'
import { nodeDeed, whyNot } from '../panels/node-deeds.ts'
import type { NodeAction } from '../panels/node-deeds.ts'
import { whyNotDrive } from '../store/rights.ts'
import type { NodeId } from '../../shared/ids.ts'
import { writeAddress } from './address.ts'
import { keysOf } from './keys.ts'
import { shownNow } from './use-address.ts'
import {
  actOnNode,
  addOneBroker,
  decommissionNode,
  fireTimer,
  holdOrRelease,
  isolate,
  toggleLink,
} from './perform-action.ts'

interface Props {
  readonly request: ContextRequest
  readonly perform: Perform
  readonly onClose: () => void
}

export function ContextMenu({ request, perform, onClose }: Props) {
  const { target } = request
  const node = useCluster((state) => (target.kind === 'node' ? state.view.nodes[target.node] : undefined))
  const link = useCluster((state) =>
    target.kind === 'link' ? state.view.links[linkKey(target.from, target.to)] : undefined,
  )
  const blocked = useCluster(whyNotDrive)
  if (target.kind === 'node' && node !== undefined)
    return <Menu title={node.id} at={request} items={nodeItems(node, blocked, perform)} onClose={onClose} />
  if (target.kind === 'link' && link !== undefined)
    return (
      <Menu
        title={`${link.from} → ${link.to}`}
        at={request}
        items={linkItems(link, blocked, perform)}
        onClose={onClose}
      />
    )
  return null
}

function nodeItems(node: NodeView, blocked: string | null, perform: Perform): readonly MenuItem[] {
  const deed = (
    action: NodeAction,
    icon: MenuItem['icon'],
    key?: Parameters<typeof keysOf>[0],
  ): MenuItem => ({
    id: action,
    label: nodeDeed(action, node.id).label,
    ...(icon === undefined ? {} : { icon }),
    ...(key === undefined ? {} : withKeys(key)),
    danger: action === 'kill' || action === 'powercut',
    blocked: blocked ?? whyNot(action, node.state),
    onPick: () => actOnNode(perform, action, node.id),
  })
  const isFrozen = node.state === 'frozen'
  const notRunning = node.state === 'running' ? null : 'its process does not run'
  return [
    deed('stop', 'door', 'stop'),
    deed('kill', 'close', 'kill'),
    deed('powercut', 'bolt', 'powercut'),
    isFrozen ? deed('thaw', 'sun', 'freezeOrThaw') : deed('freeze', 'snow', 'freezeOrThaw'),
    deed('start', 'play', 'start'),
    ...hostedBy(useCluster.getState().view, node.id).map((group, index) => ({
      id: `timer-${group}`,
      label: `Fire its timer in ${group}`,
      icon: 'timer' as const,
      startsGroup: index === 0,
      blocked: blocked ?? notRunning,
      onPick: () => fireTimer(perform, node.id, group),
    })),
    {
      id: 'isolate',
      label: 'Cut it off from everybody',
      icon: 'cut',
      startsGroup: true,
      blocked,
      onPick: () => isolate(perform, node.id),
    },
    ...(node.role === 'broker' ? brokerItems(node.id, blocked, perform) : []),
    {
      id: 'copy',
      label: 'Copy a link to it',
      startsGroup: node.role === 'broker',
      onPick: () => copyAddress(node.id),
    },
  ]
}

function brokerItems(node: NodeId, blocked: string | null, perform: Perform): readonly MenuItem[] {
  const { view } = useCluster.getState()
  return [
    {
      id: 'add-broker',
      label: ADDING.label,
      icon: 'play',
      startsGroup: true,
      blocked: blocked ?? whyNotAdd(view),
      onPick: () => addOneBroker(perform),
    },
    {
      id: 'decommission',
      label: decommissioning(node).label,
      sure: decommissioning(node).sure,
      icon: 'door',
      danger: true,
      blocked: blocked ?? whyNotDecommission(view, node),
      onPick: () => decommissionNode(perform, node),
    },
  ]
}

function linkItems(link: LinkView, blocked: string | null, perform: Perform): readonly MenuItem[] {
  const { from, to, rule } = link
  const verb = rule.cut ? 'Mend' : 'Cut'
  return [
    {
      id: 'one-way',
      label: `${verb} this way`,
      icon: 'cut',
      ...withKeys('cutThisWay'),
      blocked,
      onPick: () => toggleLink(perform, from, to, true),
    },
    {
      id: 'both-ways',
      label: `${verb} both ways`,
      icon: 'cut',
      ...withKeys('cutBothWays'),
      blocked,
      onPick: () => toggleLink(perform, from, to, false),
    },
    {
      id: 'hold',
      label: isHeld(link) ? 'Let all go' : 'Hold this way',
      icon: isHeld(link) ? 'play' : 'pause',
      ...withKeys('holdOrRelease'),
      blocked,
      onPick: () => holdOrRelease(perform, from, to),
    },
    {
      id: 'turn',
      label: 'Select the other direction',
      startsGroup: true,
      onPick: () => useFocus.getState().focusLink(to, from),
    },
  ]
}

function withKeys(action: Parameters<typeof keysOf>[0]): { readonly keys?: string } {
  const keys = keysOf(action)
  return keys === undefined ? {} : { keys }
}

/** The address says which view and which focus: enough to meet at the same place. */
function copyAddress(node: NodeId): void {
  const hash = writeAddress({ ...shownNow(), focus: { kind: 'node', node } })
  void navigator.clipboard.writeText(`${location.href.split('#')[0]}${hash}`)
}
