// Snapshots of one life of a node: the host's own state machines for taking, sending and receiving them, over
// the simulated disk and wire. It ends with its process.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import { isIndex } from '../../shared/part-index.ts'
import type { CycleResult, Engine } from '../host/engine.ts'
import { SNAPSHOT_LIMITS } from '../host/limits.ts'
import { createSnapshotReceiver } from '../host/snapshot-receiver.ts'
import type { SnapshotReceiver } from '../host/snapshot-receiver.ts'
import { createSnapshotSender } from '../host/snapshot-sender.ts'
import type { SnapshotSender } from '../host/snapshot-sender.ts'
import { createSnapshots } from '../host/snapshots.ts'
import type { Snapshots } from '../host/snapshots.ts'
import type { SnapshotFiles } from '../storage/port.ts'
import { DOCUMENT } from '../host/snapshot-pieces.ts'
import type { Machine } from '../machines/machine.ts'
import type { Entry, Message, MessageOf, RaftView, SnapMeta } from '../raft/types.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { documentOf } from './disks/shelf.ts'
import { nodeId } from './layout.ts'
import type { NodeParts } from './node-parts.ts'
import type { Sleep } from './process.ts'
import { fromMs } from './timeline.ts'

export interface SnapshotDeskParts {
  readonly node: NodeParts
  readonly engine: Engine
  readonly machine: (group: GroupId) => Machine
  readonly sleep: Sleep
}

export class SnapshotDesk {
  readonly #parts: SnapshotDeskParts
  readonly #snapshots: Snapshots
  readonly #sender: SnapshotSender
  readonly #receiver: SnapshotReceiver
  #lastStream: number

  constructor(parts: SnapshotDeskParts, life: number) {
    this.#parts = parts
    this.#lastStream = life * STREAMS_PER_LIFE
    const { engine } = parts
    const view = (group: GroupId): RaftView | null => engine.view(group)
    const after = (ms: number, run: () => void): (() => void) => this.#after(ms, run)
    const send = (to: NodeId, message: SnapshotMessage): void => this.#send(to, message)
    const save = (group: GroupId, files: SnapshotFiles, done: () => void): void =>
      parts.node.disk.save(group, files, (ok) => this.#durable(ok, done))
    this.#snapshots = createSnapshots({
      limits: this.#limits(),
      look: (group) => this.#look(group),
      entries: (group, from, to) => engine.entries(group, from, to),
      pinning: () => parts.node.disk.pinning(),
      save: (group, files, done) => {
        this.#tellTaken(group, files)
        save(group, files, done)
      },
      keepOnly: (group, kept, done) => parts.node.disk.keepOnly(group, kept, (ok) => this.#durable(ok, done)),
      compact: (group, meta) => void engine.input(group, { t: 'compact', snap: meta }, null),
      inUse: (group) => this.#sender.isSending(group) || this.#receiver.isReceiving(group),
      onTaken: () => parts.node.marks.hit('snapshot taken'),
    })
    this.#sender = createSnapshotSender({
      after,
      nextId: () => (this.#lastStream += 1),
      view,
      current: (group) => this.#snapshots.current(group),
      read: (group, meta, name, done) => this.#read(group, meta, name, done),
      send,
      onEnd: (g, to, ok) => {
        engine.input(g, { t: 'snapStatus', to, ok }, null)
        parts.sleep.wake()
      },
      onOffer: () => parts.node.marks.hit('snapshot offered'),
    })
    this.#receiver = createSnapshotReceiver({
      after,
      view,
      hasPart: (group, part) => parts.node.disk.hasPart(group, part),
      isClearing: (group) => this.#snapshots.isClearing(group),
      savePart: (group, part, text, done) => {
        if (isIndex(part)) parts.node.marks.hit('index part fetched')
        parts.node.disk.savePart(group, part, text, (ok) => this.#durable(ok, done))
      },
      save,
      input: (group, input) => void engine.input(group, input, null),
      send,
      restoring: (group, state) => parts.machine(group).restoring(state),
      onStored: (group, kept) => this.#snapshots.received(group, kept),
      onProgress: () => {},
    })
  }

  /** A machine begins with what the disk holds. */
  addGroup(group: GroupId, machine: Machine, snap: SnapMeta | null): void {
    const held = this.#parts.node.disk.takeRecovered(group)
    if (snap === null || held === null) return this.#snapshots.addGroup(group, null)
    machine.restore(held.document)
    this.#snapshots.addGroup(group, { meta: snap, parts: held.parts })
  }

  removeGroup(group: GroupId): void {
    this.#snapshots.removeGroup(group)
    this.#receiver.forget(group)
  }

  want(group: GroupId): void {
    this.#snapshots.want(group)
  }

  applied(group: GroupId, entries: readonly Entry[]): void {
    this.#snapshots.applied(group, entries)
  }

  /** What the core wants restored; the machine takes it at once. */
  restore(group: GroupId, meta: SnapMeta): string {
    const { state, put } = this.#receiver.takeState(group, meta)
    put()
    this.#parts.node.marks.hit('snapshot restored')
    return JSON.stringify(state)
  }

  offer(to: number, message: MessageOf<'snap'>): void {
    this.#sender.offer(nodeId(this.#parts.node.layout, to), message)
  }

  /** The message that the core itself gets of it, if any. */
  receive(from: number, message: SnapshotMessage): Message | null {
    const sender = nodeId(this.#parts.node.layout, from)
    switch (message.t) {
      case 'offer': {
        const { g, from: leader, to, term, session, meta } = message
        const commit = this.#parts.engine.view(g)?.commit ?? 0
        if (meta.index <= commit) this.#parts.node.marks.hit('older snapshot ignored')
        this.#receiver.receive(sender, message, null)
        return { g, from: leader, to, term, t: 'snap', meta, session }
      }
      case 'chunk':
        this.#receiver.receive(sender, message, null)
        return null
      case 'need':
      case 'chunkAck':
      case 'done':
        this.#sender.receive(sender, message)
        return null
    }
  }

  /** After each cycle. */
  turn(recorded: CycleResult['recorded']): void {
    for (const { group, meta } of recorded) this.#snapshots.recorded(group, meta)
    this.#snapshots.turn()
    this.#sender.turn()
    this.#receiver.turn()
    if (this.hasWork()) this.#parts.node.marks.hit('snapshot in the making')
  }

  hasWork(): boolean {
    return this.#snapshots.isEncoding() || this.#receiver.isReading()
  }

  #look(group: GroupId): ReturnType<Parameters<typeof createSnapshots>[0]['look']> {
    const view = this.#parts.engine.view(group)
    return view === null ? null : { view, machine: this.#parts.machine(group) }
  }

  #tellTaken(group: GroupId, { meta, text, parts }: SnapshotFiles): void {
    const { observer, number, marks } = this.#parts.node
    if (parts.some((part) => isIndex(part.meta))) marks.hit('index sealed')
    observer.snapped(number, group, 'taken', meta, JSON.stringify(documentOf(text).state))
  }

  #limits(): typeof SNAPSHOT_LIMITS {
    const { snapshotEvery } = this.#parts.node.options
    const entries = snapshotEvery === 0 ? Infinity : snapshotEvery
    return { ...SNAPSHOT_LIMITS, entries, sliceChars: SLICE_CHARS }
  }

  /** A failed disk ends the process; a sleeping process hears of a good one when it wakes. */
  #durable(ok: boolean, done: () => void): void {
    const { sleep } = this.#parts
    if (!ok) return sleep.die()
    sleep.whenAwake(() => {
      done()
      sleep.wake()
    })
  }

  #read(group: GroupId, meta: SnapMeta, name: string, done: (bytes: Uint8Array | null) => void): void {
    const { disk } = this.#parts.node
    const found = (text: string | null): void =>
      this.#parts.sleep.whenAwake(() => {
        done(text === null ? null : Buffer.from(text))
        this.#parts.sleep.wake()
      })
    if (name === DOCUMENT) disk.loadDocument(group, meta, found)
    else disk.loadPart(group, name, found)
  }

  #send(to: NodeId, message: SnapshotMessage): void {
    const { network, layout, number } = this.#parts.node
    network.sendSnapshot(number, layout.nodes.indexOf(to), message)
  }

  #after(ms: number, run: () => void): () => void {
    const { node, sleep } = this.#parts
    let isOn = true
    node.timeline.schedule(fromMs(ms), 'cycle', node.number, () => {
      if (isOn && sleep.isLiving()) sleep.whenAwake(run)
    })
    return () => void (isOn = false)
  }
}

/** A fraction of what documents come to here, so that everything may strike between two slices. */
const SLICE_CHARS = 1_000

/** More than any life needs, so that no id of an earlier life comes again. */
const STREAMS_PER_LIFE = 100_000
