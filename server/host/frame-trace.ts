// Frames as events: the receiver tells the ones that arrived, since it knows both ends of the flight; the
// sender tells the lost ones. At most so many a second singly, what tells a story before what does not; the
// rest is counted. Once a second the exact counts of each link.

import type { GroupId, GroupName, NodeId } from '../../shared/ids.ts'
import type { DropReason, Rpc } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
import type { FrameKind } from '../transport/frame-kinds.ts'
import type {
  FrameInfo,
  HeldFrame,
  IncomingFrame,
  LinkCounters,
  LinkStatus,
  LostFrame,
} from '../transport/port.ts'
import { rpcTypeOf } from '../../shared/trace-facts.ts'
import { MAX_RPC_PER_SECOND } from './limits.ts'

export interface FrameTrace {
  readonly arrived: (from: NodeId, frame: IncomingFrame, info: FrameInfo) => void
  readonly lost: (frame: LostFrame) => void
  /** What every link carried since the last call. */
  readonly traffic: (links: readonly LinkStatus[]) => void
}

export interface FrameTraceOptions {
  readonly node: NodeId
  readonly emit: (body: TraceBody, cause: string | null) => void
  readonly nameOf: (group: GroupId) => GroupName | null
  /** Real monotonic milliseconds, and where `wallAt` begins. */
  readonly now: () => number
  readonly origin: () => number
}

/** Of the singly told frames this many are kept for elections, reads and losses. */
const STORY_SHARE = MAX_RPC_PER_SECOND / 4

export const frameId = (from: NodeId, to: NodeId, number: number): string => `${from}>${to}#${number}`

export function createFrameTrace(options: FrameTraceOptions): FrameTrace {
  const { node, emit, nameOf, now, origin } = options
  const before = new Map<NodeId, typeof NO_COUNTERS>()
  /** Frames that arrived from each peer and were not told singly. */
  const notShown = new Map<NodeId, number>()
  let second = now()
  let shown = 0
  let countedAt = now()

  const mayShow = (background: boolean): boolean => {
    if (now() - second >= 1_000) {
      second = now()
      shown = 0
    }
    if (shown >= (background ? MAX_RPC_PER_SECOND - STORY_SHARE : MAX_RPC_PER_SECOND)) return false
    shown += 1
    return true
  }

  return {
    arrived(from, frame, info) {
      if (!mayShow(isQuiet(frame.kind, info))) {
        notShown.set(from, (notShown.get(from) ?? 0) + 1)
        return
      }
      const { sentAt, receivedAt } = frame
      const times = { sentAt: sentAt - origin(), receivedAt: receivedAt - origin() }
      emit({ ...rpcOf(from, node, frame, info, nameOf(frame.group)), ...times }, null)
    },
    lost(frame) {
      if (!mayShow(false)) return
      const { sentAt, dropped, info } = frame
      const rpc = rpcOf(node, frame.to, frame, info, nameOf(frame.group))
      emit({ ...rpc, sentAt: sentAt - origin(), receivedAt: null, dropped }, null)
    },
    traffic(links) {
      const overMs = now() - countedAt
      countedAt = now()
      const rows = links.map((link) => {
        const last = before.get(link.to) ?? NO_COUNTERS
        before.set(link.to, link)
        return {
          to: link.to,
          frames: link.frames - last.frames,
          bytes: link.bytes - last.bytes,
          dropped: sum(link.dropped) - sum(last.dropped),
          notShown: notShown.get(link.to) ?? 0,
        }
      })
      notShown.clear()
      emit({ kind: 'traffic', node, overMs, links: rows }, null)
    },
  }
}

/** A frame that waits at its sender, as an event. Held ones are few and always told. */
export function heldRpc(node: NodeId, frame: HeldFrame, group: GroupName | null, origin: number): Rpc {
  const { to, sentAt, held, info } = frame
  return { ...rpcOf(node, to, frame, info, group), sentAt: sentAt - origin, receivedAt: null, held }
}

type Facts = Pick<IncomingFrame | LostFrame | HeldFrame, 'number' | 'kind' | 'bytes'>

function rpcOf(
  from: NodeId,
  to: NodeId,
  frame: Facts,
  info: FrameInfo,
  group: GroupName | null,
): Omit<Rpc, 'sentAt' | 'receivedAt'> {
  const { number, kind, bytes } = frame
  const named = group === null ? {} : { group }
  return {
    kind: 'rpc',
    id: frameId(from, to, number),
    from,
    to,
    type: rpcTypeOf(kind),
    bytes,
    ...named,
    ...info,
  }
}

/** Of these there are many: the first to be counted instead of told. A refused append is a story. */
const MANY: ReadonlySet<FrameKind> = new Set([
  'beat',
  'beatResp',
  'call',
  'answer',
  'app',
  'appResp',
  'chunk',
  'chunkAck',
])
const isQuiet = (kind: FrameKind, info: FrameInfo): boolean =>
  MANY.has(kind) && !(kind === 'appResp' && info.ok === false)

const sum = (dropped: Readonly<Record<DropReason, number>>): number =>
  dropped.cut + dropped.loss + dropped.overflow + dropped.noConnection + dropped.byHand

const NO_COUNTERS: Pick<LinkCounters, 'frames' | 'bytes' | 'dropped'> = {
  frames: 0,
  bytes: 0,
  dropped: { cut: 0, loss: 0, overflow: 0, noConnection: 0, byHand: 0 },
}
