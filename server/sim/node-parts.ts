// What a simulated node is made of, and what it may tell the world around it.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Reply } from '../machines/machine.ts'
import type { Entry } from '../raft/types.ts'
import type { SimDisk } from './disks/disk.ts'
import type { Layout } from './layout.ts'
import type { Marks } from './marks.ts'
import type { Network } from './network.ts'
import type { Observer } from './observer.ts'
import type { NodeOptions } from './options.ts'
import type { Recorder } from './recorder.ts'
import type { Roster } from './roster.ts'
import type { Timeline } from './timeline.ts'

export interface NodeParts {
  readonly number: number
  readonly id: NodeId
  readonly seed: number
  readonly layout: Layout
  readonly roster: Roster
  readonly options: NodeOptions
  readonly timeline: Timeline
  readonly network: Network
  readonly observer: Observer
  readonly marks: Marks
  readonly recorder: () => Recorder | null
  readonly disk: SimDisk
  /** An entry that no replica had applied before. */
  readonly firstApplied: (group: GroupId, entry: Entry, reply: Reply | null) => void
  /** The process has ended by itself: its disk failed. */
  readonly died: () => void
}
