// What a key or a menu item does to the cluster: one command to the control server, and the words for what
// became of it. What only concerns this page (views, panels) is not here.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { err } from '../../shared/result.ts'
import { ADDING, decommissioning, whyNotAdd, whyNotDecommission } from '../panels/broker-deeds.ts'
import { hostedBy } from '../panels/replica-words.ts'
import { isHeld } from '../panels/held-words.ts'
import { cutOrMend, holdOrLetGo } from '../panels/link-deeds.ts'
import type { NodeAction } from '../panels/node-deeds.ts'
import { faultOf, nodeDeed, whyNot } from '../panels/node-deeds.ts'
import { whyNotDrive } from '../store/rights.ts'
import { splitVoteFault } from '../panels/split-vote.ts'
import type { Answered } from '../link/control-api.ts'
import { addBroker, decommission, inject, setRate, takeStep } from '../store/actions.ts'
import { sendClientCommand } from '../store/client-command.ts'
import { useCluster } from '../store/cluster.ts'
import type { Perform } from '../ui/use-deed.ts'
import { rateWords } from './mode.ts'

const refuse = (perform: Perform, message: string): void =>
  perform('', '', async () => err({ code: 'not-now', message }))

function drive(
  perform: Perform,
  doing: string,
  done: string | ((answer: string | null) => string),
  act: () => Answered,
): void {
  const forbidden = whyNotDrive(useCluster.getState())
  if (forbidden !== null) refuse(perform, forbidden)
  else perform(doing, done, act)
}

const send = (perform: Perform, fault: Fault, doing: string, done: string): void =>
  drive(perform, doing, done, () => inject(fault))

export function actOnNode(perform: Perform, action: NodeAction, node: NodeId): void {
  const state = useCluster.getState().view.nodes[node]?.state
  const reason = state === undefined ? `there is no ${node}` : whyNot(action, state)
  const { doing, done } = nodeDeed(action, node)
  if (reason !== null) refuse(perform, `${node}: ${reason}`)
  else send(perform, faultOf(action, node), doing, done)
}

export function freezeOrThaw(perform: Perform, node: NodeId): void {
  const isFrozen = useCluster.getState().view.nodes[node]?.state === 'frozen'
  actOnNode(perform, isFrozen ? 'thaw' : 'freeze', node)
}

/** The group meant by "its election timer": the one in focus, else the only one the node serves. */
export function groupMeant(view: ClusterView, node: NodeId, focused: GroupName | null): GroupName | null {
  const hosted = hostedBy(view, node)
  if (focused !== null && hosted.includes(focused)) return focused
  return hosted.length === 1 ? (hosted[0] ?? null) : null
}

export function fireTimer(perform: Perform, node: NodeId, focused: GroupName | null): void {
  const group = groupMeant(useCluster.getState().view, node, focused)
  if (group === null) refuse(perform, `${node} serves several groups: choose one first`)
  else
    send(
      perform,
      { kind: 'timeout', nodes: [node], group },
      `firing the timer of ${node}`,
      `fired the timer of ${node} in ${group}`,
    )
}

export function splitVote(perform: Perform, name: GroupName): void {
  const fault = splitVoteFault(useCluster.getState().view, name)
  if (fault === null) refuse(perform, `${name} has no follower that runs`)
  else send(perform, fault, `firing timers in ${name}`, `fired the timers of ${name} together`)
}

/** Using the bank is for everybody; to produce messages is to drive. */
export function sendCommand(perform: Perform, group: GroupName): void {
  const { view, rights, shows } = useCluster.getState()
  const forbidden = whyNotDrive({ shows, rights: group === 'atm' ? 'drive' : rights })
  if (forbidden !== null) refuse(perform, forbidden)
  else
    perform(`sending ${group} one command`, `${group} carried it out`, () => sendClientCommand(view, group))
}

export function toggleLink(perform: Perform, from: NodeId, to: NodeId, oneWay: boolean): void {
  const isCut = useCluster.getState().view.links[linkKey(from, to)]?.rule.cut === true
  const { fault, doing, done } = cutOrMend({ from, to, oneWay }, isCut)
  send(perform, fault, doing, done)
}

export function holdOrRelease(perform: Perform, from: NodeId, to: NodeId): void {
  const link = useCluster.getState().view.links[linkKey(from, to)]
  const { fault, doing, done } = holdOrLetGo(from, to, link !== undefined && isHeld(link))
  send(perform, fault, doing, done)
}

export const healAll = (perform: Perform): void =>
  send(perform, { kind: 'heal' }, 'healing all', 'all is healed')

export const changeRate = (perform: Perform, rate: number): void =>
  drive(perform, 'setting the clock', `the cluster's clock: ${rateWords(rate)}`, () => setRate(rate))

/** Of a paused cluster: the server chooses what comes next, and says what it was. */
export function stepOnce(perform: Perform): void {
  if (useCluster.getState().view.clock.rate > 0) refuse(perform, 'the cluster runs: pause it first')
  else drive(perform, 'taking one step', (text) => `one step: ${text ?? 'done'}`, takeStep)
}

export function isolate(perform: Perform, node: NodeId): void {
  const fault: Fault = { kind: 'partition', islands: [[node]] }
  send(perform, fault, `cutting ${node} off`, `${node} is cut off from everybody`)
}

export function addOneBroker(perform: Perform): void {
  const reason = whyNotAdd(useCluster.getState().view)
  if (reason !== null) refuse(perform, reason)
  else drive(perform, ADDING.doing, (text) => text ?? 'done', addBroker)
}

export function decommissionNode(perform: Perform, node: NodeId): void {
  const reason = whyNotDecommission(useCluster.getState().view, node)
  if (reason !== null) refuse(perform, `${node} stays: ${reason}`)
  else
    drive(
      perform,
      decommissioning(node).doing,
      (text) => text ?? 'done',
      () => decommission(node),
    )
}
