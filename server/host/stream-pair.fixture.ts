// A leader that streams its snapshot to a follower, on a network that may lose, double and delay: for tests of both
// sides together, without hosts.

import type { Json } from '../../shared/ids.ts'
import { crc32Of } from '../../shared/crc32.ts'
import { indexOf } from '../../shared/part-index.ts'
import { createRandom } from '../../shared/random.ts'
import { utf8Length } from '../../shared/utf8.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { Loading } from '../machines/loading.ts'
import type { Input, MessageOf } from '../raft/types.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { fakeCore } from './fake-core.ts'
import { DOCUMENT } from './snapshot-pieces.ts'
import { createSnapshotReceiver } from './snapshot-receiver.ts'
import { createSnapshotSender } from './snapshot-sender.ts'
import type { Kept } from './snapshots.ts'
import { TestTimers } from './virtual.ts'

export const GROUP = 3
export const LEADER = 31
const FOLLOWER = 32

export interface Weather {
  readonly loss: number
  readonly twice: number
  readonly seed: number
}
const CALM: Weather = { loss: 0, twice: 0, seed: 1 }

/** A leader's sender and a follower's receiver with a network between them. So many parts are named by an index. */
export function pair(texts: readonly string[], weather: Weather = CALM, perIndex = Infinity) {
  const timers = new TestTimers()
  const random = createRandom(weather.seed)
  const state: Json = 'the rest'
  const { parts, files } = sealed(texts, perIndex)
  const document = JSON.stringify({ parts, state })
  files.set(DOCUMENT, document)
  const conf = { voters: [LEADER, FOLLOWER], outgoing: [], learners: [] }
  const meta = { index: 50, term: 1, conf, bytes: utf8Length(document), crc: crc32Of(document) }
  const kept: Kept = { meta, parts }
  const leader = fakeCore(GROUP, LEADER)
  const waiting = { to: FOLLOWER, state: 'snapshot' as const, match: 0, next: 1, inflight: 0, recent: true }
  leader.set({ role: 'leader', progress: [waiting] })
  const follower = fakeCore(GROUP, FOLLOWER)
  const link = { isUp: true }
  const sent: SnapshotMessage[] = []
  const ends: boolean[] = []
  const inputs: Input[] = []
  const durable = new Map<string, string>()
  const restored: Json[] = []

  const carry = (message: SnapshotMessage, arrive: () => void): void => {
    sent.push(message)
    const copies = random.next() < weather.twice ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1)
      if (link.isUp && random.next() >= weather.loss)
        timers.setTimer(1 + Math.floor(random.next() * 5), arrive)
  }
  const later = (done: () => void): void => void timers.setTimer(1, done)
  const sender = createSnapshotSender({
    after: (ms, fn) => timers.setTimer(ms, fn),
    nextId: () => sent.length + 1,
    view: () => leader.view(),
    current: () => kept,
    read: (_group, _meta, name, done) => later(() => done(Buffer.from(files.get(name) ?? ''))),
    send: (_to, message) =>
      carry(message, () => {
        if (message.t === 'offer' || message.t === 'chunk') receiver.receive('broker-1', message, null)
      }),
    onEnd: (_group, _to, ok) => void ends.push(ok),
    onOffer: () => undefined,
  })
  const receiver = createSnapshotReceiver({
    after: (ms, fn) => timers.setTimer(ms, fn),
    view: () => follower.view(),
    hasPart: (_group, { name }) => durable.has(name),
    isClearing: () => false,
    savePart: (_group, { name }, text, done) => later(() => (durable.set(name, text), done())),
    save: (_group, { text }, done) => later(() => (durable.set(DOCUMENT, text), done())),
    input: (_group, input) => void inputs.push(input),
    send: (_to, message) =>
      carry(message, () => {
        if (message.t !== 'offer' && message.t !== 'chunk') sender.receive('broker-2', message)
      }),
    restoring: restoringTo(restored),
    onStored: () => undefined,
    onProgress: () => undefined,
  })
  const snap: MessageOf<'snap'> = {
    t: 'snap',
    g: GROUP,
    from: LEADER,
    to: FOLLOWER,
    term: 1,
    meta,
    session: 1,
  }
  const run = (ms: number): void => {
    const ended = ends.length
    for (let passed = 0; passed < ms && ends.length === ended; passed += 1) {
      timers.advance(1)
      sender.turn()
      receiver.turn()
    }
  }
  return {
    sender,
    receiver,
    snap,
    kept,
    files,
    durable,
    restored,
    sent,
    ends,
    inputs,
    link,
    leader,
    follower,
    timers,
    run,
  }
}

/** A machine that needs some steps. */
export const restoringTo = (restored: Json[]) =>
  function* (_group: number, state: Json): Loading {
    for (let step = 0; step < STEPS; step += 1) yield
    return () => void restored.push(state)
  }
/** Of several turns. */
const STEPS = 120

/** What the document names, and the texts of everything. */
function sealed(texts: readonly string[], perIndex: number) {
  const files = new Map(texts.map((text, place) => [`seg-${place}`, text]))
  let parts = texts.map((text, place) => partOf(`seg-${place}`, text))
  for (let indexes = 0; parts.length - indexes >= perIndex; indexes += 1) {
    const index = indexOf(`${indexes}`, parts.slice(indexes, indexes + perIndex))
    files.set(index.meta.name, index.text)
    parts = parts.toSpliced(indexes, perIndex, index.meta)
  }
  return { files, parts }
}

const partOf = (name: string, text: string): PartMeta => ({
  name,
  bytes: utf8Length(text),
  crc: crc32Of(text),
})
