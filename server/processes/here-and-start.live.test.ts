// Windows and `npm start` on one data folder: one after the other they are the same bank; at the same time each
// says who has what.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inItsWindow, openWindowOf } from '../control/windows.ts'
import type { LaunchedWindows } from '../launch/launched-windows.ts'
import { launchWindows } from '../launch/launched-windows.ts'

const script = (name: string): string => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url))
const ATMS = ['atm-1', 'atm-2', 'atm-3'] as const
const READY = /atm-\d is ready: .* leads?/
const PATIENCE = { timeout: 60_000 }
/** Two clusters after each other, on a busy machine. */
const LIMIT_MS = 180_000

let windows: LaunchedWindows
let control: ChildProcess | null = null

beforeEach(async () => {
  windows = await launchWindows({ script: script('raftroom.mjs'), name: 'here-and-start' })
})
afterEach(async () => {
  await stop()
  await windows.end()
})

/** Answers what it says, growing. */
function start(...flags: readonly string[]): { out: string; err: string } {
  const argv = [
    script('start.mjs'),
    '--json',
    '--data',
    windows.data,
    '--port',
    String(windows.port),
    ...flags,
  ]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  control = child
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  return said
}

async function stop(): Promise<void> {
  const child = control
  control = null
  if (child === null || child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  await ended
}

async function openBank() {
  const bank = ATMS.map((node) => windows.open(node))
  await Promise.all(bank.map((window) => window.shows(READY)))
  return bank
}

async function get(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url)
  const body: Record<string, unknown> = JSON.parse(await response.text())
  return body
}
const origin = (): string => `http://127.0.0.1:${windows.port}`
const api = (path: string): string => `${origin()}/api${path}`

async function stateOf(node: string): Promise<unknown> {
  const { nodes } = await get(api('/cluster'))
  return Array.isArray(nodes) ? nodes.find(({ id }) => id === node) : null
}

describe('windows and npm start', { timeout: LIMIT_MS }, () => {
  it('ATM9: what was begun in windows goes on in the whole cluster and back, and no money is added', async () => {
    const [first] = await openBank()
    await first?.ask('create alice')
    await first?.ask('deposit alice 30')
    await windows.quitAll()

    const said = start()
    await expect.poll(() => said.out, PATIENCE).toMatch(/^\{"ready":true/)
    expect(JSON.parse(said.out).nodes).toHaveLength(10)
    expect(await get(`${windows.base('atm-3')}/accounts`)).toMatchObject({
      accounts: [{ account: 'alice', balance: 30 }],
    })
    const manager = `http://127.0.0.1:${windows.port + 11}`
    expect(await get(`${manager}/topics`)).toMatchObject({ topics: ['orders'] })
    const refused = windows.open('atm-1')
    expect(await refused.ended).toEqual({ code: 1, signal: null })
    expect(refused.text()).toContain(`stand at its atm-1 with \`npx raftroom atm atm-1 --url ${origin()}\``)
    await stop()

    const [again] = await openBank()
    expect(await again?.ask('accounts')).toBe('ok: 1 account, 30 in all')
  })

  it('at once: the node of the window is shown as failed with who has it, and comes back when it is given up', async () => {
    const window = windows.open('atm-2')
    await window.shows(/waiting for a majority: atm-2 hears 1 of 3/)
    const words = inItsWindow(openWindowOf(windows.data, 'atm-2') ?? expect.fail('it is open'))
    const said = start()
    await expect
      .poll(() => said.err, PATIENCE)
      .toContain(`atm-2 ended by itself: ${words}: it goes on there.`)
    expect(await stateOf('atm-2')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('type quit'),
    })
    await window.shows(READY)
    expect(await window.ask('create zoe')).toMatch(/^ok: created zoe/)
    expect(await get(`${windows.base('atm-1')}/balance?account=zoe`)).toMatchObject({ balance: 0 })

    await windows.quitAll()
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ kind: 'start', node: 'atm-2' })
    await fetch(api('/faults'), { method: 'POST', headers, body })
    await expect.poll(() => said.out, PATIENCE).toMatch(/^\{"ready":true/)
    expect(await get(`${windows.base('atm-2')}/balance?account=zoe`)).toMatchObject({ balance: 0 })
  })

  it('a start that would work beside a window, or take its data away, is refused and touches nothing', async () => {
    const window = windows.open('atm-2')
    await window.shows(/waiting for a majority/)
    const words = inItsWindow(openWindowOf(windows.data, 'atm-2') ?? expect.fail('it is open'))
    for (const [flags, why] of [
      [['--fresh'], ' and works on this data: type quit there first'],
      [['--port', '0'], `, opened with --port ${windows.port} --profile live: type quit there first, or`],
    ] as const) {
      const said = start(...flags)
      expect(await once(control ?? expect.fail('it was started'), 'exit')).toEqual([1, null])
      expect(said.err).toContain(`${words}${why}`)
    }
    expect(await window.ask('status')).toMatch(/^ok: atm-2 is /)
  })
})
