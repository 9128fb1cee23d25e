// The follower's side of streaming snapshots: what is durable here already is not asked for, each part becomes
// durable as soon as it is whole, and the document comes last. While that is written its state is read in slices beside
// the machine. Then the core is told, and once its record is durable the machine gets the state, all of it at once
// (paper §7). Synchronous, for the simulator.
// Chunks of a stream that is not known here are let lie: the sender offers again, and the answer says the place.

import type { GroupId, Json, LogIndex, NodeId } from '../../shared/ids.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { Loading } from '../machines/loading.ts'
import type { Input, RaftView, SnapMeta } from '../raft/types.ts'
import type { SnapshotFiles } from '../storage/port.ts'
import type { SnapshotMessage, SnapshotMessageOf } from '../transport/snapshot-codec.ts'
import { assert } from '../../shared/assert.ts'
import { jsonInSlices } from './json-slices.ts'
import { STREAM_IDLE_MS } from './limits.ts'
import { createAssembly, isSameSnapshot } from './snapshot-assembly.ts'
import type { Assembly } from './snapshot-assembly.ts'
import type { Kept } from './snapshots.ts'

export interface ReceiverOptions {
  readonly after: (ms: number, fn: () => void) => () => void
  readonly view: (group: GroupId) => RaftView | null
  /** Durable here; of an index: with all that it names. */
  readonly hasPart: (group: GroupId, part: PartMeta) => boolean
  /** Older files of the group are being deleted: `hasPart` may not be true for long. */
  readonly isClearing: (group: GroupId) => boolean
  /** They call back later, once it is durable; a failed disk never does. */
  readonly savePart: (group: GroupId, part: PartMeta, text: string, done: () => void) => void
  readonly save: (group: GroupId, files: SnapshotFiles, done: () => void) => void
  readonly input: (group: GroupId, input: Input, cause: string | null) => void
  readonly send: (to: NodeId, message: SnapshotMessage) => void
  /** The machine reads a state that it does not have yet. */
  readonly restoring: (group: GroupId, state: Json) => Loading
  /** Its files are durable; its record follows. */
  readonly onStored: (group: GroupId, kept: Kept) => void
  /** For people: chunks that came of all that are missing. */
  readonly onProgress: (group: GroupId, meta: SnapMeta, from: NodeId, bytes: number, total: number) => void
}

export interface SnapshotReceiver {
  /** The group and the replica are here; the core gets the offer itself as its message `snap`. */
  readonly receive: (
    from: NodeId,
    message: SnapshotMessageOf<'offer' | 'chunk'>,
    cause: string | null,
  ) => void
  /** The state that the core wants to be restored now. */
  readonly takeState: (group: GroupId, meta: SnapMeta) => ReadyState
  /** A state is being read: another turn is wanted. */
  readonly isReading: () => boolean
  readonly isReceiving: (group: GroupId) => boolean
  /** Reads the next slices, and lets go of states that no core wants any more. */
  readonly turn: () => void
  readonly forget: (group: GroupId) => void
}

interface Incoming {
  from: NodeId
  offer: SnapshotMessageOf<'offer'>
  readonly assembly: Assembly
  /** The document is whole, and this of it is still to do; null: chunks are missing. */
  reading: Reading | null
  isStored: boolean
  cancel: () => void
}

interface Reading {
  readonly steps: Generator<void, ReadyState>
  /** Null: there are steps left. */
  state: ReadyState | null
  isDurable: boolean
}

export interface ReadyState {
  readonly state: Json
  /** Puts it into the machine. */
  readonly put: () => void
}

type Ends = Pick<SnapshotMessage, 'g' | 'from' | 'to' | 'id'>

interface Ready extends ReadyState {
  readonly meta: SnapMeta
}

/** Of one turn: each is a slice of text, an account or twenty requests, and all of them a few milliseconds. */
const STEPS_AT_ONCE = 20

export function createSnapshotReceiver(options: ReceiverOptions): SnapshotReceiver {
  const { after, view, hasPart, isClearing, savePart, save, input, send, restoring, onStored, onProgress } =
    options
  const streams = new Map<GroupId, Incoming>()
  /** More than one while the record of the first is on its way to the disk. */
  const ready = new Map<GroupId, readonly Ready[]>()

  /** Offers that came while older files were being deleted. */
  const postponed = new Map<GroupId, () => void>()

  const drop = (group: GroupId): void => {
    streams.get(group)?.cancel()
    streams.delete(group)
  }
  const rearm = (stream: Incoming): void => {
    stream.cancel()
    stream.cancel = after(STREAM_IDLE_MS, () => {
      if (streams.get(stream.offer.g) === stream) drop(stream.offer.g)
    })
  }
  const finish = (stream: Incoming, ok: boolean, why: string): void => {
    send(stream.from, { t: 'done', ...endsOf(stream.offer), ok, why })
    if (!ok) drop(stream.offer.g)
  }
  const tellCore = ({ offer }: Incoming, cause: string | null): void => {
    const { g, from, term, session, meta } = offer
    input(g, { t: 'snapStored', from, term, session, meta }, cause)
  }

  const storeDocument = (stream: Incoming, text: string): void => {
    const { g, meta, parts } = stream.offer
    const stateText = stateTextOf(text, parts)
    if (stateText === null) return finish(stream, false, 'the document does not fit its offer')
    const reading: Reading = { steps: stateIn(g, stateText), state: null, isDurable: false }
    stream.reading = reading
    save(g, { meta, text, parts: [] }, () => {
      if (streams.get(g) !== stream) return
      reading.isDurable = true
      settle(stream, reading)
    })
  }

  function* stateIn(group: GroupId, text: string): Generator<void, ReadyState> {
    const state = yield* jsonInSlices(text)
    return { state, put: yield* restoring(group, state) }
  }

  /** Read and durable: now the core may know. */
  const settle = (stream: Incoming, { state, isDurable }: Reading): void => {
    if (state === null || !isDurable) return
    const { g, meta, parts } = stream.offer
    stream.reading = null
    stream.isStored = true
    ready.set(g, [...(ready.get(g) ?? []), { meta, ...state }])
    onStored(g, { meta, parts })
    tellCore(stream, 'disk')
    finish(stream, true, '')
  }

  const read = (stream: Incoming): void => {
    const { reading } = stream
    if (reading === null || reading.state !== null) return
    for (let step = 0; step < STEPS_AT_ONCE; step += 1) {
      const next = reading.steps.next()
      if (next.done !== true) continue
      reading.state = next.value
      return settle(stream, reading)
    }
  }

  const ask = ({ from, offer, assembly }: Incoming): void =>
    send(from, { t: 'need', ...endsOf(offer), ...assembly.missing() })

  const begin = (from: NodeId, offer: SnapshotMessageOf<'offer'>): Incoming => {
    const { g, meta, parts } = offer
    const stream: Incoming = {
      from,
      offer,
      reading: null,
      isStored: false,
      cancel: () => undefined,
      assembly: createAssembly({
        meta,
        parts,
        hasPart: (part) => hasPart(g, part),
        savePart: (part, text, done) =>
          savePart(g, part, text, () => {
            if (streams.get(g) === stream) done()
          }),
        onDocument: (text) => storeDocument(stream, text),
        onDamage: (name) => finish(stream, false, `${name} does not have the checksum that was offered`),
        onDurable(name, at) {
          send(stream.from, { t: 'chunkAck', ...endsOf(stream.offer), name, at })
        },
        onGrown: () => ask(stream),
      }),
    }
    drop(g)
    streams.set(g, stream)
    return stream
  }

  const onOffer = (from: NodeId, offer: SnapshotMessageOf<'offer'>, cause: string | null): void => {
    const { g, term, meta } = offer
    const seen = view(g)
    if (seen === null || seen.term > term) return
    if (isClearing(g)) return void postponed.set(g, () => onOffer(from, offer, cause))
    // The core has acknowledged it already (B52).
    if (meta.index <= seen.commit) return send(from, { t: 'done', ...endsOf(offer), ok: true, why: '' })
    const before = streams.get(g) ?? null
    const isSame = before !== null && isSameSnapshot(before.offer.meta, meta)
    const stream = isSame ? before : begin(from, offer)
    stream.from = from
    stream.offer = offer
    rearm(stream)
    if (!stream.isStored) return ask(stream)
    // Its first leader's term was over before the core heard of the files: they are as good from another.
    onStored(g, { meta, parts: offer.parts })
    tellCore(stream, cause)
    finish(stream, true, '')
  }

  const onChunk = (from: NodeId, message: SnapshotMessageOf<'chunk'>, cause: string | null): void => {
    const { g, term, id, name, at, bytes } = message
    input(g, { t: 'snapChunk', from: message.from, term }, cause)
    const stream = streams.get(g)
    if (stream === undefined || stream.from !== from || stream.offer.id !== id) return
    rearm(stream)
    stream.assembly.take(name, at, bytes)
    const { have, total } = stream.assembly.progress()
    onProgress(g, stream.offer.meta, from, have, total)
  }

  /** Only what no machine has yet. */
  const keep = (group: GroupId, all: readonly Ready[], applied: LogIndex): void => {
    const left = all.filter(({ meta }) => meta.index > applied)
    if (left.length === 0) ready.delete(group)
    else ready.set(group, left)
  }

  return {
    receive(from, message, cause) {
      if (message.t === 'offer') onOffer(from, message, cause)
      else onChunk(from, message, cause)
    },
    takeState(group, meta) {
      const all = ready.get(group) ?? []
      const held = all.find((one) => isSameSnapshot(one.meta, meta))
      assert(held !== undefined, `group ${group} has no state of ${meta.index}`)
      keep(group, all, meta.index)
      return held
    },
    isReading: () => [...streams.values()].some(({ reading }) => reading !== null && reading.state === null),
    isReceiving: (group) => streams.get(group)?.isStored === false,
    turn() {
      for (const [group, again] of postponed) {
        if (isClearing(group)) continue
        postponed.delete(group)
        again()
      }
      for (const stream of streams.values()) read(stream)
      for (const [group, all] of ready) keep(group, all, view(group)?.applied ?? Infinity)
    },
    forget(group) {
      drop(group)
      postponed.delete(group)
      ready.delete(group)
    },
  }
}

const endsOf = ({ g, from, to, id }: SnapshotMessageOf<'offer'>): Ends => ({ g, from: to, to: from, id })

/** Null: not what a machine's snapshot with these parts looks like. Its checksum was right, so its maker erred. */
function stateTextOf(text: string, parts: readonly PartMeta[]): string | null {
  const before = `{"parts":${JSON.stringify(parts)},"state":`
  return text.startsWith(before) ? text.slice(before.length, -1) : null
}
