// What a host is made of: handed in by a node's process or by a test cluster.

import type { NodeId } from '../../shared/ids.ts'
import type { ClockFrame } from '../../shared/protocol/uplink.ts'
import type { Boot, Options, RaftCore } from '../raft/types.ts'
import type { NodeStorage } from '../storage/port.ts'
import type { Transport, TransportEvents } from '../transport/port.ts'
import type { SnapshotLimits } from './limits.ts'
import type { Vitals } from './samples.ts'
import type { HostTimers } from './timers.ts'
import type { UplinkPipe } from './uplink.ts'

export interface UplinkOptions {
  readonly pipe: UplinkPipe
  readonly pid: number
  readonly vitals: () => Vitals
  /** Events kept while the pipe is full; MAX_QUEUED_EVENTS by default. */
  readonly limit?: number
}

export interface HostOptions {
  readonly node: NodeId
  readonly storage: NodeStorage
  readonly transport: (events: TransportEvents) => Transport
  readonly timers: HostTimers
  readonly clock: ClockFrame
  readonly seed: number
  /** The node cannot go on: exit with this code. Called once; no cycle runs after it. */
  readonly onFatal: (code: number, message: string) => void
  /** Without it nobody is told anything, and nothing is computed for it. */
  readonly uplink?: UplinkOptions
  /** Smaller ones make for short tests. */
  readonly snapshots?: SnapshotLimits
  readonly createCore?: (options: Options, boot: Boot) => RaftCore
}
