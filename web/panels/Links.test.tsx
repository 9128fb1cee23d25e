// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { NO_RULE } from '../../shared/link-rule.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { useFocus } from '../store/focus.ts'
import { Links } from './Links.tsx'
import type { Mounted } from './mounted.tsx'
import { fakeControl, mount, showView } from './mounted.tsx'
import { sampleView } from './fake-view.ts'

let panel: Mounted | null = null

afterEach(async () => panel?.unmount())

const switchOf = (from: string, to: string): string =>
  `[data-testid="${testIds.linkSwitch}"][data-from="${from}"][data-to="${to}"]`
const cutLink: TraceBody = {
  kind: 'link',
  from: 'atm-1',
  to: 'atm-2',
  state: 'cut',
  rule: { ...NO_RULE, cut: true },
}
const slowLink: TraceBody = {
  kind: 'link',
  from: 'atm-2',
  to: 'atm-1',
  state: 'up',
  rule: { ...NO_RULE, delayMs: 120, lossRate: 0.05 },
}

test('with a group in focus the links that carry nothing of it step back', async () => {
  showView(sampleView())
  useFocus.getState().focusGroup('orders/0')
  panel = await mount(<Links />)
  const dimmed = (from: string, to: string): string | undefined =>
    panel?.one(`tr[data-from="${from}"][data-to="${to}"]`).dataset['dimmed']
  expect(dimmed('broker-1', 'broker-2')).toBe('false')
  expect(dimmed('atm-1', 'atm-2')).toBe('true')
})

test('the switch cuts one direction and leaves the other', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Links />)
  await panel.press(panel.one(switchOf('atm-1', 'atm-2')))
  expect(asked).toEqual([{ kind: 'cut', from: 'atm-1', to: 'atm-2', oneWay: true }])
})

test('a cut direction is mended by the same switch', async () => {
  showView(sampleView(cutLink))
  const { asked } = fakeControl()
  panel = await mount(<Links />)
  expect(panel.one(switchOf('atm-1', 'atm-2')).getAttribute('aria-checked')).toBe('false')
  expect(panel.one(switchOf('atm-2', 'atm-1')).getAttribute('aria-checked')).toBe('true')
  await panel.press(panel.one(switchOf('atm-1', 'atm-2')))
  expect(asked).toEqual([{ kind: 'mend', from: 'atm-1', to: 'atm-2', oneWay: true }])
})

test('a rule that lets frames through is named with its numbers', async () => {
  showView(sampleView(slowLink))
  panel = await mount(<Links />)
  const row = panel.one('tr[data-from="atm-2"][data-to="atm-1"]')
  expect(row.textContent).toContain('+120 ms, 5\u00A0% lost')
})

test('with a node in focus the table can be narrowed to its links', async () => {
  showView(sampleView())
  panel = await mount(<Links />)
  const before = panel.all('tbody tr').length
  await act(async () => useFocus.getState().focusNode('manager-1'))
  await panel.press(panel.button('Only manager-1'))
  expect(panel.all('tbody tr')).toHaveLength(4)
  expect(before).toBeGreaterThan(4)
})
