// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lessonTape, lessonText } from '../fixtures/demo-lesson.ts'
import { sampleView } from '../panels/fake-view.ts'
import type { Mounted } from '../panels/mounted.tsx'
import { mount, showView } from '../panels/mounted.tsx'
import { useFocus } from '../store/focus.ts'
import { closeTape, move, openTape, useReplay } from '../store/replay.ts'
import { seekStep } from '../store/tape/lesson-steps.ts'
import { useAddress } from './use-address.ts'

function Page() {
  useAddress()
  return null
}

let page: Mounted
let status = 200

const open = async (hash: string): Promise<void> => {
  history.replaceState(null, '', hash)
  page = await mount(<Page />)
}
/** As Back and Forward do it, and whoever types an address. */
const go = (hash: string): Promise<void> =>
  act(async () => {
    history.replaceState(null, '', hash)
    window.dispatchEvent(new Event('hashchange'))
  })
const played = (): string | undefined => useReplay.getState().replay?.tape.lesson?.name
const place = (): number | undefined => useReplay.getState().replay?.playback.place

beforeEach(() => {
  status = 200
  vi.stubGlobal('fetch', async () => new Response(lessonText(), { status }))
  showView(sampleView())
})

afterEach(async () => {
  await page.unmount()
  closeTape()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('view and focus are in the address, and no lesson is', async () => {
  await open('#view=wall&node=broker-2')
  expect(useFocus.getState()).toMatchObject({ view: 'wall', focus: { kind: 'node', node: 'broker-2' } })
  await act(async () => useFocus.getState().setView('cluster'))
  expect(location.hash).toBe('#view=cluster&node=broker-2')
})

test('a link to a lesson opens it at its step, and looks at its logs', async () => {
  await open('#lesson=demo&step=2')
  await vi.waitFor(() => expect(place()).toBe(lessonTape().lesson?.steps[1]?.place))
  expect(useFocus.getState()).toMatchObject({ view: 'group', group: 'raft' })
})

test('a link to a moment of a lesson opens it there', async () => {
  await open('#lesson=demo&t=1.5')
  await vi.waitFor(() =>
    expect(useReplay.getState().replay?.playback).toMatchObject({ time: 1_500, runs: false }),
  )
})

test('a link to a lesson that looks elsewhere keeps its view', async () => {
  await open('#lesson=demo&view=wall&group=raft')
  await vi.waitFor(() => expect(played()).toBe('demo'))
  expect(useFocus.getState().view).toBe('wall')
})

test('a lesson is a page of its own: opening and leaving it are steps that Back undoes, its own steps are not', async () => {
  await open('#view=cluster')
  const pushed = vi.spyOn(history, 'pushState')
  await act(async () => openTape(lessonTape()))
  expect(location.hash).toBe('#lesson=demo&step=1&view=group&group=raft')
  await act(async () => move((tape, playback) => seekStep(tape, playback, 3)))
  expect(location.hash).toBe('#lesson=demo&step=3&view=group&group=raft')
  expect(pushed).toHaveBeenCalledTimes(1)
  await go('#view=cluster')
  expect(played()).toBeUndefined()
  expect(pushed).toHaveBeenCalledTimes(1)
  await go('#lesson=demo&step=3')
  await vi.waitFor(() => expect(played()).toBe('demo'))
  await act(async () => closeTape())
  expect(location.hash).toBe('#view=cluster')
  expect(pushed).toHaveBeenCalledTimes(2)
})

test('an address that somebody has just typed is not written over before it is read', async () => {
  await open('#lesson=demo&step=1')
  await vi.waitFor(() => expect(played()).toBe('demo'))
  history.replaceState(null, '', '#view=cluster')
  await act(async () => move((tape, playback) => seekStep(tape, playback, 2)))
  expect(location.hash).toBe('#view=cluster')
  await act(async () => window.dispatchEvent(new Event('hashchange')))
  expect(played()).toBeUndefined()
})

test('an address that changes while its lesson is on the way is forgotten: neither its lesson nor its view comes', async () => {
  const answers: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', (path: string) =>
    path === '/api/lessons'
      ? Promise.resolve(new Response('{}', { status: 404 }))
      : new Promise<Response>((resolve) => answers.push(resolve)),
  )
  await open('#lesson=demo&view=wall')
  await go('#lesson=demo&view=cluster')
  const [last, ...before] = answers.toReversed()
  expect(before).not.toEqual([])
  await act(async () => last?.(new Response(lessonText())))
  await vi.waitFor(() => expect(played()).toBe('demo'))
  expect(useFocus.getState().view).toBe('cluster')
  await act(async () => {
    for (const answer of before) answer(new Response(lessonText()))
  })
  expect(useFocus.getState().view).toBe('cluster')
  expect(location.hash).toContain('view=cluster')
})

test('leaving the address of a lesson that is on its way keeps it away', async () => {
  const answers: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)))
  await open('#lesson=demo')
  await go('#view=wall')
  await act(async () => {
    for (const answer of answers) answer(new Response(lessonText()))
  })
  expect(played()).toBeUndefined()
  expect(useFocus.getState().view).toBe('wall')
})

test('a lesson that does not exist leaves the page as it is', async () => {
  status = 404
  await open('#lesson=figure-9')
  await act(async () => useFocus.getState().setView('wall'))
  expect(played()).toBeUndefined()
  expect(location.hash).toBe('#view=wall')
})
