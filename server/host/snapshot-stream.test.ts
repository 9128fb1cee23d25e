import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHUNK_BYTES } from '../transport/snapshot-codec.ts'
import type { SnapshotMessage } from '../transport/snapshot-codec.ts'
import { STREAM_IDLE_MS, STREAM_RETRY_MS, STREAM_TRIES } from './limits.ts'
import { cutAt, DOCUMENT } from './snapshot-pieces.ts'
import { GROUP, LEADER, pair } from './stream-pair.fixture.ts'

const offer = ({ sender, snap }: ReturnType<typeof pair>): void => sender.offer('broker-2', snap)
const chunksOf = (sent: readonly SnapshotMessage[]) =>
  sent.flatMap((message) => (message.t === 'chunk' ? [message] : []))
/** What `restoringTo` needs after the first one, twenty steps each. */
const READING_TURNS = 6
const BIG = 'grün '.repeat(60_000)

describe('streaming a snapshot', () => {
  it('B33: brings every file whole, named or in an index, whatever is lost, doubled or late', () => {
    const text = fc
      .string({ minLength: 1, maxLength: 40 })
      .chain((word) => fc.integer({ min: 1, max: 6_000 }).map((times) => word.repeat(times)))
    const weather = fc.record({
      loss: fc.double({ min: 0, max: 0.4, noNaN: true }),
      twice: fc.double({ min: 0, max: 0.4, noNaN: true }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), weather, fc.nat({ max: 3 }), (texts, how, perIndex) => {
        const all = pair(texts, how, perIndex === 0 ? Infinity : perIndex)
        // A stream in very bad weather is given up, and then the core asks for it again.
        for (let tries = 0; tries < 50 && all.ends.at(-1) !== true; tries += 1) {
          offer(all)
          all.run(60_000)
        }
        expect(all.ends.at(-1)).toBe(true)
        expect(all.durable).toEqual(all.files)
        expect(all.restored).toEqual([])
        all.receiver.takeState(GROUP, all.kept.meta).put()
        expect(all.restored).toEqual(['the rest'])
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

  it('asks for what an index names once it has the index, without what it has already', () => {
    const all = pair(['zero', 'one', 'two', 'three', 'four'], undefined, 2)
    all.durable.set('seg-1', 'one')
    all.durable.set('idx-1', all.files.get('idx-1') ?? '')
    offer(all)
    all.run(10_000)
    expect(all.ends).toEqual([true])
    const asked = all.sent.flatMap((message) => (message.t === 'need' ? [message.missing] : []))
    expect(asked).toEqual([
      ['idx-0', 'seg-4', DOCUMENT],
      ['seg-0', 'seg-4', DOCUMENT],
    ])
    expect(chunksOf(all.sent).some(({ name }) => name === 'seg-2' || name === 'seg-3')).toBe(false)
  })

  it('makes an index durable only behind all that it names, so that whoever has it has all of it', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const all = pair(['zero', 'one', 'two', 'three'], { loss: 0.1, twice: 0.2, seed }, 2)
      offer(all)
      all.run(60_000)
      expect(all.ends).toEqual([true])
      const order = [...all.durable.keys()]
      expect(order.indexOf('idx-0')).toBeGreaterThan(Math.max(order.indexOf('seg-0'), order.indexOf('seg-1')))
      expect(order.indexOf('idx-1')).toBeGreaterThan(Math.max(order.indexOf('seg-2'), order.indexOf('seg-3')))
      expect(order.at(-1)).toBe(DOCUMENT)
    }
  })

  it('is read in slices beside the machine, and the core is told once it is read and durable', () => {
    const all = pair(['one'])
    offer(all)
    for (let passed = 0; !all.receiver.isReading(); passed += 1) {
      expect(passed).toBeLessThan(1_000)
      all.run(1)
    }
    all.timers.advance(5)
    expect(all.durable.has(DOCUMENT)).toBe(true)
    for (let turns = 1; turns < READING_TURNS; turns += 1) all.receiver.turn()
    expect(all.inputs.some(({ t }) => t === 'snapStored')).toBe(false)
    expect(all.receiver.isReceiving(GROUP)).toBe(true)
    all.receiver.turn()
    expect(all.inputs.at(-1)).toMatchObject({ t: 'snapStored' })
    expect(all.receiver.isReading()).toBe(false)
    expect(all.receiver.isReceiving(GROUP)).toBe(false)
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
