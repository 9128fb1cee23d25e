// Faults on nodes that have no process at all: what the desk keeps in its list, and what it refuses.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import { ok } from '../../shared/result.ts'
import { FaultDesk } from './fault-desk.ts'
import { DEFAULT_COUNTS, nodeNames, placeAt } from './node-plan.ts'
import { Supervisor } from './supervisor.ts'
import { TraceHub } from './trace-hub.ts'
import { ownWindow } from './window.fixture.ts'
import { openWindowOf, writeWindow } from './windows.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'raftroom-desk-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

function deskOf() {
  const hub = new TraceHub({ now: () => 0, wallNow: () => 0 })
  const places = nodeNames(DEFAULT_COUNTS).map((name) => placeAt(8_400, name))
  const supervisor = new Supervisor(places, {
    launch: () => expect.unreachable('nobody is started'),
    emit: (body, cause) => void hub.emit(body, cause),
    onMessage: () => {},
    onChange: () => {},
  })
  const desk = new FaultDesk({
    supervisor,
    hub,
    random: createRandom(1),
    dirOf: (node) => join(data, node),
    windowOf: (node) => openWindowOf(data, node),
    cutPower: async () => ok(null),
  })
  return { desk, hub, supervisor }
}

it('the way back from a partition does not name a broker that is just leaving', async () => {
  const { desk, hub } = deskOf()
  const islands = [['broker-1', 'broker-2'], ['broker-3']]
  expect(await desk.apply({ kind: 'partition', islands }, 'the test')).toMatchObject({ ok: true })
  expect(JSON.stringify(hub.view.faults)).toContain('broker-4')
  desk.leave('broker-4', null)
  const [fault] = hub.view.faults
  expect(fault?.undo).toMatchObject({ kind: 'partition' })
  expect(JSON.stringify(fault?.undo)).not.toContain('broker-4')
})

it('no byte is flipped below an ATM in a window of its own, or while its files are being changed', async () => {
  const { desk, supervisor } = deskOf()
  mkdirSync(join(data, 'atm-1'))
  writeFileSync(join(data, 'atm-1', 'node.json'), '{}')
  const flip = () => desk.apply({ kind: 'corrupt', node: 'atm-1', file: 'node.json' }, 'the test')
  writeWindow(data, ownWindow({ node: 'atm-1' }))
  expect(await flip()).toMatchObject({
    ok: false,
    error: { status: 409, message: expect.stringContaining('window of its own') },
  })
  rmSync(join(data, 'windows'), { recursive: true })
  const entry = supervisor.entries.get('atm-1')
  if (entry !== undefined) entry.filesTaken = true
  expect(await flip()).toMatchObject({
    ok: false,
    error: { status: 409, message: expect.stringContaining('are being changed') },
  })
  if (entry !== undefined) entry.filesTaken = false
  expect(await flip()).toMatchObject({ ok: true })
})
