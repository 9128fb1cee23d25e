// Three windows are a bank. Each is opened as a user opens it, and nothing else runs.

import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LaunchedWindow, LaunchedWindows } from '../launch/launched-windows.ts'
import { launchWindows } from '../launch/launched-windows.ts'
import { isAlive } from '../control/process-facts.ts'
import { readCluster } from '../control/data-folder.ts'
import { openWindowOf } from '../control/windows.ts'

const RAFTROOM = fileURLToPath(new URL('../../scripts/raftroom.mjs', import.meta.url))
const ATMS = ['atm-1', 'atm-2', 'atm-3'] as const
const READY = /atm-\d is ready: .* leads?/

let windows: LaunchedWindows

beforeEach(async () => {
  windows = await launchWindows({ script: RAFTROOM, name: 'here' })
})
afterEach(() => windows.end())

/** All at the same moment, on a folder that nobody has used yet. */
async function openBank(): Promise<readonly [LaunchedWindow, LaunchedWindow, LaunchedWindow]> {
  const bank = [windows.open('atm-1'), windows.open('atm-2'), windows.open('atm-3')] as const
  await Promise.all(bank.map((window) => window.shows(READY)))
  return bank
}

/** Processes that have this in their command line. */
const processesWith = (text: string): readonly string[] =>
  spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes(text))

describe('three windows', () => {
  it('ATM1: opened alone at one moment on a new folder they are one bank', async () => {
    const [one, two, three] = await openBank()
    expect(await one.ask('create alice')).toMatch(/^ok: created alice, balance 0 \[t/)
    expect(await two.ask('deposit alice 50')).toMatch(/^ok: deposited 50 to alice, balance 50 \[t/)
    expect(await three.ask('balance alice')).toBe('ok: alice has 50')
    expect(await one.ask('status')).toMatch(/^ok: atm-1 is (leader|follower) .* hears 3 of 3$/)
    // Whatever nodes there are, they are the windows themselves.
    expect(processesWith(windows.data)).toHaveLength(ATMS.length)
    expect(readCluster(windows.data)?.atms.map(({ node }) => node)).toEqual(ATMS)
  })

  it('ATM5: kill -9 of one leaves nothing behind, the others go on, and it comes back from its files', async () => {
    const [one, two, three] = await openBank()
    await one.ask('create alice')
    await one.ask('deposit alice 50')
    expect(await three.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    expect(processesWith(windows.data)).toHaveLength(2)
    expect(await two.ask('withdraw alice 20')).toMatch(/^ok: withdrew 20 from alice, balance 30 /)
    const again = windows.open('atm-3')
    await again.shows(READY)
    expect(await again.ask('balance alice')).toBe('ok: alice has 30')
  })

  it('a closed window (SIGHUP, as a terminal sends it) is a crash as well, and quit is a clean end', async () => {
    const [one, two] = await openBank()
    expect(await one.kill('SIGHUP')).toEqual({ code: null, signal: 'SIGHUP' })
    two.type('quit')
    expect(await two.ended).toEqual({ code: 0, signal: null })
    expect(two.text()).toMatch(/bye\n$/)
  })

  it('its ATM does not outlive whoever opened the window, though its keyboard stays', async () => {
    const [one] = await openBank()
    await one.kill('SIGKILL')
    const words = [process.execPath, ...windows.argv('atm-1')].join(' ')
    // More to do afterwards: so the shell stays between us and the window.
    const shell = spawn('sh', ['-c', `${words}; true`], { stdio: ['pipe', 'ignore', 'inherit'] })
    const pidOf = (): number | undefined => openWindowOf(windows.data, 'atm-1')?.pid
    await expect.poll(pidOf, { timeout: 10_000 }).toBeDefined()
    const pid = pidOf() ?? 0
    shell.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
    shell.stdin.destroy()
  })
})

describe('a window whose request has no answer', () => {
  it('keeps its id over a crash, and asks again under it: the money moves once', async () => {
    const [one, two, three] = await openBank()
    await one.ask('create alice')
    const others = [two.pid, three.pid]
    for (const pid of others) process.kill(pid, 'SIGSTOP')
    const said = await one.ask('deposit alice 7')
    const id = /^unknown: .*\[(t\w+-\d+)\]$/.exec(said)?.[1] ?? said
    await one.kill('SIGKILL')
    for (const pid of others) process.kill(pid, 'SIGCONT')
    const again = windows.open('atm-1')
    await again.shows(READY)
    expect(again.text()).toContain(`unknown: request ${id} is still open`)
    expect(await again.ask('again')).toMatch(
      new RegExp(`^ok: deposited 7 to alice, balance 7 .*\\[${id}\\]$`),
    )
    expect(await two.ask('balance alice')).toBe('ok: alice has 7')
  })
})
