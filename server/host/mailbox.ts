// What waits for one group's core: messages of other nodes (bounded: a peer decides how many come), our
// own inputs (bounded by whoever asks), due ticks and disk completions. Each kind has its place in a turn.

import type { GroupId, GroupName, ReplicaId, Seq } from '../../shared/ids.ts'
import type { Input, Message, Out, RaftCore, SnapMeta } from '../raft/types.ts'

/** An input and the id of what led to it; every event of its step carries that id. */
export interface Caused {
  readonly input: Input
  readonly cause: string | null
}

export interface Slot {
  readonly group: GroupId
  readonly name: GroupName
  readonly replica: ReplicaId
  readonly core: RaftCore
  /** Messages and inputs in the order they came. */
  queue: Caused[]
  /** How many of `queue` are messages. */
  messages: number
  /** Messages dropped since the group was added because the mailbox was full. */
  dropped: number
  /** Ticks that are due and not yet fed. */
  ticks: number
  /** Highest record that became durable and of which the core was not told yet, or 0. */
  completed: Seq | 0
  /** Seq of the newest record that left the core, and of the newest that is durable. */
  emitted: Seq
  durable: Seq
  /** Messages that wait for the disk, in the order the core sent them. */
  waiting: Out[]
  /** Snapshots whose record became durable: told with the next cycle. */
  recorded: SnapMeta[]
  /** Messages whose record became durable: they leave with the next cycle. */
  released: Message[]
}

export interface NewGroup {
  readonly group: GroupId
  readonly name: GroupName
  readonly replica: ReplicaId
  readonly core: RaftCore
}

export const newSlot = (spec: NewGroup): Slot => ({
  ...spec,
  queue: [],
  messages: 0,
  dropped: 0,
  ticks: 0,
  completed: 0,
  emitted: 0,
  durable: 0,
  waiting: [],
  recorded: [],
  released: [],
})

export const hasWork = (slot: Slot): boolean =>
  slot.queue.length > 0 || slot.ticks > 0 || slot.completed > 0 || slot.released.length > 0

/** Takes at most `room` inputs from the front of the queue. */
export function takeInputs(slot: Slot, room: number): readonly Caused[] {
  const taken = slot.queue.splice(0, room)
  for (const { input } of taken) if (input.t === 'msg') slot.messages -= 1
  return taken
}

/** Moves what waited for a record at or below `durable` to the messages that may leave. */
export function releaseDurable(slot: Slot): void {
  if (slot.waiting.length === 0) return
  const still: Out[] = []
  for (const out of slot.waiting) {
    if (out.after <= slot.durable) slot.released.push(out.msg)
    else still.push(out)
  }
  slot.waiting = still
}
