// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import type { Mounted } from '../panels/mounted.tsx'
import { fakeControl, mount, showView } from '../panels/mounted.tsx'
import { processIs, sampleView } from '../panels/fake-view.ts'
import { useFocus } from '../store/focus.ts'
import { useDeed } from '../ui/use-deed.ts'
import { DeedLine } from '../ui/DeedLine.tsx'
import { useKeys } from './use-keys.ts'

let page: Mounted | null = null

afterEach(async () => page?.unmount())

function Page() {
  const { deed, perform } = useDeed()
  useKeys({ perform, showTab: () => {}, toggleHelp: () => {}, openGoTo: () => {}, openLessons: () => {} })
  return (
    <>
      <DeedLine deed={deed} />
      <input aria-label="text" />
    </>
  )
}

async function typed(key: string, target: EventTarget = document.body): Promise<void> {
  await act(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
}

/** Answers every request, and keeps what was asked for. */
function fakeFetch(answer: object): readonly string[] {
  const asked: string[] = []
  Reflect.set(globalThis, 'fetch', async (url: string) => {
    asked.push(new URL(url, location.href).pathname)
    return new Response(JSON.stringify(answer))
  })
  return asked
}

test('K kills the node in focus and says what to press next', async () => {
  showView(sampleView())
  useFocus.getState().focusNode('broker-2')
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await typed('k')
  expect(asked).toEqual([{ kind: 'kill', node: 'broker-2' }])
  expect(page.place.textContent).toContain('killed broker-2')
})

test('U cuts the power of the node in focus, O holds the half-arrow in focus', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await act(async () => useFocus.getState().focusNode('broker-2'))
  await typed('u')
  await act(async () => useFocus.getState().focusLink('atm-1', 'atm-2'))
  await typed('o')
  expect(asked).toEqual([
    { kind: 'powercut', node: 'broker-2' },
    { kind: 'hold', from: 'atm-1', to: 'atm-2', oneWay: true },
  ])
})

test('without a node in focus K does nothing', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await typed('k')
  expect(asked).toEqual([])
})

test('keys typed into a field are text', async () => {
  showView(sampleView())
  useFocus.getState().focusNode('broker-2')
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await typed('k', page.one('input'))
  expect(asked).toEqual([])
})

test('Z thaws what is frozen and freezes what runs', async () => {
  showView(sampleView(processIs('broker-2', 'frozen')))
  useFocus.getState().focusNode('broker-2')
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await typed('z')
  await act(async () => useFocus.getState().focusNode('broker-1'))
  await typed('z')
  expect(asked).toEqual([
    { kind: 'thaw', node: 'broker-2' },
    { kind: 'freeze', node: 'broker-1' },
  ])
})

test('killing the dead is answered here, without a request', async () => {
  showView(sampleView(processIs('broker-2', 'killed')))
  useFocus.getState().focusNode('broker-2')
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await typed('k')
  expect(asked).toEqual([])
  expect(page.place.textContent).toContain('it has ended already')
})

test('C sends the group in focus one client command, and nothing without a group', async () => {
  showView(sampleView())
  const asked = fakeFetch({ status: 'success' })
  page = await mount(<Page />)
  await typed('c')
  expect(asked).toEqual([])
  await act(async () => useFocus.getState().focusGroup('atm'))
  await typed('c')
  expect(asked).toEqual(['/accounts'])
  expect(page.place.textContent).toContain('atm carried it out')
})

test('a watcher may use the bank, and drives nothing else', async () => {
  showView(sampleView(), 'watch')
  const asked = fakeFetch({ status: 'success' })
  useFocus.getState().focusGroup('orders/0')
  page = await mount(<Page />)
  await typed('c')
  expect(page.place.textContent).toContain('you are watching')
  expect(asked).toEqual([])
  await act(async () => useFocus.getState().focusGroup('atm'))
  await typed('c')
  expect(asked).toEqual(['/accounts'])
})

test('/ takes one step of a paused cluster; one that runs has to be paused first', async () => {
  showView(sampleView())
  const asked = fakeFetch({ ok: true, seq: 9, text: 'fire the election timers of atm-2 in atm' })
  page = await mount(<Page />)
  await typed('/')
  expect(page.place.textContent).toContain('pause it first')
  expect(asked).toEqual([])
  await act(async () => showView(sampleView({ kind: 'clock', epoch: 2, rate: 0, by: 'Asha' })))
  await typed('/')
  expect(asked).toEqual(['/api/clock/step'])
  expect(page.place.textContent).toContain('one step: fire the election timers of atm-2 in atm')
})

test('a watcher who presses a driving key is told that the teacher drives', async () => {
  showView(sampleView(), 'watch')
  const { asked } = fakeControl()
  page = await mount(<Page />)
  await typed('h')
  expect(asked).toEqual([])
  expect(page.place.textContent).toContain('you are watching')
})

test('1, 2 and 3 choose the view, V goes round', async () => {
  showView(sampleView())
  page = await mount(<Page />)
  const seen: string[] = []
  for (const key of ['2', '3', '1', 'v', 'v', 'v']) {
    await typed(key)
    seen.push(useFocus.getState().view)
  }
  expect(seen).toEqual(['group', 'wall', 'cluster', 'group', 'wall', 'cluster'])
})
