// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { InvariantView } from '../../shared/cluster-view.ts'
import { INVARIANTS } from '../../shared/invariants/names.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { Mounted } from '../panels/mounted.tsx'
import { mount, showView } from '../panels/mounted.tsx'
import { Checks } from './Checks.tsx'

let page: Mounted | null = null

afterEach(async () => page?.unmount())

const holds = (checked: number): InvariantView => ({ ok: true, checked, evidence: null, brokenAt: null })
const row = `[data-testid="${testIds.invariants}"]`
const sign = `[data-testid="${testIds.invariant}"]`

test('every check has its sign; one that compared nothing yet does not claim to hold', async () => {
  showView({ ...EMPTY_VIEW, invariants: { money: holds(12) } })
  page = await mount(<Checks />)
  expect(page.one(row).dataset['ok']).toBe('true')
  expect(page.all(sign).map(({ dataset }) => dataset['invariant'])).toEqual([...INVARIANTS])
  const standing = new Map(page.all(sign).map(({ dataset }) => [dataset['invariant'], dataset['standing']]))
  expect([standing.get('money'), standing.get('log-matching')]).toEqual(['holds', 'unchecked'])
  expect(page.one('button').getAttribute('aria-label')).toBe(
    'Checks: 1 of 7 hold, the others had nothing to compare yet',
  )
})

test('a broken invariant turns the row into an alarm that names the evidence, also for those who listen', async () => {
  const evidence = 'atm-1 and atm-3 both lead atm in term 2 (events 4 and 6)'
  const broken = { ok: false, checked: 3, evidence, brokenAt: 1_000 }
  showView({ ...EMPTY_VIEW, invariants: { money: holds(12), 'election-safety': broken } })
  page = await mount(<Checks />)
  expect(page.one(row).dataset['ok']).toBe('false')
  expect(page.one('button').textContent).toBe(`One leader is broken: ${evidence}`)
  expect(page.one('[role="alert"]').textContent).toContain(evidence)
})

test('it opens by its button to say what is checked and how often, and Escape leads back to the button', async () => {
  showView({ ...EMPTY_VIEW, invariants: { money: holds(1_200) } })
  page = await mount(<Checks />)
  await page.press(page.one('button'))
  const dialog = page.one('[role="dialog"]')
  expect(dialog.textContent).toContain('1,200 sums checked')
  expect(dialog.textContent).toContain('A term of a group has at most one leader.')
  expect(document.activeElement).toBe(dialog)
  await act(async () => {
    dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  })
  expect(page.all('[role="dialog"]')).toEqual([])
  expect(document.activeElement).toBe(page.one('button'))
})
