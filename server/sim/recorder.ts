// What may be written down of a run while it happens. It only listens: a run with a recorder is the same run.

import type { Fault } from '../../shared/fault.ts'
import type { GroupId } from '../../shared/ids.ts'
import type { Engine } from '../host/engine.ts'
import type { Reply } from '../machines/machine.ts'
import type { Entry, Message, RaftEvent } from '../raft/types.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import type { Outcome } from './desk.ts'
import type { SimMachine } from './replica.ts'
import type { Micros } from './timeline.ts'

export type Sendable = Message | SnapshotMessage

export interface Recorder {
  process(node: number, what: 'spawned' | 'exited' | 'frozen' | 'thawed'): void
  /** A replica begins in a process that runs. */
  replica(node: number, group: GroupId, engine: Engine, machine: SimMachine): void
  event(node: number, group: GroupId, event: RaftEvent): void
  applied(node: number, group: GroupId, entry: Entry, reply: Reply | null): void
  /** What a node says to the client that sent it this command. */
  answered(node: number, group: GroupId, command: string, outcome: Outcome): void
  /** One turn of a node is over. */
  turn(node: number): void
  arrived(from: number, to: number, msg: Sendable, sentAt: Micros): void
  lost(from: number, to: number, msg: Sendable, isCut: boolean): void
  /** What is done to this wire may have changed. */
  wire(from: number, to: number): void
  fault(fault: Fault): void
}
