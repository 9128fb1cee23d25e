// A round in one line, for those who read along.

import { describeFault } from '../../../shared/fault-words.ts'
import type { Round } from './choose.ts'
import type { Move } from './move.ts'

export function describeRound({ attacks }: Round): string {
  return attacks
    .map(({ name, role, moves }) => {
      const words = moves.map(describeMove).find((text) => text !== null) ?? 'nobody to hit'
      const more = moves.length > 1 ? ` and ${moves.length - 1} more` : ''
      return `${name} (${role}s: ${words}${more})`
    })
    .join('; ')
}

/** Null: what stands beside it says more. */
function describeMove(move: Move): string | null {
  switch (move.kind) {
    case 'fault':
      return describeFault(move.fault)
    case 'clock':
      return `the cluster clock goes at ${move.rate}`
    case 'pause':
      return null
    case 'replica':
      return `a replica of ${move.group} moves from ${move.from} to ${move.to}`
    case 'join':
      return 'a broker joins'
    case 'leave':
      return `${move.node} is decommissioned`
    case 'flood':
      return `${move.entries} entries for ${move.group}`
    case 'damage':
      return `a bit ${move.part === 'end' ? 'at the end' : 'inside'} of the log of ${move.node} is flipped`
    case 'wipe':
      return `the folder of ${move.node} is gone`
    case 'rewind':
      return `${move.node} gets its newest log file of ${move.ms} ms ago`
    case 'unsynced':
      return `${move.node} does not sync its log for ${move.ms} ms, and loses its power`
    case 'headless':
      return 'the control server is killed, and started again'
    case 'deaf':
      return `the control server stands still for ${move.ms} ms`
    case 'viewers':
      return `${move.count} dashboards open and vanish`
  }
}
