// The leader's side of streaming snapshots: one at a time per node that receives. Whatever is lost on the way, a
// frame, a connection or the receiver's memory, has one cure: the same offer again, and its answer says where to
// go on. Synchronous, so that the simulator runs it too; `after` is cluster time.

import type { GroupId, NodeId, ReplicaId } from '../../shared/ids.ts'
import type { MessageOf, RaftView, SnapMeta } from '../raft/types.ts'
import type { SnapshotMessage, SnapshotMessageOf } from '../transport/snapshot-codec.ts'
import { unreachable } from '../../shared/assert.ts'
import { STREAM_RETRY_MS, STREAM_TRIES } from './limits.ts'
import { createPieces } from './snapshot-pieces.ts'
import type { Pieces } from './snapshot-pieces.ts'
import type { Kept } from './snapshots.ts'

export interface SenderOptions {
  readonly after: (ms: number, fn: () => void) => () => void
  readonly nextId: () => number
  readonly view: (group: GroupId) => RaftView | null
  readonly current: (group: GroupId) => Kept | null
  /** A file of the snapshot as bytes of UTF-8; null: it is gone or damaged. Calls back later. */
  readonly read: (
    group: GroupId,
    meta: SnapMeta,
    name: string,
    done: (bytes: Uint8Array | null) => void,
  ) => void
  readonly send: (to: NodeId, message: SnapshotMessage) => void
  /** Tells the core how it ended. */
  readonly onEnd: (group: GroupId, to: ReplicaId, ok: boolean) => void
  readonly onOffer: (group: GroupId, to: NodeId, meta: SnapMeta) => void
}

export interface SnapshotSender {
  /** What the core asked for. Asked again, the newest session counts. */
  readonly offer: (to: NodeId, message: MessageOf<'snap'>) => void
  readonly receive: (from: NodeId, message: SnapshotMessageOf<'need' | 'chunkAck' | 'done'>) => void
  /** The node says that this replica is not there. */
  readonly gone: (from: NodeId, group: GroupId, replica: ReplicaId) => void
  /** After each cycle: ends what no leader here wants any more, and begins what waits. */
  readonly turn: () => void
  readonly isSending: (group: GroupId) => boolean
  /** Streams under way and waiting. */
  readonly size: () => number
}

interface Stream {
  readonly to: NodeId
  wish: MessageOf<'snap'>
  readonly id: number
  readonly kept: Kept
  readonly pieces: Pieces
  tries: number
  cancel: () => void
}

/** What one node is to be sent, by group, oldest wish first; the first may be under way. */
interface Lane {
  readonly wishes: Map<GroupId, MessageOf<'snap'>>
  stream: Stream | null
}

export function createSnapshotSender(options: SenderOptions): SnapshotSender {
  const { after, nextId, view, current, read, send, onEnd, onOffer } = options
  const lanes = new Map<NodeId, Lane>()

  const tellOffer = ({ to, wish, id, kept }: Stream): void => {
    const { g, from, to: replica, term, session } = wish
    const { meta, parts } = kept
    send(to, { t: 'offer', g, from, to: replica, id, term, session, meta, parts })
  }
  const rearm = (stream: Stream): void => {
    stream.cancel()
    stream.cancel = after(STREAM_RETRY_MS, () => {
      stream.tries += 1
      if (stream.tries >= STREAM_TRIES) return end(stream, false)
      tellOffer(stream)
      rearm(stream)
    })
  }
  const heard = (stream: Stream): void => {
    stream.tries = 0
    rearm(stream)
  }
  const drop = (stream: Stream): void => {
    stream.cancel()
    const lane = lanes.get(stream.to)
    if (lane?.stream !== stream) return
    lane.stream = null
    lane.wishes.delete(stream.wish.g)
    if (lane.wishes.size === 0) lanes.delete(stream.to)
  }
  const end = (stream: Stream, ok: boolean): void => {
    drop(stream)
    onEnd(stream.wish.g, stream.wish.to, ok)
  }

  const begin = (to: NodeId, wish: MessageOf<'snap'>, kept: Kept): Stream => {
    const { g, from, to: replica, term } = wish
    const id = nextId()
    const stream: Stream = {
      to,
      wish,
      id,
      kept,
      pieces: createPieces({
        load: (name, done) =>
          read(g, kept.meta, name, (bytes) => {
            if (lanes.get(to)?.stream !== stream) return
            if (bytes === null) end(stream, false)
            else done(bytes)
          }),
        send: (name, at, bytes) => send(to, { t: 'chunk', g, from, to: replica, id, term, name, at, bytes }),
      }),
      tries: 0,
      cancel: () => undefined,
    }
    tellOffer(stream)
    rearm(stream)
    onOffer(g, to, kept.meta)
    return stream
  }

  /** Only while this replica leads in that term and the follower still waits for a snapshot. */
  const isWanted = ({ g, to, term }: MessageOf<'snap'>): boolean => {
    const seen = view(g)
    if (seen === null || seen.role !== 'leader' || seen.term !== term) return false
    return seen.progress.some((follower) => follower.to === to && follower.state === 'snapshot')
  }
  const beginNext = (to: NodeId, lane: Lane): void => {
    for (const [group, wish] of lane.wishes) {
      const kept = current(group)
      if (!isWanted(wish)) lane.wishes.delete(group)
      // The own snapshot that the core speaks of is not recorded yet.
      else if (kept !== null && kept.meta.index >= wish.meta.index) {
        lane.stream = begin(to, wish, kept)
        return
      }
    }
    if (lane.wishes.size === 0) lanes.delete(to)
  }

  return {
    offer(to, message) {
      const lane = lanes.get(to) ?? { wishes: new Map<GroupId, MessageOf<'snap'>>(), stream: null }
      lanes.set(to, lane)
      lane.wishes.set(message.g, message)
      const { stream } = lane
      if (stream === null || stream.wish.g !== message.g) return
      // Chunks name the sender's term and the receiver's id: for others it has to be another stream.
      if (stream.wish.to !== message.to || stream.wish.term !== message.term) {
        stream.cancel()
        lane.stream = null
        return
      }
      stream.wish = message
      tellOffer(stream)
    },
    receive(from, message) {
      const stream = lanes.get(from)?.stream ?? null
      if (stream === null || stream.id !== message.id || stream.wish.g !== message.g) return
      switch (message.t) {
        case 'need':
          heard(stream)
          return stream.pieces.need(message.missing, message.at)
        case 'chunkAck':
          heard(stream)
          return stream.pieces.acked(message.name, message.at)
        case 'done':
          return end(stream, message.ok)
        default:
          return unreachable(message)
      }
    },
    gone(from, group, replica) {
      const stream = lanes.get(from)?.stream ?? null
      if (stream !== null && stream.wish.g === group && stream.wish.to === replica) end(stream, false)
    },
    turn() {
      for (const [to, lane] of lanes) {
        if (lane.stream !== null && !isWanted(lane.stream.wish)) drop(lane.stream)
        if (lane.stream === null) beginNext(to, lane)
      }
    },
    isSending: (group) => [...lanes.values()].some(({ stream }) => stream?.wish.g === group),
    size: () => [...lanes.values()].reduce((sum, { wishes }) => sum + wishes.size, 0),
  }
}
