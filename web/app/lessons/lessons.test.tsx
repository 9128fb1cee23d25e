// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { testIds } from '../../../shared/test-ids.ts'
import { LESSONS, lessonTape, lessonText, tableTape } from '../../fixtures/demo-lesson.ts'
import { sampleView } from '../../panels/fake-view.ts'
import type { Mounted } from '../../panels/mounted.tsx'
import { mount, showView } from '../../panels/mounted.tsx'
import { useCluster } from '../../store/cluster.ts'
import { useFocus } from '../../store/focus.ts'
import { useLessons } from '../../store/lessons.ts'
import { forgetOpening } from '../../store/opening.ts'
import { closeTape, openTape, playFrame } from '../../store/replay.ts'
import { REPLAYING } from '../../store/rights.ts'
import { useSettings } from '../../store/settings.ts'
import { App } from '../App.tsx'

// The stages draw on sizes and canvases, which this environment does not have; the browser stories see them.
vi.mock('../../stage/MainView.tsx', () => ({ MainView: () => <p>the picture</p> }))

let page: Mounted

const byId = (id: string): HTMLElement => page.one(`[data-testid="${id}"]`)
const lesson = (): DOMStringMap => byId(testIds.lesson).dataset
const choices = (): HTMLElement[] => page.all(`[data-testid="${testIds.lessonChoice}"]`)
const dialogs = (): HTMLElement[] => page.all('dialog')

async function typed(...keys: readonly string[]): Promise<void> {
  for (const key of keys)
    await act(async () => {
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    })
}

async function write(field: HTMLElement, text: string): Promise<void> {
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

/** Plays until it stands still by itself. */
async function playToStop(): Promise<void> {
  await act(async () => {
    for (let frame = 1; frame < 10_000 && lesson()['stepState'] !== 'over'; frame += 1)
      playFrame(250, performance.now())
  })
}

const serves = (answer: (path: string) => Response | Promise<Response>): void => {
  vi.stubGlobal('fetch', async (path: string) => answer(path))
}
const lessonsOf = (path: string): Response =>
  path === '/api/lessons'
    ? new Response(JSON.stringify({ ok: true, lessons: LESSONS }))
    : new Response(lessonText())

beforeEach(async () => {
  // Frames come when a test says so.
  vi.stubGlobal('requestAnimationFrame', () => 0)
  serves(lessonsOf)
  showView(sampleView())
  history.replaceState(null, '', '#view=cluster')
  useLessons.setState({ list: { kind: 'unknown' } })
  page = await mount(<App />)
})

afterEach(async () => {
  await act(async () => {
    closeTape()
    forgetOpening()
    useSettings.setState({ stageMode: false, detail: 'indices' })
  })
  await page.unmount()
  vi.unstubAllGlobals()
})

describe('the list of lessons', () => {
  test('a key opens it, with every lesson under its topic', async () => {
    await typed('e')
    expect(byId(testIds.lessons).dataset['state']).toBe('known')
    expect(page.all('dialog section h3').map((one) => one.textContent)).toEqual([
      'elections',
      'replication',
      'tables',
    ])
    expect(choices().map((one) => one.textContent)).toContain(
      'A first election3 steps, 3 replicasThree replicas, and nobody leads.',
    )
  })

  test('the field finds, Enter takes the first, arrows go on from it', async () => {
    await typed('e')
    expect(document.activeElement).toBe(page.one('[aria-label="Find a lesson"]'))
    await typed('ArrowDown')
    expect(document.activeElement).toBe(choices()[0])
    await typed('ArrowDown', 'ArrowDown', 'ArrowUp')
    expect(document.activeElement).toBe(choices()[1])
    await write(page.one('[aria-label="Find a lesson"]'), 'nobody')
    expect(choices()).toHaveLength(1)
    await act(async () => page.one('[aria-label="Find a lesson"]').focus())
    await typed('Enter')
    await vi.waitFor(() => expect(lesson()['lesson']).toBe('demo'))
    expect(dialogs()).toEqual([])
  })

  test('what nobody speaks of is said', async () => {
    await typed('e')
    await write(page.one('[aria-label="Find a lesson"]'), 'paxos')
    expect(page.one('dialog').textContent).toContain('No lesson speaks of that.')
  })

  test('while the server is asked it says so, and when it cannot be reached why, and asks again', async () => {
    let fails: (why: Error) => void = () => {}
    serves(() => new Promise((_, reject) => (fails = reject)))
    await typed('e')
    expect(page.one('dialog [role="status"]').textContent).toContain('Asking the control server')
    await act(async () => fails(new TypeError('fetch failed')))
    expect(page.one('dialog [role="alert"]').textContent).toContain(
      'No lessons can be shown: the control server cannot be reached.',
    )
    serves(lessonsOf)
    await page.press(page.button('Ask again'))
    expect(choices()).toHaveLength(LESSONS.length)
  })

  test('a lesson that does not come leaves the picture, with the reason', async () => {
    await typed('e')
    serves(() => new Response(JSON.stringify({ message: 'there is no lesson demo' }), { status: 404 }))
    await page.press(choices()[0] ?? page.place)
    expect(byId(testIds.opening).textContent).toContain(
      'A first election cannot be opened: there is no lesson demo.',
    )
    expect(byId(testIds.app).dataset['mode']).toBe('live')
  })

  test('the bar, the help and "go to" lead there, too', async () => {
    await page.press(page.button('Lessons'))
    expect(choices()).toHaveLength(LESSONS.length)
    await page.press(page.one('[aria-label="Close"]'))
    await typed('?')
    await page.press(page.button('Lessons…'))
    expect(choices()).toHaveLength(LESSONS.length)
    await page.press(page.one('[aria-label="Close"]'))
    await typed('g')
    await write(page.one('[role="combobox"]'), 'first el')
    expect(page.all('[role="option"]').map((one) => one.textContent)).toEqual(['lesson: A first election'])
    await typed('Enter')
    await vi.waitFor(() => expect(lesson()['lesson']).toBe('demo'))
  })
})

describe('a lesson that is played', () => {
  beforeEach(async () => {
    await act(async () => openTape(lessonTape()))
  })

  test('shows its words, its commands and what happened, and looks at the logs of its group', () => {
    expect(lesson()).toMatchObject({ lesson: 'demo', step: '1', steps: '3', stepState: 'ready' })
    expect(byId(testIds.narration).textContent).toBe('Three replicas, and nobody leads.')
    expect(page.one('.transcript').textContent).toContain('command 1')
    expect(page.all('[data-line="does"]').map((one) => one.textContent)).toEqual([
      '  follower (leader n1): heard the leader of its term',
    ])
    expect(page.one('.mode-word').textContent).toBe('LESSON step 1 of 3')
    expect(useFocus.getState()).toMatchObject({ view: 'group', group: 'raft' })
    expect(document.activeElement?.textContent).toBe('Next step')
  })

  test('Page down plays a step and stops at the next, Page up goes back', async () => {
    await typed('PageDown')
    expect(lesson()['stepState']).toBe('plays')
    await typed('PageDown')
    expect(lesson()).toMatchObject({ step: '2', stepState: 'ready' })
    await typed('PageDown', 'PageDown', 'PageDown', 'PageDown')
    expect(lesson()).toMatchObject({ step: '3', stepState: 'over' })
    expect(useCluster.getState().view.groups['raft']?.replicas['n1']?.role).toBe('leader')
    await typed('PageUp', 'PageUp')
    expect(lesson()).toMatchObject({ step: '2', stepState: 'ready' })
  })

  test('its first words stay: one event back from its beginning there is nothing', async () => {
    expect(page.one('[aria-label="One event back"]').title).toContain('this is the beginning')
    await typed(',')
    expect(lesson()).toMatchObject({ step: '1', stepState: 'ready' })
    await typed('/')
    expect(page.one('[aria-label="One event back"]').title).not.toContain('this is the beginning')
  })

  test('the number of a step leads to it, and says which one is shown', async () => {
    await page.press(page.one('[aria-label="Step 3"]'))
    expect(lesson()['step']).toBe('3')
    expect(page.all('[aria-current="step"]').map((one) => one.textContent)).toEqual(['3'])
  })

  test('play on goes to the end, and from there to the next lesson or once more', async () => {
    await page.press(page.button('Play on'))
    await playToStop()
    expect(lesson()['stepState']).toBe('over')
    expect(page.button('Next step').title).toContain('the lesson is over')
    await page.press(page.button('Once more'))
    expect(lesson()).toMatchObject({ step: '1', stepState: 'ready' })
  })

  test('its tabs are its own, and LIVE shows again what was there before', async () => {
    const tabs = (): (string | null)[] => page.all('[role="tab"]').map((one) => one.textContent)
    expect(tabs()).toEqual(['Lesson', 'Feed', 'Faults', 'Links'])
    await typed('p')
    expect(page.one('[role="tab"][aria-selected="true"]').textContent).toBe('Faults')
    await page.press(page.button('LIVE'))
    expect(tabs()).toEqual(['Feed', 'Money', 'Terminals', 'Faults', 'Links'])
    expect(page.one('[role="tab"][aria-selected="true"]').textContent).toBe('Feed')
    expect(useFocus.getState()).toMatchObject({ view: 'cluster', group: null })
  })

  test('it shows logs to whoever had only the ring, until LIVE; what they like stays kept', async () => {
    const detail = (): string => useSettings.getState().detail
    await act(async () => {
      closeTape()
      useSettings.setState({ detail: 'ring' })
      openTape(lessonTape())
    })
    expect(detail()).toBe('logs')
    await typed('+')
    expect(detail()).toBe('indices')
    expect(JSON.parse(localStorage.getItem('raftroom.settings') ?? '')).toMatchObject({
      state: { detail: 'ring' },
    })
    await page.press(page.button('LIVE'))
    expect(detail()).toBe('ring')
  })

  test('Escape first leaves what is in focus, then the lesson: its group is no level of its own', async () => {
    await act(async () => useFocus.getState().focusNode('n2'))
    await typed('Escape')
    expect(lesson()['lesson']).toBe('demo')
    expect(useFocus.getState()).toMatchObject({ view: 'group', group: 'raft', focus: null })
    await typed('Escape')
    expect(byId(testIds.app).dataset['mode']).toBe('live')
  })

  test('no command leaves it', async () => {
    await typed('h')
    expect(page.place.textContent).toContain(REPLAYING)
  })

  test('on the big screen its words stand under the picture', async () => {
    await typed('s')
    expect(page.one('.lesson-foot').dataset).toMatchObject({ step: '1', stepState: 'ready' })
    expect(byId(testIds.narration).textContent).toBe('Three replicas, and nobody leads.')
    await typed('PageDown', 'PageDown')
    expect(byId(testIds.narration).textContent).toBe('n1 asks for votes and wins.')
  })

  test('what is folded away stays so in the next step', async () => {
    const [commands] = page.all('details')
    await act(async () => {
      commands?.removeAttribute('open')
      commands?.dispatchEvent(new Event('toggle'))
    })
    await typed('PageDown', 'PageDown')
    expect(page.all('details').map((one) => one.hasAttribute('open'))).toEqual([false, true])
  })
})

test('a table takes the stage in place of a cluster', async () => {
  await act(async () => openTape(tableTape()))
  expect(page.place.textContent).not.toContain('the picture')
  expect(page.one('.table-question').textContent).toBe('command 1')
  expect(page.one('.table-answer').textContent).toContain('of step 1')
  expect(page.one('.transcript').textContent).not.toContain('of step 1')
  await typed('PageDown')
  expect(page.one('.table-question').textContent).toBe('command 2')
  const narration = byId(testIds.narration)
  expect(narration.dataset).toMatchObject({ step: '2', old: 'true' })
  expect(narration.textContent, 'nothing new is said: the old words stay').toBe('What a majority is.')
})
