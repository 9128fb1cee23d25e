// Snapshots in this host: the three machines (taking, sending, receiving) wired to disk, network, cores and
// viewers. They decide; here is only what they call and who calls them.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Input, MessageOf, SnapMeta } from '../raft/types.ts'
import type { DiskError, NodeStorage } from '../storage/port.ts'
import type { IncomingFrame, Transport } from '../transport/port.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { assert, unreachable } from '../../shared/assert.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import { CHUNK_BYTES, snapshotFrame } from '../transport/snapshot-codec.ts'
import type { Engine } from './engine.ts'
import type { SnapshotLimits } from './limits.ts'
import type { HostClock } from './port.ts'
import type { Replica } from './replica.ts'
import { DOCUMENT } from './snapshot-pieces.ts'
import { createSnapshotReceiver } from './snapshot-receiver.ts'
import type { SnapshotReceiver } from './snapshot-receiver.ts'
import { createSnapshotSender } from './snapshot-sender.ts'
import { createSnapshots } from './snapshots.ts'
import type { Snapshots } from './snapshots.ts'
import type { SnapshotStep, Tracing } from './tracing.ts'

export interface StreamingOptions {
  readonly storage: NodeStorage
  readonly clock: Pick<HostClock, 'after'>
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly engine: Pick<Engine, 'entries' | 'receive'>
  readonly transport: Pick<Transport, 'send'>
  readonly limits: SnapshotLimits
  readonly nextId: () => number
  readonly isOpen: () => boolean
  /** Puts the input into the group's mailbox and sees to a cycle. */
  readonly put: (group: GroupId, input: Input, cause: string | null) => void
  /** Something waits to leave. */
  readonly wake: () => void
  readonly tracing: Pick<Tracing, 'snapshot'>
  readonly onFatal: (code: number, message: string) => void
}

export interface Streaming {
  readonly snapshots: Snapshots
  readonly takeState: SnapshotReceiver['takeState']
  /** The core's `snap`: the files are streamed. */
  readonly offer: (to: NodeId, message: MessageOf<'snap'>) => void
  /** `noSuchReplica`: to be answered so. */
  readonly receive: (from: NodeId, message: SnapshotMessage, cause: string) => ReturnType<Engine['receive']>
  /** The node says that this replica is not there. */
  readonly onGone: (from: NodeId, frame: IncomingFrame) => void
  /** Once per cycle, before frames leave. */
  readonly turn: () => void
  readonly forget: (group: GroupId) => void
}

export function createStreaming(options: StreamingOptions): Streaming {
  const { storage, clock, replicas, engine, transport, nextId, isOpen, put } = options
  const view = (group: GroupId): Replica['view'] | null => replicas.get(group)?.view ?? null
  const tell = (group: GroupId, meta: SnapMeta, told: SnapshotStep | null): void => {
    const replica = replicas.get(group)
    if (replica !== undefined && told !== null) options.tracing.snapshot(replica, told, meta)
  }
  const send = (to: NodeId, message: SnapshotMessage): void => {
    transport.send(to, snapshotFrame(message))
    options.wake()
  }
  /** Goes on only if the disk did it and this life is not over. */
  const whenDone =
    (done: () => void) =>
    (result: Result<null, DiskError>): void => {
      if (!isOpen()) return
      if (!result.ok) return options.onFatal(EXIT_DISK_ERROR, result.error.message)
      done()
      options.wake()
    }

  const snapshots = createSnapshots({
    limits: options.limits,
    look: (group) => replicas.get(group) ?? null,
    entries: engine.entries,
    pinning: () => storage.log.pinning(),
    save: (group, files, done) => storage.saveSnapshot(group, files, whenDone(done)),
    keepOnly: (group, { meta, parts }, done) => storage.keepOnly(group, meta, parts, whenDone(done)),
    compact: (group, meta) => put(group, { t: 'compact', snap: meta }, 'disk'),
    inUse: (group) => sender.isSending(group) || receiver.isReceiving(group),
    onTaken: (group, meta) => tell(group, meta, { what: 'taken' }),
  })
  const sender = createSnapshotSender({
    after: clock.after,
    nextId,
    view,
    current: snapshots.current,
    read(group, meta, name, done) {
      const reading = name === DOCUMENT ? storage.readSnapshot(group, meta) : storage.readPart(group, name)
      void reading.then((text) => {
        // A newer document may help; parts stay as they are.
        if (!text.ok && replicas.has(group)) snapshots.want(group)
        if (isOpen()) done(text.ok ? Buffer.from(text.value) : null)
      })
    },
    send,
    onEnd: (group, to, ok) => put(group, { t: 'snapStatus', to, ok }, null),
    onOffer: (group, to, meta) => tell(group, meta, { what: 'offered', to }),
  })
  const receiver = createSnapshotReceiver({
    after: clock.after,
    view,
    hasPart: (group, part) => storage.hasPart(group, part),
    isClearing: snapshots.isClearing,
    savePart: (group, meta, text, done) => storage.savePart(group, { meta, text }, whenDone(done)),
    save: (group, files, done) => storage.saveSnapshot(group, files, whenDone(done)),
    input: put,
    send,
    restoring(group, state) {
      const replica = replicas.get(group)
      assert(replica !== undefined, `group ${group} receives and is not here`)
      return replica.machine.restoring(state)
    },
    onStored: snapshots.received,
    onProgress: (group, meta, from, have, all) => tell(group, meta, installing(from, have, all)),
  })

  const receive = (from: NodeId, message: SnapshotMessage, cause: string): ReturnType<Engine['receive']> => {
    switch (message.t) {
      case 'offer': {
        const { g, from: leader, to, term, session, meta } = message
        const taken = engine.receive({ t: 'snap', g, from: leader, to, term, session, meta }, cause)
        if (taken === 'queued') receiver.receive(from, message, cause)
        return taken
      }
      case 'chunk':
        if (replicas.get(message.g)?.record.replica !== message.to) return 'noSuchReplica'
        receiver.receive(from, message, cause)
        return 'queued'
      case 'need':
      case 'chunkAck':
      case 'done':
        sender.receive(from, message)
        return 'queued'
      default:
        return unreachable(message)
    }
  }

  return {
    snapshots,
    takeState: receiver.takeState,
    offer: sender.offer,
    receive,
    onGone: (from, frame) => sender.gone(from, frame.group, frame.from),
    turn() {
      sender.turn()
      receiver.turn()
      snapshots.turn()
      if (snapshots.isEncoding() || receiver.isReading()) options.wake()
    },
    forget(group) {
      snapshots.removeGroup(group)
      receiver.forget(group)
    },
  }
}

/** Steps of a long snapshot that viewers are told: finer than a bar on a screen shows is of no use. */
const STEPS = 32

/** Null: too little came since the last time. */
function installing(from: NodeId, have: number, all: number): SnapshotStep | null {
  const [done, total] = [Math.ceil(have / CHUNK_BYTES), Math.ceil(all / CHUNK_BYTES)]
  if (done < total && done % Math.ceil(total / STEPS) !== 0) return null
  return { what: 'installing', done, total, from }
}
