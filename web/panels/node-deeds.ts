// The ways to stop a process and to start it again, each with what it really does; and which of them make
// sense in which state. The server decides in the end: this only spares people useless clicks.

import type { NodeView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { hasEnded } from '../../shared/trace-facts.ts'

export type NodeAction = 'stop' | 'kill' | 'powercut' | 'freeze' | 'thaw' | 'start'

export interface NodeDeed {
  readonly action: NodeAction
  readonly label: string
  readonly lesson: string
  readonly doing: string
  readonly done: string
}

export function nodeDeed(action: NodeAction, node: NodeId): NodeDeed {
  switch (action) {
    case 'stop':
      return {
        action,
        label: 'Ask to stop',
        lesson: 'SIGTERM: it tidies up and ends with exit code 0',
        doing: `asking ${node} to stop`,
        done: `${node} has stopped; Start again brings it back`,
      }
    case 'kill':
      return {
        action,
        label: 'Kill',
        lesson: 'SIGKILL: its sockets reset at once, nothing is tidied up; every written line is still there',
        doing: `killing ${node}`,
        done: `killed ${node}; Start again brings it back`,
      }
    case 'powercut':
      return {
        action,
        label: 'Cut power',
        lesson: 'SIGKILL, and what was written but never synced is torn off its log, as a power cut would do',
        doing: `cutting the power of ${node}`,
        done: `the power of ${node} was cut; Start again brings it back`,
      }
    case 'freeze':
      return {
        action,
        label: 'Freeze',
        lesson: 'SIGSTOP: its sockets stay open and nobody answers',
        doing: `freezing ${node}`,
        done: `${node} is frozen; its sockets stay open`,
      }
    case 'thaw':
      return {
        action,
        label: 'Thaw',
        lesson: 'SIGCONT: it goes on where it stood, and may still believe that it leads',
        doing: `thawing ${node}`,
        done: `${node} goes on where it stood`,
      }
    case 'start':
      return {
        action,
        label: 'Start again',
        lesson: 'a new process reads the files of the old one',
        doing: `starting ${node}`,
        done: `${node} was started again from its files`,
      }
    default:
      return unreachable(action)
  }
}

export const rejoining = (node: NodeId) => ({
  label: 'Rejoin',
  lesson:
    'its files are set aside; it learns what its group knows, and votes under a replica id nobody ever had',
  doing: `${node} learns what its group knows before it votes again`,
})

/** The exit code of a node that refuses its files; the browser carries no schemas. */
const DATA_LOST = 71

/** A broker with an empty folder is another broker: it needs nobody's leave. */
export const mayRejoin = ({
  role,
  state,
  lastExit,
}: Pick<NodeView, 'role' | 'state' | 'lastExit'>): boolean =>
  role !== 'broker' && state === 'failed' && lastExit?.code === DATA_LOST

export const faultOf = (action: NodeAction, node: NodeId): Fault => ({ kind: action, node })

/** Why an action makes no sense in this state; null when it does. */
export function whyNot(action: NodeAction, state: NodeState): string | null {
  const isDown = hasEnded(state)
  switch (action) {
    case 'start':
      return isDown ? null : 'it has not ended'
    case 'thaw':
      return state === 'frozen' ? null : 'it is not frozen'
    case 'freeze':
      if (state === 'frozen') return 'it is frozen already'
      return isDown ? 'there is no process to freeze' : null
    case 'stop':
      if (state === 'frozen') return 'a frozen process hears no request: thaw or kill it'
      return isDown ? 'it has ended already' : null
    case 'kill':
    case 'powercut':
      return isDown ? 'it has ended already' : null
    default:
      return unreachable(action)
  }
}
