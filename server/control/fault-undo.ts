// What takes a fault back, where something does. Pure.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'

/** Null: it leaves nothing behind, or nothing brings back what it took. */
export function undoOf(fault: Fault, nodes: readonly NodeId[]): Fault | null {
  switch (fault.kind) {
    case 'kill':
    case 'stop':
    case 'powercut':
      return { kind: 'start', node: fault.node }
    case 'freeze':
      return { kind: 'thaw', node: fault.node }
    case 'cut':
      return { ...fault, kind: 'mend' }
    case 'partition':
      return { kind: 'partition', islands: [[...nodes]] }
    case 'link':
      return { kind: 'link', ...endsOf(fault) }
    case 'hold':
      return 'frame' in fault
        ? { kind: 'release', frame: fault.frame }
        : { kind: 'release', ...endsOf(fault) }
    case 'disk':
      return fault.mode === 'none' ? null : { kind: 'disk', node: fault.node, mode: 'none' }
    case 'start':
    case 'thaw':
    case 'mend':
    case 'release':
    case 'drop':
    case 'duplicate':
    case 'busy':
    case 'corrupt':
    case 'timeout':
    case 'transfer':
    case 'heal':
      return null
    default:
      return unreachable(fault)
  }
}

interface Ends {
  readonly from: NodeId
  readonly to: NodeId
  readonly oneWay?: boolean | undefined
}

const endsOf = ({ from, to, oneWay }: Ends): Ends => ({
  from,
  to,
  ...(oneWay === undefined ? {} : { oneWay }),
})
