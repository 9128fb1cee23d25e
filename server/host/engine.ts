// The cycle of a node without I/O: synchronous, no timers, no promises, no chance. The host drives it over
// sockets, disk and clock; the simulator drives exactly this code in virtual time.
//
// How to drive it:
//   receive / input / tick     put work into the mailboxes; nothing touches a core here
//   cycle()                    steps every group that has work once around (null: there was none). Inside it
//                              `hooks.restore` and `hooks.apply` are called with snapshots and committed
//                              entries, in order: done before they return. The engine then acknowledges them to
//                              the core in the same turn.
//   CycleResult.send           hand to the network at once: what waits for the disk is held back here
//   takeBatch()                records for one write and one sync; null while one is in flight (group commit)
//   persisted(batch)           that batch is durable, in order. Afterwards run cycle() again: the cores are
//                              told and the messages that waited leave
// Nothing but cycle() steps a core, so two readers never see different states (B30). A thrown
// InvariantError leaves the engine unusable: the process ends.

import type { GroupId, LogIndex, NodeId } from '../../shared/ids.ts'
import type { PutRecord } from '../storage/port.ts'
import type {
  Effects,
  Entry,
  Input,
  Message,
  RaftEvent,
  RaftView,
  Refusal,
  ReqId,
  SnapMeta,
} from '../raft/types.ts'
import { assert } from '../../shared/assert.ts'
import { createBatches } from './batches.ts'
import { hasWork, newSlot, releaseDurable, takeInputs } from './mailbox.ts'
import type { Caused, NewGroup, Slot } from './mailbox.ts'
import { ENGINE_LIMITS } from './limits.ts'
import type { EngineLimits } from './limits.ts'

export interface EngineHooks {
  /** Put this snapshot in the place of the machine before returning; what `apply` brings next lies above it. */
  readonly restore: (group: GroupId, meta: SnapMeta, cause: string | null) => void
  /** Committed and durable entries of one group, in order, each once. Apply them before returning. */
  readonly apply: (group: GroupId, entries: readonly Entry[], cause: string | null) => void
}

export interface EngineOptions {
  readonly node: NodeId
  readonly limits?: EngineLimits
  readonly hooks: EngineHooks
}

/** Within each list the order is the order of the steps. */
export interface CycleResult {
  readonly send: Message[]
  readonly reads: { group: GroupId; req: ReqId; index: LogIndex }[]
  readonly placed: { group: GroupId; req: ReqId; index: LogIndex; term: number }[]
  readonly refused: { group: GroupId; req: ReqId; why: Refusal; leader: number }[]
  /** Machines that were replaced by a snapshot; what `applied` tells of them lies above it. */
  readonly restored: { group: GroupId; meta: SnapMeta; cause: string | null }[]
  readonly applied: { group: GroupId; from: LogIndex; to: LogIndex; cause: string | null }[]
  /** Snapshots whose record is durable: older ones are not needed any more. */
  readonly recorded: { group: GroupId; meta: SnapMeta }[]
  readonly events: { group: GroupId; event: RaftEvent; cause: string | null }[]
  /** Groups that were stepped. */
  readonly stepped: GroupId[]
}

export interface Engine {
  readonly node: NodeId
  addGroup(spec: NewGroup): void
  /** Its core is never stepped again, and what waited for its disk never leaves. Not inside a cycle. */
  removeGroup(group: GroupId): void
  /** In the order they were added. */
  groups(): readonly GroupId[]
  /** `full`: dropped and counted. An unknown group or replica never creates one (B61). */
  receive(msg: Message, cause: string | null): 'queued' | 'full' | 'noSuchReplica'
  /** A proposal, a read, `unreachable`... Not bounded here: whoever asks bounds its open requests. */
  input(group: GroupId, input: Input, cause: string | null): 'queued' | 'noSuchGroup'
  /** Due ticks. They are fed after the messages of the same turn, and never wait behind a full mailbox. */
  tick(group: GroupId, count: number): void
  hasWork(): boolean
  cycle(): CycleResult | null
  takeBatch(): readonly PutRecord[] | null
  /** The batch that `takeBatch` gave is durable. Any other batch is a gap and ends the process (B40). */
  persisted(batch: readonly PutRecord[]): void
  view(group: GroupId): RaftView | null
  /** Entries from..to that the core still holds: for the picture. */
  entries(group: GroupId, from: LogIndex, to: LogIndex): readonly Entry[]
  /** Messages dropped because a mailbox was full, ever. */
  dropped(): number
}

export function createEngine(options: EngineOptions): Engine {
  const { node, hooks } = options
  const limits = options.limits ?? ENGINE_LIMITS
  const slots = new Map<GroupId, Slot>()
  /** Groups with work, in the order they got it: idle groups cost nothing. */
  const ready = new Set<Slot>()
  const batches = createBatches(limits.batchBytes)

  const step = (slot: Slot, { input, cause }: Caused, result: CycleResult): void => {
    const effects = slot.core.step(input)
    collect(slot, effects, cause, result)
    const reached = bringIn(slot.group, effects, cause, result)
    // Acknowledged in the same turn, so that a read that waited for it is answered in this cycle.
    if (reached !== null) step(slot, { input: { t: 'applied', index: reached }, cause }, result)
  }

  /** The machine's part of a step, and how far it got; null: nothing new. */
  const bringIn = (
    group: GroupId,
    { restore, apply }: Effects,
    cause: string | null,
    result: CycleResult,
  ): LogIndex | null => {
    if (restore !== null) {
      hooks.restore(group, restore, cause)
      result.restored.push({ group, meta: restore, cause })
    }
    const [first, last] = [apply[0], apply.at(-1)]
    if (first === undefined || last === undefined) return restore?.index ?? null
    assert(restore === null || first.index > restore.index, 'what a snapshot holds is not applied again')
    hooks.apply(group, apply, cause)
    result.applied.push({ group, from: first.index, to: last.index, cause })
    return last.index
  }

  const collect = (slot: Slot, effects: Effects, cause: string | null, result: CycleResult): void => {
    const { group } = slot
    if (effects.persist !== null) {
      const { seq } = effects.persist
      assert(seq === slot.emitted + 1, () => `group ${group}: record ${seq} follows ${slot.emitted}`)
      slot.emitted = seq
      const commit = slot.core.view().commit
      batches.add({ group, replica: slot.replica, commit, persist: effects.persist })
    }
    for (const out of effects.out) {
      assert(out.after <= slot.emitted, () => `group ${group}: a message waits for record ${out.after}`)
      if (out.after <= slot.durable) result.send.push(out.msg)
      else slot.waiting.push(out)
    }
    for (const read of effects.reads) result.reads.push({ group, ...read })
    for (const place of effects.placed) result.placed.push({ group, ...place })
    for (const refusal of effects.refused) result.refused.push({ group, ...refusal })
    for (const event of effects.events) result.events.push({ group, event, cause })
  }

  /** Disk first, since it frees what waits; then what arrived; then time (B76, B77). */
  const turn = (slot: Slot, result: CycleResult): void => {
    result.stepped.push(slot.group)
    for (const meta of slot.recorded) result.recorded.push({ group: slot.group, meta })
    slot.recorded = []
    for (const msg of slot.released) result.send.push(msg)
    slot.released = []
    if (slot.completed > 0) {
      const input: Input = { t: 'persisted', seq: slot.completed }
      slot.completed = 0
      step(slot, { input, cause: 'disk' }, result)
    }
    const { ticks } = slot
    slot.ticks = 0
    for (const caused of takeInputs(slot, Math.max(1, limits.inputsPerCycle - ticks)))
      step(slot, caused, result)
    const cause = `timer:${node}/${slot.name}`
    for (let fed = 0; fed < ticks; fed += 1) step(slot, { input: { t: 'tick' }, cause }, result)
  }

  return {
    node,
    addGroup(spec) {
      assert(!slots.has(spec.group), `group ${spec.group} was added twice`)
      slots.set(spec.group, newSlot(spec))
    },
    removeGroup(group) {
      const slot = slots.get(group)
      assert(slot !== undefined, `group ${group} is not here and cannot be removed`)
      ready.delete(slot)
      slots.delete(group)
      batches.drop(slot.replica)
    },
    groups: () => [...slots.keys()],
    receive(msg, cause) {
      const slot = slots.get(msg.g)
      if (slot === undefined || slot.replica !== msg.to) return 'noSuchReplica'
      if (slot.messages >= limits.mailbox) {
        slot.dropped += 1
        return 'full'
      }
      slot.messages += 1
      slot.queue.push({ input: { t: 'msg', msg }, cause })
      ready.add(slot)
      return 'queued'
    },
    input(group, input, cause) {
      const slot = slots.get(group)
      if (slot === undefined) return 'noSuchGroup'
      assert(input.t !== 'persisted' && input.t !== 'applied', 'the engine itself feeds completions')
      slot.queue.push({ input, cause })
      ready.add(slot)
      return 'queued'
    },
    tick(group, count) {
      const slot = slots.get(group)
      assert(slot !== undefined, `ticks for group ${group}, which is not here`)
      slot.ticks = Math.min(slot.ticks + count, limits.ticksPerCycle)
      if (slot.ticks > 0) ready.add(slot)
    },
    hasWork: () => ready.size > 0,
    cycle() {
      if (ready.size === 0) return null
      const round = [...ready]
      ready.clear()
      const result = emptyResult()
      for (const slot of round) {
        turn(slot, result)
        if (hasWork(slot)) ready.add(slot)
      }
      return result
    },
    takeBatch: () => batches.take(),
    persisted(batch) {
      batches.complete(batch)
      const touched = new Set<Slot>()
      for (const { group, replica, persist } of batch) {
        const slot = slots.get(group)
        // Removed while the write was in flight.
        if (slot === undefined || slot.replica !== replica) continue
        assert(persist.seq === slot.durable + 1, () => `group ${group}: ${persist.seq} is durable too early`)
        slot.durable = persist.seq
        slot.completed = persist.seq
        if (persist.snap !== null) slot.recorded.push(persist.snap)
        touched.add(slot)
      }
      for (const slot of touched) {
        releaseDurable(slot)
        ready.add(slot)
      }
    },
    view: (group) => slots.get(group)?.core.view() ?? null,
    entries: (group, from, to) => slots.get(group)?.core.entries(from, to) ?? [],
    dropped: () => [...slots.values()].reduce((sum, slot) => sum + slot.dropped, 0),
  }
}

const emptyResult = (): CycleResult => ({
  send: [],
  reads: [],
  placed: [],
  refused: [],
  restored: [],
  applied: [],
  recorded: [],
  events: [],
  stepped: [],
})
