// What a nemesis does, as data: chosen from the seed, then carried out one after the other.

import type { Fault } from '../../../shared/fault.ts'
import type { GroupName, NodeId, NodeRole } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'

export type Move =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'clock'; readonly rate: number }
  | { readonly kind: 'pause'; readonly ms: number }
  /** One replica of a partition goes from one broker to another. */
  | { readonly kind: 'replica'; readonly group: GroupName; readonly from: NodeId; readonly to: NodeId }
  /** One more broker, under a number that nobody ever had. */
  | { readonly kind: 'join' }
  /** A broker is decommissioned: waited for so long, and for as long as it takes once all is healed. */
  | { readonly kind: 'leave'; readonly node: NodeId; readonly ms: number }
  /**
   * A bit of its newest log file is flipped while it is down; then it starts. At the end of the file nobody may have
   * been promised anything yet. Aside: it comes back with an empty folder, else the same bit is flipped back.
   */
  | {
      readonly kind: 'damage'
      readonly node: NodeId
      readonly part: 'fenced' | 'end'
      /** From 0 to 1: how far into that part. */
      readonly where: number
      readonly remedy: 'flip' | 'aside'
    }
  /** Its folder is gone. */
  | { readonly kind: 'wipe'; readonly node: NodeId }
  /** What its newest log file was so many milliseconds ago is put back. */
  | { readonly kind: 'rewind'; readonly node: NodeId; readonly ms: number }
  /** It runs so long without syncing its log; then its power is cut. */
  | { readonly kind: 'unsynced'; readonly node: NodeId; readonly ms: number }
  /** The control server is killed, and started again on the same data. */
  | { readonly kind: 'headless' }
  /** The control server stands still, so that nobody reads what the nodes tell. */
  | { readonly kind: 'deaf'; readonly ms: number }
  /** Dashboards that open and vanish in the middle of an answer. */
  | { readonly kind: 'viewers'; readonly count: number }
  /** So many entries that change nothing anybody asks about. */
  | { readonly kind: 'flood'; readonly group: GroupName; readonly role: NodeRole; readonly entries: number }

export interface SceneGroup {
  readonly name: GroupName
  readonly role: NodeRole
  readonly leader: NodeId | null
  readonly replicas: readonly NodeId[]
}

/** The cluster as a nemesis sees it when it chooses. */
export interface Scene {
  readonly nodes: Readonly<Record<NodeRole, readonly NodeId[]>>
  readonly groups: readonly SceneGroup[]
}

/** Moves against the nodes of one role. They are taken back by healing. */
export type Nemesis = (scene: Scene, role: NodeRole, random: Random) => readonly Move[]

export const fault = (value: Fault): Move => ({ kind: 'fault', fault: value })
export const pause = (ms: number): Move => ({ kind: 'pause', ms })
