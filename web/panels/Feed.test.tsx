// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { useFocus } from '../store/focus.ts'
import { useStory } from '../store/story.ts'
import { Feed } from './Feed.tsx'
import type { Mounted } from './mounted.tsx'
import { mount, showView } from './mounted.tsx'
import { processIs, sampleView, stamped } from './fake-view.ts'

let feed: Mounted | null = null

afterEach(async () => feed?.unmount())

const kill: TraceBody = {
  kind: 'fault',
  id: 7,
  by: 'Asha',
  fault: { kind: 'kill', node: 'broker-2' },
  text: 'kill broker-2 (SIGKILL)',
  state: 'once',
  undo: null,
}
const row = `[data-testid="${testIds.event}"]`

async function tell(...bodies: readonly TraceBody[]): Promise<void> {
  await act(async () => useStory.setState({ events: stamped(bodies) }))
}

test('what a person did stands out, with the name', async () => {
  showView(sampleView())
  feed = await mount(<Feed />)
  await tell(processIs('broker-1', 'running'), kill)
  const [newest, older] = feed.all(row)
  expect(newest?.dataset['person']).toBe('true')
  expect(newest?.textContent).toContain('Asha')
  expect(older?.dataset['person']).toBeUndefined()
})

test('a click on a row puts its node in focus', async () => {
  showView(sampleView())
  feed = await mount(<Feed />)
  await tell(kill)
  await feed.press(feed.one(`${row} button`))
  expect(useFocus.getState().focus).toEqual({ kind: 'node', node: 'broker-2' })
})

test('only people hides the machines, and an empty result offers the way back', async () => {
  showView(sampleView())
  feed = await mount(<Feed />)
  await tell(processIs('broker-1', 'running'))
  await feed.press(feed.button('Only people'))
  expect(feed.all(row)).toHaveLength(0)
  await feed.press(feed.button('Show everything'))
  expect(feed.all(row)).toHaveLength(1)
})

test('an empty feed says so', async () => {
  showView(sampleView())
  feed = await mount(<Feed />)
  expect(feed.place.textContent).toContain('Nothing has happened yet')
})
