// Brokers that join and leave while something else happens: others who want the same node, and the end of the server.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ok } from '../../shared/result.ts'
import type { AskManagers } from './ask-managers.ts'
import type { DataFolder } from './data-folder.ts'
import { openDataFolder } from './data-folder.ts'
import { NodeDesk } from './node-desk.ts'
import { placeAt } from './node-plan.ts'
import { Supervisor } from './supervisor.ts'
import { TraceHub } from './trace-hub.ts'

const ANY = { managers: null, brokers: 3, atms: null, storage: null }
const place = (ordinal: number) => placeAt(8_400, { id: `broker-${ordinal}`, role: 'broker', ordinal })
const NOBODY_ANSWERS: AskManagers = () => Promise.resolve(null)
const NOBODY_IS_KNOWN: AskManagers = () => Promise.resolve({ status: 'success', brokers: [] })

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'raftroom-desk-'))
  for (const ordinal of [1, 2, 3]) mkdirSync(join(data, place(ordinal).id))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

function opened(): DataFolder {
  const folder = openDataFolder(data, ANY)
  if (!folder.ok) throw new Error(folder.error)
  return folder.value
}

/** Three brokers, none of which has a process. */
function started(ask: AskManagers, joined: Promise<void> = Promise.resolve()) {
  const folder = opened()
  const hub = new TraceHub({ now: () => 0, wallNow: () => 0 })
  hub.emit({ kind: 'clock', epoch: 1, rate: 1, by: 'the test' }, null)
  let launches = 0
  const supervisor = new Supervisor([1, 2, 3].map(place), {
    launch() {
      launches += 1
      throw new Error('nothing is launched here')
    },
    emit: () => {},
    onMessage: () => {},
    onChange: () => {},
  })
  const desk = new NodeDesk({
    cluster: { hub, supervisor, desk: { join: () => joined, leave: () => {} } },
    folder,
    findPlace: ({ ordinal }) => Promise.resolve(ok(place(ordinal))),
    askManagers: ask,
    holdMs: 0,
  })
  return { desk, supervisor, folder, launches: () => launches }
}

it('one that joins is started once, and by nobody else, and does not leave before', async () => {
  let release = (): void => {}
  const joined = new Promise<void>((resolve) => (release = resolve))
  const { desk, supervisor, launches } = started(NOBODY_IS_KNOWN, joined)
  const added = desk.add('broker', 'the test')
  await expect.poll(() => supervisor.entries.has('broker-4')).toBe(true)
  const entry = supervisor.find('broker-4')
  expect(entry.ok && supervisor.objection('start', entry.value)).toMatchObject({ code: 'not-now' })
  expect(await desk.remove('broker-4', 'another')).toMatchObject({ ok: false, error: { code: 'not-now' } })
  release()
  await expect(added).rejects.toThrow('nothing is launched here')
  expect(launches()).toBe(1)
})

it('none is started any more when the cluster is being stopped', async () => {
  let release = (): void => {}
  const joined = new Promise<void>((resolve) => (release = resolve))
  const { desk, supervisor, launches } = started(NOBODY_IS_KNOWN, joined)
  const added = desk.add('broker', 'the test')
  await expect.poll(() => supervisor.entries.has('broker-4')).toBe(true)
  desk.close()
  release()
  expect(await added).toMatchObject({ ok: false, error: { code: 'not-now' } })
  expect(await desk.add('broker', 'the test')).toMatchObject({ ok: false, error: { code: 'not-now' } })
  expect(launches()).toBe(0)
})

it('one that leaves goes on leaving when nobody waits any more, and with the next start', async () => {
  const first = started(NOBODY_ANSWERS)
  expect(await first.desk.remove('broker-2', 'the test')).toMatchObject({
    ok: false,
    error: { code: 'not-finished' },
  })
  expect(opened().history().leaving).toEqual(['broker-2'])
  first.desk.close()
  const second = started(NOBODY_IS_KNOWN)
  second.desk.resume()
  await expect.poll(() => existsSync(join(data, 'broker-2.decommissioned'))).toBe(true)
  await expect.poll(() => opened().history().leaving).toEqual([])
  expect([...second.supervisor.entries.keys()]).toEqual(['broker-1', 'broker-3'])
})

it('one that had left already when the server ended is not looked for', () => {
  const { desk, folder } = started(NOBODY_ANSWERS)
  folder.remember({ leaving: ['broker-9'] })
  desk.resume()
  expect(opened().history().leaving).toEqual([])
})

it('one whose files are being changed leaves when that is over', async () => {
  const { desk, supervisor } = started(NOBODY_IS_KNOWN)
  const entry = supervisor.find('broker-3')
  const leaving = desk.remove('broker-3', 'the test')
  // Its power is cut while the managers are asked.
  if (entry.ok) entry.value.filesTaken = true
  expect(await leaving).toMatchObject({ ok: false, error: { code: 'not-finished' } })
  expect(supervisor.entries.has('broker-3')).toBe(true)
  if (entry.ok) entry.value.filesTaken = false
  await expect.poll(() => supervisor.entries.has('broker-3')).toBe(false)
})
