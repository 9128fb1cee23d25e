// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { showView, mount } from '../panels/mounted.tsx'
import type { Mounted } from '../panels/mounted.tsx'
import { sampleView } from '../panels/fake-view.ts'
import { READ_MS } from '../ui/use-sure.ts'
import { ContextMenu } from './ContextMenu.tsx'

let menu: Mounted | null = null
afterEach(async () => {
  await menu?.unmount()
  vi.restoreAllMocks()
})

test('in its menu too a broker is decommissioned when it is picked twice, and nothing else asks again', async () => {
  showView(sampleView())
  const said: string[] = []
  let now = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  menu = await mount(
    <ContextMenu
      request={{ target: { kind: 'node', node: 'broker-2' }, x: 1, y: 1 }}
      perform={(what) => void said.push(what)}
      onClose={() => said.push('closed')}
    />,
  )
  const leave = menu.one('[data-item="decommission"]')
  await menu.press(leave)
  expect(said).toEqual([])
  expect(leave.textContent).toBe('Decommission for good?')
  await menu.press(leave)
  expect(said, 'a double click is one gesture').toEqual([])
  now += READ_MS
  await menu.press(leave)
  expect(said).toEqual(['closed', expect.stringContaining('broker-2 gives away what it holds')])
  await menu.press(menu.one('[data-item="add-broker"]'))
  expect(said.slice(2)).toEqual(['closed', 'adding a broker'])
})
