// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { DETAILS, useSettings } from './settings.ts'

beforeEach(() => useSettings.setState({ detail: 'indices', theme: 'light' }))

test('detail goes layer by layer and stops at both ends', () => {
  const seen = [1, -1, -1, -1, -1].map((by) => {
    useSettings.getState().changeDetail(by === 1 ? 1 : -1)
    return useSettings.getState().detail
  })
  expect(seen).toEqual(['indices', 'logs', 'timers', 'ring', 'ring'])
  expect(DETAILS[0]).toBe('ring')
})

test('what this viewer likes is kept by the browser', () => {
  useSettings.getState().changeDetail(-1)
  useSettings.getState().setTheme('system')
  const kept: unknown = JSON.parse(localStorage.getItem('raftroom.settings') ?? '{}')
  expect(kept).toMatchObject({ state: { detail: 'logs', theme: 'system' } })
})

test('detail that is lent to a lesson changes there alone: what this viewer likes is kept, and comes back', () => {
  const settings = useSettings.getState()
  useSettings.setState({ detail: 'timers' })
  settings.lendDetail()
  settings.showLogs()
  settings.lendDetail()
  settings.changeDetail(1)
  settings.setTheme('dark')
  expect(useSettings.getState().detail).toBe('indices')
  const kept: unknown = JSON.parse(localStorage.getItem('raftroom.settings') ?? '{}')
  expect(kept).toMatchObject({ state: { detail: 'timers', theme: 'dark' } })
  settings.takeDetailBack()
  settings.changeDetail(-1)
  settings.takeDetailBack()
  expect(useSettings.getState().detail).toBe('ring')
})
