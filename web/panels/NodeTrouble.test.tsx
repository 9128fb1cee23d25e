// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'
import * as bounds from '../../shared/fault.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { testIds } from '../../shared/test-ids.ts'
import { Faults } from './Faults.tsx'
import { LinkCard } from './LinkCard.tsx'
import { sampleView } from './fake-view.ts'
import type { Mounted } from './mounted.tsx'
import { fakeControl, mount, showView } from './mounted.tsx'
import { MAX_DELAY_MS } from './link-faults.ts'
import { FIRST_DRAFT, MAX_BUSY_MS, MAX_DISK_DELAY_MS, troubleFault, whyNoTrouble } from './node-trouble.ts'

let panel: Mounted | null = null
afterEach(async () => panel?.unmount())

const waits = (number: number, sentAt: number): TraceBody => ({
  kind: 'rpc',
  id: `atm-1>atm-2#${number}`,
  from: 'atm-1',
  to: 'atm-2',
  group: 'atm',
  type: 'app',
  bytes: 90,
  sentAt,
  receivedAt: null,
  term: 3,
  count: 2,
  held: 'hold',
})

test('frames that wait are listed in the order they came, and each can be let go, doubled or lost', async () => {
  showView(sampleView(waits(8, 20), waits(7, 10)))
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  const rows = panel.all(`[data-testid="${testIds.heldFrame}"]`)
  expect(rows.map((row) => row.dataset['frame'])).toEqual(['atm-1>atm-2#7', 'atm-1>atm-2#8'])
  expect(rows[0]?.textContent).toContain('app, atm, term 3, 2 entries')
  await panel.press(panel.button('Let go'))
  await panel.press(panel.button('Double'))
  await panel.press(panel.button('Lose'))
  expect(asked).toEqual([
    { kind: 'release', frame: 'atm-1>atm-2#7' },
    { kind: 'duplicate', frame: 'atm-1>atm-2#7' },
    { kind: 'drop', frame: 'atm-1>atm-2#7' },
  ])
})

test('a link is held one way, and let go where something waits', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<LinkCard from="atm-1" to="atm-2" keysOf={() => undefined} />)
  await panel.press(panel.button('Hold this way'))
  await panel.unmount()
  showView(sampleView(waits(7, 10)))
  panel = await mount(<LinkCard from="atm-1" to="atm-2" keysOf={() => undefined} />)
  await panel.press(panel.button('Let all go'))
  expect(asked).toEqual([
    { kind: 'hold', from: 'atm-1', to: 'atm-2', oneWay: true },
    { kind: 'release', from: 'atm-1', to: 'atm-2', oneWay: true },
  ])
})

test('leadership is handed to a voter that runs and does not lead', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  await panel.press(panel.button('Hand over'))
  expect(asked).toMatchObject([{ kind: 'transfer', group: 'managers' }])
})

test('the form of trouble sends what it shows', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  panel = await mount(<Faults />)
  await panel.press(panel.button('Do it to manager-1'))
  await panel.press(panel.one('[aria-label="Trouble"] input[value="disk"]'))
  await panel.press(panel.one('[aria-label="Disk"] input[value="error"]'))
  await panel.press(panel.button('Do it to manager-1'))
  expect(asked).toEqual([
    { kind: 'busy', node: 'manager-1', ms: 2_000 },
    { kind: 'disk', node: 'manager-1', mode: 'error' },
  ])
})

test('the bounds of the forms are those of the faults', () => {
  expect([MAX_BUSY_MS, MAX_DISK_DELAY_MS, MAX_DELAY_MS]).toEqual([
    bounds.MAX_BUSY_MS,
    bounds.MAX_DISK_DELAY_MS,
    bounds.MAX_LINK_DELAY_MS,
  ])
})

test('a byte is flipped only in files of a node that does not run', () => {
  const draft = { ...FIRST_DRAFT, trouble: 'corrupt' } as const
  expect(troubleFault('atm-1', draft)).toEqual({ kind: 'corrupt', node: 'atm-1', file: 'wal/00000001.json' })
  expect(whyNoTrouble(draft, 'running')).toBe('stop the node first')
  expect(whyNoTrouble(draft, 'killed')).toBeNull()
  expect(whyNoTrouble({ ...draft, file: ' ' }, 'killed')).toBe('name a file of its folder')
  expect(whyNoTrouble(FIRST_DRAFT, 'killed')).toBe('its process does not run')
})
