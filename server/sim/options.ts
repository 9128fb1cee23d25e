// What one run is made of. A run draws its own mix (swarm testing): some faults are off in each, limits are
// often tiny, and timeouts short, since a small world meets more corners in the same number of events.

import type { EngineLimits } from '../host/limits.ts'
import type { SegmentLimits } from '../machines/segments.ts'
import type { Micros } from './timeline.ts'

export interface NetworkOptions {
  readonly latency: readonly [Micros, Micros]
  readonly lossRate: number
  readonly duplicateRate: number
  readonly reorderRate: number
  readonly jitterMs: number
  /** Share of frames in which a bit turns over on the wire. */
  readonly flipRate: number
  /** Frames that may be on the way on one directed link; what comes on top is dropped. */
  readonly capacity: number
}

export interface DiskOptions {
  /** `records`: whole records, fast. `files`: the real log format and recovery over simulated bytes. */
  readonly kind: 'records' | 'files'
  readonly write: readonly [Micros, Micros]
  readonly sync: readonly [Micros, Micros]
  /** Of an append: it fails and its process ends. */
  readonly errorRate: number
  /** What a crash does to what is not synced. */
  readonly crash: 'keep' | 'lose' | 'random'
  /** Of a restart: the machine stops again in the middle of its recovery. Files only. */
  readonly recoveryCrashRate: number
  readonly fileLimitBytes: number
}

export interface NodeOptions {
  readonly electionTicks: number
  readonly heartbeatTicks: number
  readonly tick: Micros
  /** How far the clocks of two nodes differ: a share of the tick. */
  readonly drift: number
  /** Longest time between an arrival and the turn of the loop that looks at it; 0: at once. */
  readonly turn: Micros
  readonly maxAppendBytes: number
  readonly maxInflight: number
  readonly maxInflightBytes: number
  readonly maxUncommittedBytes: number
  readonly limits: EngineLimits
  /** Entries after which a snapshot is taken; 0: never unasked. */
  readonly snapshotEvery: number
  /** Entries that stay in memory behind a snapshot. */
  readonly marginEntries: number
  /** Where partitions seal their messages; the same on every node and for ever. */
  readonly segments: SegmentLimits
}

export const FAULT_CHOICES = [
  'crash',
  'crashLeader',
  'isolateLeader',
  'duel',
  'powerCut',
  'freeze',
  'halves',
  'isolate',
  'uniform',
  'bridge',
  'ring',
  'oneWay',
  'slowDisk',
  'flipBit',
  'link',
  'timeout',
  'clockRate',
  'clockJump',
  'clockPause',
  'heal',
  'crashWriting',
  'stutter',
  'overtake',
  'lag',
] as const
export type FaultChoice = (typeof FAULT_CHOICES)[number]

/** What an operator does, at moments of its own. */
export const OPERATOR_CHOICES = [
  'snapshot',
  'transfer',
  'addLearner',
  'promote',
  'remove',
  'closeRemoved',
  'rejoin',
] as const
export type OperatorChoice = (typeof OPERATOR_CHOICES)[number]

export interface StrikeOptions<Choice> {
  /** Mean virtual time between two strikes; 0: none at all. */
  readonly every: Micros
  readonly choices: readonly Choice[]
  /** Kinds that are left out, and single strikes by their number: what makes a failing run shorter. */
  readonly without?: readonly Choice[]
  readonly omit?: readonly number[]
}

export type OperatorOptions = StrikeOptions<OperatorChoice>

export interface FaultOptions extends StrikeOptions<FaultChoice> {
  readonly lasts: readonly [Micros, Micros]
  /** True: at the end a minority stays dead, so liveness is not shown on a perfect cluster only. */
  readonly leaveMinorityDead: boolean
}

export interface ClientOptions {
  readonly perGroup: number
  /** Longest pause between two requests of one client. */
  readonly pause: Micros
  readonly latency: readonly [Micros, Micros]
  /** Bytes of text in one message, at most. */
  readonly messageBytes: number
}

export interface SimOptions {
  readonly nodes: number
  /** Replicas of each group; the first group is the bank. */
  readonly groups: readonly number[]
  readonly network: NetworkOptions
  readonly disk: DiskOptions
  readonly node: NodeOptions
  readonly faults: FaultOptions
  readonly operator: OperatorOptions
  readonly clients: ClientOptions
}

/** The longest election timeout. */
export const longestTimeout = ({ electionTicks, tick }: NodeOptions): Micros => 2 * electionTicks * tick
