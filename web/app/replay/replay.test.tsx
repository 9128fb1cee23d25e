// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { foldAll } from '../../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../../shared/cluster-view.ts'
import { BATCH_MS } from '../../../shared/protocol/control.ts'
import { testIds } from '../../../shared/test-ids.ts'
import { demoEvents } from '../../fixtures/demo-events.ts'
import { KEYFRAME, fileOf, tapeOf, tapeText } from '../../fixtures/demo-tape.ts'
import type { Mounted } from '../../panels/mounted.tsx'
import { fakeControl, mount, showView } from '../../panels/mounted.tsx'
import { sampleView } from '../../panels/fake-view.ts'
import { REPLAYING } from '../../store/rights.ts'
import { foldWaiting, forgetReached, takeBatch, useCluster } from '../../store/cluster.ts'
import { useFocus } from '../../store/focus.ts'
import { forgetOpening, openFile } from '../../store/opening.ts'
import { closeTape, move, openTape, playFrame } from '../../store/replay.ts'
import { SPEEDS, seekPlace, seekTime } from '../../store/tape/playback.ts'
import { useStory } from '../../store/story.ts'
import { App } from '../App.tsx'

// The stages draw on sizes and canvases, which this environment does not have; the browser stories see them.
vi.mock('../../stage/MainView.tsx', () => ({ MainView: () => null }))

const events = demoEvents()
const FASTEST = Math.max(...SPEEDS)
const present = sampleView()
let page: Mounted

const app = (): DOMStringMap => page.one(`[data-testid="${testIds.app}"]`).dataset
const bar = (): DOMStringMap => page.one(`[data-testid="${testIds.replay}"]`).dataset
const label = (name: string): HTMLElement => page.one(`[aria-label="${name}"]`)
const open = (keyframe: object = KEYFRAME): Promise<void> =>
  act(async () => openTape(tapeOf(events, keyframe)))

async function typed(...keys: readonly string[]): Promise<void> {
  for (const key of keys)
    await act(async () => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    })
}

beforeEach(async () => {
  // Frames come when a test says so.
  vi.stubGlobal('requestAnimationFrame', () => 0)
  showView(present)
  forgetReached()
  page = await mount(<App />)
})

afterEach(async () => {
  await act(async () => {
    closeTape()
    forgetOpening()
  })
  await page.unmount()
  vi.unstubAllGlobals()
})

test('a recording takes the place of the cluster, and says so in words and in the mode of the page', async () => {
  expect(page.all(`[data-testid="${testIds.replay}"]`)).toEqual([])
  await open()
  expect(app()).toMatchObject({ mode: 'replay', run: 'demo' })
  expect(page.one('.mode-word').textContent).toBe('REPLAY 0:00.0 of 1:00.0')
  expect(bar()).toMatchObject({ runs: 'false', events: String(events.length) })
})

test('keys step event by event, and every step shows what a fold up to there shows', async () => {
  await open()
  const first = Number(bar()['place'])
  await typed('/', '/', '/', ',')
  expect(bar()['place']).toBe(String(first + 2))
  const { view } = useCluster.getState()
  expect(view).toEqual(foldAll(EMPTY_VIEW, events.slice(0, first + 2)))
  expect(app()['seq']).toBe(String(view.seq))
})

test('it plays with the frames, faster and slower, and stands still at the end', async () => {
  await open()
  await typed(']', '[', ...Array.from(SPEEDS, () => ']'), ' ')
  expect(bar()['runs']).toBe('true')
  await act(async () => playFrame(100, performance.now() + BATCH_MS))
  expect(Number(bar()['t'])).toBe(100 * FASTEST)
  await act(async () => move((tape, playback) => seekTime(tape, playback, tape.length - 1)))
  expect(bar()['runs']).toBe('true')
  await act(async () => playFrame(1, performance.now()))
  expect(bar()).toMatchObject({ runs: 'false', place: String(events.length) })
  expect(useCluster.getState().view).toEqual(foldAll(EMPTY_VIEW, events))
})

test('the feed tells what had been told by then, and no more', async () => {
  await open()
  await typed('PageDown', 'PageDown')
  const place = Number(bar()['place'])
  const told = useStory.getState().events.map(({ seq }) => seq)
  expect(Math.max(...told)).toBe(events[place - 1]?.seq)
})

test('nothing is sent to the cluster: buttons, keys and the clock say why', async () => {
  const { asked } = fakeControl()
  await open()
  await act(async () => {
    move((tape, playback) => seekPlace(tape, playback, events.length))
    useFocus.getState().focusNode('broker-2')
  })
  await typed('k', 'h')
  expect(page.place.textContent).toContain(REPLAYING)
  await page.press(page.one('[data-action="kill"]'))
  expect(page.one('[data-action="kill"]').title).toContain(REPLAYING)
  expect(page.one(`[data-testid="${testIds.clock}"] [role="radiogroup"]`).title).toBe(REPLAYING)
  const terminals = page.all('[role="tab"]').find((one) => one.textContent === 'Terminals')
  await page.press(terminals ?? page.place)
  expect(page.one('.panel-body').textContent).toContain('A recording takes no requests')
  expect(asked).toEqual([])
})

test('the cluster goes on meanwhile, and LIVE shows it as it is now', async () => {
  await open()
  const { seq } = present
  const news = { ...events[0], kind: 'ready', ready: true, text: 'all up' } as const
  await act(async () => {
    takeBatch({
      from: seq + 1,
      to: seq + 1,
      at: 0,
      wallAt: 0,
      events: [{ ...news, seq: seq + 1, at: 0, wallAt: 0, cause: null }],
    })
    foldWaiting()
  })
  expect(app()).toMatchObject({ mode: 'replay', run: 'demo' })
  await page.press(page.button('LIVE'))
  expect(app()).toMatchObject({ mode: 'live', ready: 'true', seq: String(seq + 1), run: 'test' })
  expect(useStory.getState().events.map((event) => event.seq)).toEqual([seq + 1])
})

test('without a connection a recording is played all the same', async () => {
  await act(async () => useCluster.setState({ connection: 'lost' }))
  await open()
  await typed('/')
  expect(app()['mode']).toBe('replay')
  expect(page.all('.news-overlay')).toEqual([])
  await typed('l')
  expect(page.all('.news-overlay')).toHaveLength(1)
})

test('Escape first leaves what is in focus, then the recording', async () => {
  await open()
  await act(async () => useFocus.getState().focusNode('broker-2'))
  await typed('Escape')
  expect(app()['mode']).toBe('replay')
  await typed('Escape')
  expect(app()['mode']).toBe('live')
})

test('what is no recording is refused with its line, and what was drawn stays', async () => {
  await open()
  await typed('/')
  const { place } = bar()
  await act(async () => openFile(fileOf('letter.txt', `${tapeText([])}Dear class,\nbye`)))
  const refused = page.one(`[data-testid="${testIds.opening}"]`)
  expect(refused.getAttribute('role')).toBe('alert')
  expect(refused.textContent).toContain('letter.txt cannot be played: line 2 is not JSON')
  expect(bar()['place']).toBe(place)
  await page.press(page.button('Close'))
  expect(page.all(`[data-testid="${testIds.opening}"]`)).toEqual([])
})

test('a file opens standing still at its beginning', async () => {
  await act(async () => openFile(fileOf('run.ndjson', tapeText(events))))
  expect(bar()).toMatchObject({ t: '0', runs: 'false' })
  expect(page.one('.replay-name').textContent).toBe('run.ndjson')
  expect(document.activeElement).toBe(label('Play'))
})

test('a file that is dropped anywhere on the page is opened', async () => {
  const file = fileOf('dropped.ndjson', tapeText(events))
  const bring = async (kind: string): Promise<void> =>
    act(async () => {
      const event = new Event(kind, { bubbles: true, cancelable: true })
      Reflect.set(event, 'dataTransfer', { types: ['Files'], files: [file] })
      document.body.dispatchEvent(event)
      expect(event.defaultPrevented).toBe(true)
    })
  await bring('dragover')
  expect(page.place.textContent).toContain('Drop the recording to play it')
  await bring('drop')
  await vi.waitFor(() => expect(page.one('.replay-name').textContent).toBe('dropped.ndjson'))
})

test('what broke in a run is said from the beginning, and leads to its end', async () => {
  await open({ ...KEYFRAME, verdict: 'ElectionSafety: 1 and 2 lead term 4' })
  await page.press(page.one('.replay-verdict'))
  expect(bar()['place']).toBe(String(events.length))
  expect(page.one('.mode-text').textContent).toBe('here the run ends: ElectionSafety: 1 and 2 lead term 4')
})

test('the slider says in words where it stands, and the buttons say why they cannot', async () => {
  await open()
  expect(label('Moment of the recording').getAttribute('aria-valuetext')).toMatch(
    /^0:00\.0 of 1:00\.0, event \d+ of 148$/,
  )
  expect(label('To the mark before').getAttribute('aria-disabled')).toBe('true')
  await page.press(label('To the next mark'))
  await page.press(label('To the next mark'))
  expect(label('To the mark before').getAttribute('aria-disabled')).toBeNull()
})

test('an event that lacks what its sentence says leaves the page and the way back', async () => {
  const short = events.map((event) => (event.kind === 'leader' ? { ...event, votes: undefined } : event))
  expect(short.some(({ kind }) => kind === 'leader')).toBe(true)
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {})
  await act(async () => openTape(tapeOf(short)))
  await act(async () => move((tape, playback) => seekPlace(tape, playback, tape.marks[0]?.place ?? 0)))
  expect(page.place.textContent).toContain('The player cannot be drawn')
  await typed('l')
  expect(app()['mode']).toBe('live')
  expect(page.place.textContent).not.toContain('cannot be drawn')
  silent.mockRestore()
})
