// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { useFocus } from '../store/focus.ts'
import { Faults } from './Faults.tsx'
import type { Mounted } from './mounted.tsx'
import { fakeControl, mount, showView } from './mounted.tsx'
import { sampleView } from './fake-view.ts'

let panel: Mounted | null = null

afterEach(async () => panel?.unmount())

const cut: TraceBody = {
  kind: 'fault',
  id: 7,
  by: 'Asha',
  fault: { kind: 'cut', from: 'broker-1', to: 'broker-2', oneWay: true },
  text: 'cut broker-1 → broker-2',
  state: 'begun',
  undo: { kind: 'mend', from: 'broker-1', to: 'broker-2', oneWay: true },
}

test('an active fault names its author, and undo sends what takes it back', async () => {
  showView(sampleView(cut))
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  const row = panel.one(`[data-testid="${testIds.fault}"]`)
  expect(row.dataset['fault']).toBe('cut')
  expect(row.textContent).toContain('Asha')
  await panel.press(panel.button('Undo'))
  expect(asked).toEqual([cut.undo])
})

test('heal all is one command', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  await panel.press(panel.one(`[data-testid="${testIds.healAll}"]`))
  expect(asked).toEqual([{ kind: 'heal' }])
})

test('with everybody on one island there is nothing to cut', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  await panel.press(panel.button('Cut between islands'))
  expect(asked).toEqual([])
})

test('halves preview what would be cut, and the cut names both islands', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  await panel.press(panel.button('Halves'))
  expect(Number(panel.one('.partition-preview').dataset['arrows'])).toBeGreaterThan(0)
  await panel.press(panel.button('Cut between islands'))
  expect(asked).toEqual([
    {
      kind: 'partition',
      islands: [
        ['manager-1', 'manager-2', 'broker-1', 'broker-2', 'atm-1', 'atm-2'],
        ['manager-3', 'broker-3', 'broker-4', 'atm-3'],
      ],
    },
  ])
})

test('one node is moved by its own radio buttons', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  await panel.press(panel.one('[aria-label="Island of atm-2"] input[value="C"]'))
  await panel.press(panel.button('Cut between islands'))
  expect(asked[0]).toMatchObject({ kind: 'partition' })
  expect(JSON.stringify(asked[0])).toContain('["atm-2"]')
})

test('the leader alone needs a group in focus', async () => {
  showView(sampleView())
  panel = await mount(<Faults />)
  expect(panel.place.textContent).not.toContain('Leader of')
  await act(async () => useFocus.getState().focusGroup('orders/1'))
  await panel.press(panel.button('Leader of orders/1 alone'))
  expect(panel.all('.island-row[data-island="B"]').map((row) => row.textContent)).toEqual(['broker-2ABC'])
})
