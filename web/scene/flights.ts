// Messages in flight: where each is now is a function of the clock, never of component state.

import type { Rpc, RpcType } from '../../shared/trace.ts'
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

/** A lost message goes a third of the way and ends in a cross: the gate stands beside the sender. */
const LOST_AT = 0.33

export interface Timed {
  readonly rpc: Rpc
  readonly shownAt: number
}

export function flightsAt(
  recent: readonly Timed[],
  places: ReadonlyMap<string, Place>,
  now: number,
  flightMs: number,
  max: number,
): { readonly shown: readonly Flight[]; readonly left: number } {
  const flying = recent.filter(({ shownAt }) => shownAt <= now && now - shownAt < flightMs)
  const ranked =
    flying.length > max ? flying.toSorted((a, b) => rank(a.rpc) - rank(b.rpc)).slice(0, max) : flying
  const shown = ranked.flatMap(({ rpc, shownAt }) => {
    const from = places.get(rpc.from)
    const to = places.get(rpc.to)
    if (from === undefined || to === undefined) return []
    const shape = arrowShape(from, to, 0)
    const reach = rpc.dropped === undefined ? 1 : LOST_AT
    return [
      { rpc, from: shape.from, to: shape.to, progress: Math.min(1, (now - shownAt) / flightMs) * reach },
    ]
  })
  return { shown, left: flying.length - ranked.length }
}

const rank = (rpc: Rpc): number => (rpc.dropped === undefined ? RANK[rpc.type] : 1)

export const placeAt = ({ from, to, progress }: Flight): Point => ({
  x: from.x + (to.x - from.x) * progress,
  y: from.y + (to.y - from.y) * progress,
})
