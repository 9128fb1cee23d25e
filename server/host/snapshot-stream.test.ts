import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../shared/ids.ts'
import { crc32Of } from '../../shared/crc32.ts'
import { createRandom } from '../../shared/random.ts'
import { utf8Length } from '../../shared/utf8.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import type { Input, MessageOf } from '../raft/types.ts'
import { CHUNK_BYTES } from '../transport/snapshot-codec.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { fakeCore } from './fake-core.ts'
import { STREAM_IDLE_MS, STREAM_RETRY_MS, STREAM_TRIES } from './limits.ts'
import { cutAt, DOCUMENT } from './snapshot-pieces.ts'
import { createSnapshotReceiver } from './snapshot-receiver.ts'
import { createSnapshotSender } from './snapshot-sender.ts'
import type { Kept } from './snapshots.ts'
import { TestTimers } from './virtual.ts'

const GROUP = 3
const [LEADER, FOLLOWER] = [31, 32]

interface Weather {
  readonly loss: number
  readonly twice: number
  readonly seed: number
}
const CALM: Weather = { loss: 0, twice: 0, seed: 1 }

/** A leader's sender and a follower's receiver with a network between them. */
function pair(texts: readonly string[], weather: Weather = CALM) {
  const timers = new TestTimers()
  const random = createRandom(weather.seed)
  const state: Json = 'the rest'
  const parts = texts.map((text, place) => partOf(`seg-${place}`, text))
  const files = new Map(texts.map((text, place) => [`seg-${place}`, text]))
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
    }
  }
  return {
    sender,
    receiver,
    snap,
    kept,
    files,
    durable,
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

const partOf = (name: string, text: string): PartMeta => ({
  name,
  bytes: utf8Length(text),
  crc: crc32Of(text),
})
const offer = ({ sender, snap }: ReturnType<typeof pair>): void => sender.offer('broker-2', snap)
const chunksOf = (sent: readonly SnapshotMessage[]) =>
  sent.flatMap((message) => (message.t === 'chunk' ? [message] : []))
const BIG = 'grün '.repeat(60_000)

describe('streaming a snapshot', () => {
  it('B33: brings every file whole, whatever is lost, doubled or late', () => {
    const text = fc
      .string({ minLength: 1, maxLength: 40 })
      .chain((word) => fc.integer({ min: 1, max: 6_000 }).map((times) => word.repeat(times)))
    const weather = fc.record({
      loss: fc.double({ min: 0, max: 0.4, noNaN: true }),
      twice: fc.double({ min: 0, max: 0.4, noNaN: true }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), weather, (texts, how) => {
        const all = pair(texts, how)
        // A stream in very bad weather is given up, and then the core asks for it again.
        for (let tries = 0; tries < 50 && all.ends.at(-1) !== true; tries += 1) {
          offer(all)
          all.run(60_000)
        }
        expect(all.ends.at(-1)).toBe(true)
        expect(all.durable).toEqual(all.files)
        expect(all.receiver.takeState(GROUP, all.kept.meta)).toBe('the rest')
      }),
      { numRuns: 40 },
    )
  })

  it('asks only for what is missing, in chunks of whole characters, four at a time', () => {
    const all = pair([BIG, BIG, 'short'])
    all.durable.set('seg-0', BIG)
    offer(all)
    all.run(10_000)
    const chunks = chunksOf(all.sent)
    expect(new Set(chunks.map(({ name }) => name))).toEqual(new Set(['seg-1', 'seg-2', DOCUMENT]))
    for (const { bytes } of chunks) {
      expect(bytes.length).toBeLessThanOrEqual(CHUNK_BYTES)
      expect(Buffer.from(bytes).toString()).not.toContain('\ufffd')
    }
    const first = all.sent.findIndex(({ t }) => t === 'chunkAck')
    expect(chunksOf(all.sent.slice(0, first))).toHaveLength(4)
  })

  it('B57: each chunk is told to the core, and so is what is stored, with the session of the last offer', () => {
    const all = pair([BIG])
    offer(all)
    all.run(5)
    all.sender.offer('broker-2', { ...all.snap, session: 2 })
    all.run(10_000)
    const told = all.inputs.filter(({ t }) => t === 'snapChunk')
    expect(told.length).toBeGreaterThanOrEqual(chunksOf(all.sent).length)
    expect(all.inputs.at(-1)).toMatchObject({
      t: 'snapStored',
      from: LEADER,
      session: 2,
      meta: all.kept.meta,
    })
  })

  it('goes on where it stopped after a cut', () => {
    const all = pair([BIG, BIG])
    offer(all)
    all.run(12)
    const before = chunksOf(all.sent).length
    all.link.isUp = false
    all.run(STREAM_RETRY_MS * 3)
    all.link.isUp = true
    all.run(10_000)
    expect(all.ends).toEqual([true])
    const again = chunksOf(all.sent).slice(before)
    expect(again.some(({ name, at }) => name === 'seg-0' && at === 0)).toBe(false)
  })

  it('is given up when nobody answers, and the receiver forgets what it holds', () => {
    const all = pair([BIG])
    offer(all)
    all.run(12)
    all.link.isUp = false
    all.run(STREAM_RETRY_MS * (STREAM_TRIES + 1))
    expect(all.ends).toEqual([false])
    expect(all.receiver.isReceiving(GROUP)).toBe(true)
    all.timers.advance(STREAM_IDLE_MS)
    expect(all.receiver.isReceiving(GROUP)).toBe(false)
  })

  it('a damaged file ends it, and the core hears that it failed', () => {
    const all = pair(['one', 'two'])
    all.files.set('seg-1', 'tvo')
    offer(all)
    all.run(10_000)
    expect(all.ends).toEqual([false])
    expect(all.inputs.some(({ t }) => t === 'snapStored')).toBe(false)
  })

  it('ends without a word when the replica leads no more, or the follower needs it no more', () => {
    for (const change of [{ role: 'follower' as const }, { term: 2 }, { progress: [] }]) {
      const all = pair([BIG])
      offer(all)
      all.run(8)
      all.leader.set(change)
      all.run(10)
      expect(all.sender.isSending(GROUP)).toBe(false)
      expect(all.sender.size()).toBe(0)
      expect(all.ends).toEqual([])
    }
  })

  it('one snapshot per node at a time: the next waits its turn', () => {
    const all = pair([BIG])
    offer(all)
    all.run(3)
    all.sender.offer('broker-2', { ...all.snap, g: 4 })
    all.run(1)
    expect(all.sender.isSending(GROUP)).toBe(true)
    expect(all.sender.isSending(4)).toBe(false)
    expect(all.sender.size()).toBe(2)
  })

  it('B52: what the follower has anyway is not fetched', () => {
    const all = pair([BIG])
    all.follower.set({ commit: 50 })
    offer(all)
    all.run(100)
    expect(all.ends).toEqual([true])
    expect(chunksOf(all.sent)).toEqual([])
  })

  it('cuts between characters of any length', () => {
    const bytes = Buffer.from(`${'a'.repeat(CHUNK_BYTES - 2)}😀b`)
    expect(cutAt(bytes, 0)).toBe(CHUNK_BYTES - 2)
    expect(cutAt(bytes, CHUNK_BYTES - 2)).toBe(bytes.length)
  })
})
