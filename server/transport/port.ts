// What a node asks of its network: frames to and from other nodes, over one port. Callbacks, no
// promises, where frames pass. Delivery is not promised: frames may be lost, doubled, late and out of
// order, and Raft is built for that. What is promised: a frame arrives whole, as it was sent.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { GroupId, NodeId, NodeRole, ReplicaId, Term } from '../../shared/ids.ts'
import type { Random } from '../../shared/random.ts'
import type { Result } from '../../shared/result.ts'
import type { DropReason, HeldReason, LinkState } from '../../shared/trace-facts.ts'
import type { FrameKind } from './frame-kinds.ts'
import type { Frame } from './frame.ts'
import type { Timers } from './timers.ts'

/** Named in every hello; nodes of another protocol do not talk to each other. */
export const PROTOCOL = 1

/** What a viewer is told of a frame beyond its header. */
export interface FrameInfo {
  readonly term?: Term
  /** Entries of an append, groups of a beat. */
  readonly count?: number
  /** Granted or refused, accepted or rejected; absent on requests. */
  readonly ok?: boolean
}

export interface OutgoingFrame {
  readonly kind: FrameKind
  /** 0 for frames of the node itself. */
  readonly group: GroupId
  readonly from: ReplicaId | 0
  readonly to: ReplicaId | 0
  /** Parts that are sent one after the other; nobody may change them afterwards. */
  readonly body: readonly Uint8Array[]
  readonly info?: FrameInfo
}

export interface IncomingFrame extends Frame {
  /** Monotonic milliseconds of this process. */
  readonly receivedAt: number
}

/** A frame that was lost on purpose or by accident, told by its sender. Arrived ones: see `onFrame`. */
export interface LostFrame {
  readonly to: NodeId
  readonly number: number
  readonly kind: FrameKind
  readonly group: GroupId
  readonly bytes: number
  readonly sentAt: number
  readonly dropped: DropReason
  readonly info: FrameInfo
}

/** A frame that waits at its sender on purpose. */
export interface HeldFrame extends Omit<LostFrame, 'dropped'> {
  readonly held: HeldReason
}

/** What can be done to one frame that waits. */
export type FrameDeed = 'hold' | 'release' | 'drop' | 'duplicate'

export interface LinkCounters {
  /** Given to the socket. */
  readonly frames: number
  readonly bytes: number
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Delayed and doubled by the gate. */
  readonly delayed: number
  readonly duplicated: number
  /** Came in from this peer. */
  readonly framesIn: number
  readonly bytesIn: number
}

export interface LinkStatus extends LinkCounters {
  readonly to: NodeId
  readonly state: LinkState
  readonly rule: LinkRule
  /** Frames that wait in the lanes or in the gate. */
  readonly held: number
}

export interface PeerAddress {
  readonly node: NodeId
  readonly host: string
  readonly port: number
}

export interface TransportEvents {
  /** A body that makes no sense is answered with `reject(from)`. */
  onFrame(from: NodeId, frame: IncomingFrame): void
  /** The direction from this node to `to` changed. `detail` is one sentence for people. */
  onLink(to: NodeId, state: LinkState, detail: string): void
  /**
   * Frames to this node were lost for want of a connection or of room; at most once per flush and peer.
   * May be called inside `send`, `flush` and `setRule`: take a note, do not step a core.
   */
  onUnreachable(to: NodeId): void
  onLost(frame: LostFrame): void
  /** Told once per frame that waits for somebody or for the end of a pause; `onFreed` when it no longer does. */
  onHeld(frame: HeldFrame): void
  onFreed(to: NodeId, numbers: readonly number[]): void
}

export interface ListenError {
  readonly code: 'port-taken' | 'listen'
  readonly message: string
}

export interface Transport {
  listen(): Promise<Result<{ readonly port: number }, ListenError>>
  /** Adds nodes or changes where they listen, and dials them. Nodes learned by their hello stay. */
  setPeers(peers: readonly PeerAddress[]): void
  /** That node is none any more: it is dialled no longer, whoever names it, unless it dials this one itself. */
  forget(node: NodeId): void
  /** Puts the frame into its lane and returns its number. Nothing leaves before `flush`. */
  send(to: NodeId, frame: OutgoingFrame): number
  /** One write per peer, lanes in order. Once per cycle of the host. */
  flush(): void
  /** For frames from this node to `to`, known or not. A cut also closes the connection until mended. */
  setRule(to: NodeId, rule: LinkRule): void
  /** Does this to the frame with this number, if it waits here; a sentence if it cannot be done. */
  touch(to: NodeId, number: number, deed: FrameDeed): Result<null, string>
  /** Lets go whatever was held by hand on the way to `to`, or to everybody. */
  release(to: NodeId | null): void
  /** Tells of every frame that waits once more, as if it began to wait now. */
  retellHeld(): void
  /** Delays are cluster time; while the rate is 0 every frame is held. A lower epoch is ignored. */
  setClock(epoch: number, rate: number): void
  /** Closes the connection that `from` sends on. It will dial again. */
  reject(from: NodeId): void
  links(): readonly LinkStatus[]
  close(): Promise<void>
}

export interface TransportOptions {
  readonly cluster: string
  readonly node: NodeId
  readonly role: NodeRole
  /** Names this life. Grows from life to life: the monotonic time at which the process began does. */
  readonly start: number
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** The gate's dice: the same seed and the same frames meet the same fate. */
  readonly seed: number
  /** Jitter of redials. */
  readonly random: Random
  readonly timers: Timers
  readonly events: TransportEvents
}
