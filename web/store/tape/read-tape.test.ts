import { expect, test } from 'vitest'
import { foldAll } from '../../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../../shared/cluster-view.ts'
import { demoEvents } from '../../fixtures/demo-events.ts'
import { KEYFRAME, fileOf, tapeOf, tapeText } from '../../fixtures/demo-tape.ts'
import type { TapeFile } from './read-file.ts'
import { MAX_TAPE_BYTES, readFile } from './read-file.ts'
import { viewAt } from './tape.ts'

const events = demoEvents()
const run = tapeText(events)

const read = (file: TapeFile, onProgress: (share: number) => void = () => {}) =>
  readFile(file, { onProgress, signal: new AbortController().signal })
const refusal = async (text: string): Promise<string> => {
  const opened = await read(fileOf('run.txt', text))
  return opened.ok ? '' : opened.error
}

test.each([1, 7, 1_000_000])('a file that comes in pieces of %i bytes is read whole', async (pieceBytes) => {
  const some = tapeText([...events.slice(0, 30), { ...events[30], text: 'Zürich €' }])
  const shares: number[] = []
  const opened = await read(fileOf('run.ndjson', some, pieceBytes), (share) => shares.push(share))
  expect(opened).toMatchObject({ ok: true, value: { name: 'run.ndjson', run: 'demo', notes: [] } })
  expect(opened.ok && opened.value.events).toHaveLength(31)
  expect(JSON.stringify(opened.ok && opened.value.events.at(-1))).toContain('Zürich €')
  expect(shares.at(-1)).toBe(1)
  expect(shares).toEqual(shares.toSorted((one, other) => one - other))
})

test('what is no recording is refused with the line that says so', async () => {
  expect(await refusal('')).toContain('run.txt cannot be played: line 1: the file is empty')
  expect(await refusal('Dear class,\n')).toContain('line 1 is not JSON')
  expect(await refusal('[1]\n')).toContain('line 1 is not JSON')
  expect(await refusal(tapeText(events.slice(1), events[0]))).toContain('line 1 must be a key frame')
  expect(await refusal(tapeText([], KEYFRAME))).toContain('no event behind its first line')
  expect(await refusal(tapeText([...events.slice(0, 3), { kind: 'vote' }]))).toContain('line 5 is no event')
  expect(await refusal(tapeText([events[1] ?? {}, events[0] ?? {}]))).toContain('line 3: event 1 comes after')
  const unknown = { ...events[0], kind: 'comet', seq: 9_999 }
  expect(await refusal(tapeText([...events, unknown]))).toContain('an event "comet" like this is not known')
  expect(await refusal(`${tapeText(events.slice(0, 2))}half a li\n${JSON.stringify(events[2])}\n`)).toContain(
    'line 4 is not JSON',
  )
})

test('a file that ends in half a line, as its writer was killed, is played up to there and says so', async () => {
  const opened = await read(fileOf('run.ndjson', run.slice(0, -20)))
  expect(opened).toMatchObject({ ok: true, value: { notes: ['its last line was cut off and is left out'] } })
  expect(opened.ok && opened.value.events).toHaveLength(events.length - 1)
})

test('files of one journal put together are one recording; those of two runs are not', async () => {
  const next = { ...KEYFRAME, seq: 20, view: { ...EMPTY_VIEW, seq: 20 } }
  const both = tapeText([...events.slice(0, 20), next, ...events.slice(20)])
  const opened = await read(fileOf('run.ndjson', both))
  expect(opened.ok && viewAt(opened.value, events.length)).toEqual(foldAll(EMPTY_VIEW, events))
  const other = tapeText([...events.slice(0, 20), { ...next, run: 'another' }])
  expect(await refusal(other)).toContain('line 22: here another recording begins')
})

test('a journal that begins in the middle of a run begins with what was known then', () => {
  const view = foldAll(EMPTY_VIEW, events.slice(0, 40))
  const tape = tapeOf(events.slice(40), { ...KEYFRAME, seq: view.seq, view })
  expect(viewAt(tape, 0)).toEqual(view)
  expect(viewAt(tape, events.length - 40)).toEqual(foldAll(EMPTY_VIEW, events))
  expect(tape.times[0]).toBe((events[40]?.wallAt ?? 0) - view.wallAt)
})

test('a journal whose key frame was written when words were kept in another shape opens without them', () => {
  const known = foldAll(EMPTY_VIEW, events.slice(0, 40))
  const groups = Object.fromEntries(
    Object.entries(known.groups).map(([name, group]) => [
      name,
      { ...group, labels: { '3:1': 'deposit alice 5' }, offsets: undefined },
    ]),
  )
  expect(Object.keys(groups)).not.toHaveLength(0)
  const tape = tapeOf(events.slice(40), { ...KEYFRAME, seq: known.seq, view: { ...known, groups } })
  for (const { labels, offsets } of Object.values(viewAt(tape, 0).groups))
    expect([labels, offsets]).toEqual([[], []])
})

test('a key frame whose nodes, groups or links are of no known shape is refused', async () => {
  for (const part of ['nodes', 'groups', 'links']) {
    const view = { ...EMPTY_VIEW, [part]: { one: 'once' } }
    expect(await refusal(tapeText(events, { ...KEYFRAME, view }))).toContain('line 1 must be a key frame')
  }
})

test('blank lines behind half a line hide nothing', async () => {
  const opened = await read(fileOf('run.ndjson', `${run.slice(0, -20)}\n\n`))
  expect(opened).toMatchObject({ ok: true, value: { notes: ['its last line was cut off and is left out'] } })
})

test('without anything before it a recording begins with its first event', () => {
  expect(tapeOf(events).times[0]).toBe(0)
  expect(events[0]?.wallAt).toBeGreaterThan(0)
})

test('lines that a late disk cost are counted and told', () => {
  const lost = { kind: 'journalLost', count: 12 }
  const { notes } = tapeOf([...events.slice(0, 20), lost, ...events.slice(20)])
  expect(notes).toEqual(['12 lines of it were lost while it was written'])
})

test('what broke in a run is a mark at its end', () => {
  const tape = tapeOf(events, { ...KEYFRAME, verdict: 'PromiseAfterDisk: too early' })
  expect(tape.verdict).toBe('PromiseAfterDisk: too early')
  expect(tape.marks.at(-1)).toEqual({ kind: 'broken', place: events.length, time: tape.length })
})

test('a file that is too large is not read at all', async () => {
  const huge = { ...fileOf('big.ndjson', run), size: MAX_TAPE_BYTES + 1, stream: () => new ReadableStream() }
  expect(await read(huge)).toEqual({
    ok: false,
    error: 'big.ndjson is too large: 65 MB; at most 64 MB can be played.',
  })
})

test('reading that was stopped opens nothing', async () => {
  const stop = new AbortController()
  const opened = readFile(fileOf('run.ndjson', run), {
    onProgress: () => stop.abort(),
    signal: stop.signal,
  })
  expect(await opened).toEqual({ ok: false, error: 'Reading was stopped.' })
})
