// What a cycle does outside the cores: committed entries to the machines, messages to the network, answers to
// those who wait, events to the viewers, and a fresh look at each replica that was stepped.

import type { GroupId, Json } from '../../shared/ids.ts'
import type { Entry, Message, SnapMeta } from '../raft/types.ts'
import type { Transport } from '../transport/port.ts'
import { assert } from '../../shared/assert.ts'
import { EXIT_DATA_LOST } from '../../shared/protocol/uplink.ts'
import type { RaftCodec } from '../transport/raft-codec.ts'
import { isSingleMessage } from '../transport/raft-codec.ts'
import type { Beats } from './beats.ts'
import type { CycleResult, Engine, EngineHooks } from './engine.ts'
import { moveIn, nodeOf } from './replica.ts'
import type { Replica } from './replica.ts'
import { lostLeadership, settle } from './settle.ts'
import type { SettleOptions } from './settle.ts'
import type { Streaming } from './streaming.ts'
import type { Tracing } from './tracing.ts'

export interface EffectsOptions extends SettleOptions {
  readonly engine: Pick<Engine, 'view'>
  readonly transport: Pick<Transport, 'send'>
  readonly codec: RaftCodec
  readonly beats: Beats
  readonly streaming: Pick<Streaming, 'offer' | 'takeState' | 'snapshots'>
  readonly tracing: Tracing
  readonly onFatal: (code: number, message: string) => void
}

export interface CycleEffects extends EngineHooks {
  readonly onCycle: (result: CycleResult) => void
}

export function createEffects(options: EffectsOptions): CycleEffects {
  const {
    replicas,
    changes,
    reads,
    transfers,
    engine,
    transport,
    codec,
    beats,
    streaming,
    tracing,
    onFatal,
  } = options

  const replicaOf = (group: GroupId): Replica => {
    const replica = replicas.get(group)
    assert(replica !== undefined, `group ${group} was stepped and is not here`)
    return replica
  }

  const applyOne = (replica: Replica, entry: Entry): void => {
    const { group, machine, spec } = replica
    const { index, term } = entry
    replica.applied = index
    if (entry.kind !== 'cmd') {
      changes.applied(group, index, term, null)
      return
    }
    const command: Json = JSON.parse(entry.data)
    const reply = machine.apply(command, index)
    changes.applied(group, index, term, reply)
    tracing.applied(replica, { index, command, reply })
    spec.onApplied?.(index, reply, command)
  }

  const send = (message: Message): void => {
    const to = nodeOf(replicaOf(message.g), message.to)
    // Members are known from the record; a stranger's answer has no way back.
    if (to === null) return
    if (message.t === 'hb') beats.beat(to, message)
    else if (message.t === 'hbResp') beats.answer(to, message)
    else if (isSingleMessage(message)) transport.send(to, codec.encode(message))
    else streaming.offer(to, message)
  }

  const observe = (replica: Replica): void => {
    const before = replica.view
    const view = engine.view(replica.group)
    assert(view !== null, `group ${replica.group} is gone`)
    replica.view = view
    if (view.conf !== before.conf) moveIn(replica, view.conf)
    transfers.seen(replica.group, view)
    if (lostLeadership(before, view)) changes.steppedDown(replica.group, view.commit)
    if (view.leader !== 0) replica.ready = true
    if (before.role !== view.role || before.term !== view.term || before.leader !== view.leader)
      replica.spec.onRole?.(view.role, view.term, nodeOf(replica, view.leader))
  }

  const restored = (group: GroupId, meta: SnapMeta): void => {
    reads.applied(group, meta.index)
    const replica = replicaOf(group)
    tracing.snapshot(replica, { what: 'installed' }, meta)
    // Everything before is gone: viewers begin anew from here.
    tracing.facts(replica)
  }
  const recorded = (group: GroupId, meta: SnapMeta): void => {
    streaming.snapshots.recorded(group, meta)
    tracing.snapshot(replicaOf(group), { what: 'compacted' }, meta)
  }

  return {
    restore(group, meta) {
      const replica = replicaOf(group)
      streaming.takeState(group, meta).put()
      replica.applied = meta.index
      changes.restored(group, meta.index)
      replica.spec.onRestored?.(meta.index)
    },
    apply(group, entries) {
      const replica = replicaOf(group)
      for (const entry of entries) applyOne(replica, entry)
      streaming.snapshots.applied(group, entries)
    },
    onCycle(result) {
      settle(result, options)
      for (const group of result.stepped) observe(replicaOf(group))
      for (const { group, meta } of result.restored) restored(group, meta)
      for (const { group, meta } of result.recorded) recorded(group, meta)
      for (const { group, to } of result.applied) reads.applied(group, to)
      for (const { group, event, cause } of result.events) tracing.event(replicaOf(group), event, cause)
      for (const { group, from, to, cause } of result.applied)
        tracing.appliedRange(replicaOf(group), from, to, cause)
      for (const message of result.send) send(message)
      const lost = lostEntries(result)
      if (lost !== null) onFatal(EXIT_DATA_LOST, lost)
    },
  }
}

/** Started again as it is, it might vote for a log that lacks them as well. */
const WAY_OUT =
  'This disk did not keep what it had confirmed. The other replicas still hold the data. A manager or an ATM comes ' +
  'back with `npx raftroom nodes rejoin <node>`; of a broker set the folder aside and start it again. Either has an ' +
  'empty folder then, and new replica ids.'

/** A leader counts on entries that this replica had acknowledged and no longer has (B32). */
function lostEntries({ events }: CycleResult): string | null {
  for (const { group, event } of events) {
    if (event.k !== 'lost') continue
    const { have, told } = event
    return `group ${group}: entries up to ${told} were acknowledged here, and the log ends at ${have}. ${WAY_OUT}`
  }
  return null
}
