// What a button, a switch or a key does to one link: the fault, and the words for it while it runs and after.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'

export interface LinkDeed {
  readonly fault: Fault
  readonly doing: string
  readonly done: string
}

interface Way {
  readonly from: NodeId
  readonly to: NodeId
  readonly oneWay: boolean
}

const arrow = ({ from, to, oneWay }: Way): string => `${from} ${oneWay ? '→' : '↔'} ${to}`

export const cutOrMend = (way: Way, isCut: boolean): LinkDeed =>
  isCut
    ? { fault: { kind: 'mend', ...way }, doing: `mending ${arrow(way)}`, done: `mended ${arrow(way)}` }
    : { fault: { kind: 'cut', ...way }, doing: `cutting ${arrow(way)}`, done: `cut ${arrow(way)}` }

/** Frames are held one way: the other direction is a link of its own. */
export function holdOrLetGo(from: NodeId, to: NodeId, held: boolean): LinkDeed {
  const way = { from, to, oneWay: true }
  return held
    ? { fault: { kind: 'release', ...way }, doing: `letting ${arrow(way)} go`, done: `let go: ${arrow(way)}` }
    : { fault: { kind: 'hold', ...way }, doing: `holding ${arrow(way)}`, done: `held: ${arrow(way)}` }
}
