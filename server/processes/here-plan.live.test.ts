// What stands against an ATM in a window of its own: one sentence each, before anything is touched.

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDataFolder } from '../control/data-folder.ts'
import { findPorts } from '../control/ports.ts'
import { factsOf } from '../control/process-facts.ts'
import { writeRunFile } from '../control/run-file.ts'
import { ownWindow } from '../control/window.fixture.ts'
import { writeWindow } from '../control/windows.ts'
import { planHere } from './here-plan.ts'

const ANY = { managers: null, brokers: null, atms: null, storage: null }
/** A control server, as far as anybody can tell: a process that lives and is not this one. */
const running = { pid: process.ppid, started: factsOf(process.ppid)?.started ?? '' }
const url = 'http://127.0.0.1:8400'
let folder = ''
let data = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftroom-plan-'))
  data = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Any ports that are free; of no importance to most. */
async function freePort(): Promise<string> {
  const found = await findPorts('127.0.0.1', 0, [])
  return String(found.ok ? found.value.control : 0)
}
const plan = (flags: readonly string[], node = 'atm-2', env: Record<string, string> = {}) =>
  planHere({ node, flags: ['--data', data, ...flags], env })
async function refusal(flags: readonly string[], node = 'atm-2'): Promise<string> {
  const planned = await plan(flags, node)
  if (planned.ok) throw new Error('nothing stood in its way')
  return `${planned.error.why}: ${planned.error.message}`
}

describe('an ATM in a window', () => {
  it('finds the others where --port puts them, and listens where a start would put it', async () => {
    const port = Number(await freePort())
    const planned = await plan(['--port', String(port), '--profile', 'classroom'])
    expect(planned.ok && planned.value.config).toMatchObject({
      node: 'atm-2',
      httpPort: port + 32,
      raftPort: port + 132,
      peers: [
        { node: 'atm-1', httpPort: port + 31, raftPort: port + 131 },
        { node: 'atm-3', httpPort: port + 33, raftPort: port + 133 },
      ],
      clock: { rate: 0.1 },
      mayCreate: true,
    })
  })

  it('takes the clock of one that is open, and may not begin anew where it was in service', async () => {
    const port = Number(await freePort())
    const other = ownWindow({ port })
    openDataFolder(data, ANY)
    writeWindow(data, other)
    writeWindow(data, ownWindow({ node: 'atm-2', port, started: 'an earlier life' }))
    const planned = await plan(['--port', String(port)])
    expect(planned.ok && planned.value.config).toMatchObject({ clock: other.clock, mayCreate: false })
  })

  it('is refused on the data of a running control server, naming the way in', async () => {
    openDataFolder(data, ANY)
    const { pid, started } = running
    writeRunFile(data, { pid, started: 'an earlier life', url, nodes: [] })
    // The pid of somebody else, from which nothing follows.
    expect(await plan(['--port', await freePort()])).toMatchObject({ ok: true })
    writeRunFile(data, { pid, started, url, nodes: [] })
    expect(await refusal([])).toMatch(
      /^in-the-way: raftroom runs on .* already \(http:\/\/127.0.0.1:8400, pid \d+\): stand at its atm-2 with `npx raftroom atm atm-2 --url http:\/\/127.0.0.1:8400`/,
    )
  })

  it('is refused under a wrong name there as well, and not sent to an ATM that does not exist', async () => {
    openDataFolder(data, ANY)
    writeRunFile(data, { ...running, url, nodes: [] })
    expect(await refusal([], 'atm-9')).toBe(
      'in-the-way: there is no ATM atm-9: there are atm-1, atm-2, atm-3',
    )
  })

  it('is refused beside itself, and beside one with other ports or another pace', async () => {
    openDataFolder(data, ANY)
    writeWindow(data, ownWindow())
    expect(await refusal([], 'atm-1')).toBe(
      `in-the-way: atm-1 runs in a window of its own (pid ${process.pid}) already: type there, or type quit there first`,
    )
    const apart = `in-the-way: atm-1 runs in a window of its own (pid ${process.pid}), opened with --port 8400 --profile live: open atm-2 with the same`
    expect(await refusal(['--port', '9400'])).toBe(apart)
    expect(await refusal(['--profile', 'slow'])).toBe(apart)
  })

  it('is refused under a wrong name, and no folder is made for it', async () => {
    expect(await refusal([], 'atm-9')).toBe(
      'in-the-way: there is no ATM atm-9: there are atm-1, atm-2, atm-3',
    )
    expect(existsSync(data)).toBe(false)
    openDataFolder(data, { ...ANY, atms: 0 })
    expect(await refusal([])).toBe('in-the-way: there is no ATM atm-2: the cluster has none')
  })

  it('is refused where its port is taken, naming the port, its use and the flag', async () => {
    const port = Number(await freePort())
    const holder = createServer().listen(port + 132, '127.0.0.1')
    await once(holder, 'listening')
    expect(await refusal(['--port', String(port)])).toMatch(
      new RegExp(
        `port ${port + 132} for atm-2 \\(Raft\\) is taken by .*: stop it, or open every window with --port`,
      ),
    )
    holder.close()
  })

  it('is refused on a folder that cannot be understood, which stays as it is', async () => {
    openDataFolder(data, ANY)
    writeFileSync(join(data, 'cluster.json'), '{ half')
    expect(await refusal([])).toMatch(/holds a file that cannot be understood/)
    expect(readdirSync(data)).toEqual(['cluster.json'])
  })

  it('has to be understood first', async () => {
    expect(await refusal(['--port', 'x'])).toMatch(/^wrong-usage: --port is x: it must be a port/)
    expect(await refusal(['--port', '0'])).toMatch(/^wrong-usage: --port is 0: .* must be a number/)
    expect(await refusal(['--profile', 'quick'])).toMatch(/^wrong-usage: --profile is quick/)
  })
})
