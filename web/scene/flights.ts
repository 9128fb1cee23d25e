// Messages in flight: where each is now is a function of the clock, never of component state.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import type { Rpc, RpcType } from '../../shared/trace-facts.ts'
import type { Place, Point } from './cluster.ts'
import { arrowShape } from './arrow-shape.ts'

export interface Flight {
  readonly rpc: Rpc
  readonly from: Point
  readonly to: Point
  /** 0 at the sender, 1 at the receiver. */
  readonly progress: number
}

/** Dots at once: more cannot be read. What does not fit is counted, not hidden. */
export const MAX_DOTS = { laptop: 40, projector: 12 }

/** Elections first, then losses, then entries, then the rest. */
const RANK: Readonly<Record<RpcType, number>> = {
  vote: 0,
  voteResp: 0,
  preVote: 1,
  preVoteResp: 1,
  app: 2,
  appResp: 3,
  readIndex: 4,
  readIndexResp: 4,
  call: 5,
  answer: 5,
  noSuchReplica: 5,
  other: 6,
  beat: 7,
  beatResp: 7,
}

/** Added to the rank of messages of groups nobody looks at: behind the appends of the one in focus. */
const OTHER_GROUP = 1.5

/** A lost message goes a third of the way and ends in a cross: the gate stands beside the sender. */
const LOST_AT = 0.33

export interface Timed {
  readonly rpc: Rpc
  readonly shownAt: number
  /** How long it flies, by the same clock. */
  readonly lasts: number
}

export interface FlightView {
  readonly places: ReadonlyMap<string, Place>
  /** By the clock of the flights. */
  readonly now: number
  /** Dots at once. */
  readonly max: number
  /** The group in focus: its messages go before the others of their kind. */
  readonly group: GroupName | null
}

export function flightsAt(
  recent: readonly Timed[],
  view: FlightView,
): { readonly shown: readonly Flight[]; readonly left: number } {
  const { now, max, group } = view
  const flying = recent.filter(({ shownAt, lasts }) => shownAt <= now && now - shownAt < lasts)
  const ranked =
    flying.length > max
      ? flying.toSorted((a, b) => rank(a.rpc, group) - rank(b.rpc, group)).slice(0, max)
      : flying
  return { shown: ranked.flatMap((one) => flightOf(one, view)), left: flying.length - ranked.length }
}

function flightOf({ rpc, shownAt, lasts }: Timed, { places, now }: FlightView): readonly Flight[] {
  const from = places.get(rpc.from)
  const to = places.get(rpc.to)
  if (from === undefined || to === undefined) return []
  const shape = arrowShape(from, to, 0)
  const reach = rpc.dropped === undefined ? 1 : LOST_AT
  const progress = Math.min(1, (now - shownAt) / lasts) * reach
  return [{ rpc, from: shape.from, to: shape.to, progress }]
}

/** Losses stand with the votes. */
function rank(rpc: Rpc, group: GroupName | null): number {
  const kind = rpc.dropped === undefined ? RANK[rpc.type] : 1
  return group !== null && rpc.group !== group ? kind + OTHER_GROUP : kind
}

/** Frames that wait at a sender on this stage for a receiver on it; of one group, or of all. */
export function heldOnStage(
  { links }: ClusterView,
  places: ReadonlyMap<NodeId, unknown>,
  only?: GroupName,
): number {
  return Object.values(links)
    .filter(({ held, from, to }) => held.length > 0 && places.has(from) && places.has(to))
    .flatMap(({ held }) => held)
    .filter(({ group }) => only === undefined || group === only).length
}

export const placeAt = ({ from, to, progress }: Flight): Point => ({
  x: from.x + (to.x - from.x) * progress,
  y: from.y + (to.y - from.y) * progress,
})
