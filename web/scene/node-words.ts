// What stands under a node, and its whole name for those who listen.

import type { NodeView } from '../../shared/cluster-view.ts'
import type { GroupName } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import type { NodeStanding } from './leader-truth.ts'
import { mainStanding } from './leader-truth.ts'

const SHAPES = { manager: 'gear', broker: 'drum', atm: 'bank note' } as const

/** A few words that fit under the node. */
export function secondLine(
  node: NodeView,
  standings: readonly NodeStanding[],
  main: NodeStanding | null,
  unheard: number | null = null,
): string {
  if (unheard !== null) return unheardWords(unheard)
  switch (node.state) {
    case 'starting':
      return 'starting'
    case 'stopped':
      return `stopped, ${exitWords(node)}`
    case 'killed':
      return `killed, ${exitWords(node)}`
    case 'failed':
      return `gave up, ${exitWords(node)}`
    case 'frozen':
      // The numeral on the node says the term; here the words must stay few.
      return main?.leading === 'believes' ? 'frozen, believes: leader' : 'frozen'
    case 'running':
      return main === null ? duties(standings) : roleInTerm(main)
    default:
      return unreachable(node.state)
  }
}

/** The picture of it may be old; nothing says that the process is gone. */
const unheardWords = (seconds: number): string => `last heard ${seconds}\u00A0s ago`

/** How the process ended: its signal, else its exit code. */
const exitWords = ({ lastExit }: NodeView): string =>
  lastExit?.signal ?? `exit\u00A0${lastExit?.code ?? 'unknown'}`

function roleInTerm({ replica, leading }: NodeStanding): string {
  if (leading === 'confirmed') return 'leader'
  if (leading === 'believes') return `believes: leader (term\u00A0${replica.term})`
  if (replica.role === 'candidate') return 'asks for votes'
  return replica.role === 'preCandidate' ? 'asks first' : 'follower'
}

function duties(standings: readonly NodeStanding[]): string {
  if (standings.length === 0) return 'no replicas'
  const leads = standings.filter(({ leading }) => leading !== 'none').length
  return `leads\u00A0${leads}, follows\u00A0${standings.length - leads}`
}

/** "broker-2, drum, running, follower in orders/0, term 4, 12 entries, 11 committed". */
export function nodeLabel(
  node: NodeView,
  standings: readonly NodeStanding[],
  focused: GroupName | null,
  unheard: number | null = null,
): string {
  const main = mainStanding(standings, focused)
  const parts = [node.id, SHAPES[node.role], node.state]
  if (unheard !== null) parts.push(unheardWords(unheard))
  for (const { group, replica, leading } of main === null ? standings : [main]) {
    const role = leading === 'believes' ? 'believes to lead' : replica.role
    parts.push(
      `${role} in ${group}, term ${replica.term}, ${replica.lastIndex} entries, ${replica.commitIndex} committed`,
    )
  }
  return parts.join(', ')
}
