// `npm start` as a program: what it prints, how it ends, and what it leaves behind.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { factsOf, isAlive } from '../server/control/process-facts.ts'

const START = fileURLToPath(new URL('./start.mjs', import.meta.url))

interface Ready {
  readonly url: string
  readonly pid: number
  readonly nodes: readonly {
    readonly id: string
    readonly role: string
    readonly pid: number
    readonly httpPort: number
  }[]
}

let folder = ''
let started: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftroom-start-'))
})
afterEach(async () => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGTERM')
  started = []
  rmSync(folder, { recursive: true, force: true })
})

function start(...options: string[]) {
  const argv = [START, '--data', join(folder, 'data'), ...options]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  return { child, said }
}

async function startReady(
  ...options: string[]
): Promise<Ready & { child: ChildProcess; said: { out: string } }> {
  const { child, said } = start('--port', '0', '--json', ...options)
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => said.out.includes('\n') && resolve())
    child.once('exit', () => reject(new Error(`it ended: ${said.err}`)))
  })
  const ready: Ready = JSON.parse(said.out)
  return { ...ready, child, said }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const ended = once(child, 'exit')
  child.kill(signal)
  const [code] = await ended
  return code
}

async function ask({ nodes }: Ready, role: string, path: string, fields?: object): Promise<unknown> {
  const port = nodes.find((node) => node.role === role)?.httpPort
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: fields === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(fields === undefined ? {} : { body: JSON.stringify(fields) }),
  })
  return response.json()
}

describe('npm start', () => {
  it('prints one JSON line when everything is there, and ends all of it on one signal', async () => {
    const ready = await startReady()
    expect(ready).toMatchObject({
      ready: true,
      pid: ready.child.pid,
      url: expect.stringMatching(/^http:.*\d$/),
    })
    expect(ready.nodes.map(({ role }) => role).join(' ')).toBe(
      'manager manager manager broker broker broker broker atm atm atm',
    )
    expect(await ask(ready, 'manager', '/topics')).toMatchObject({ status: 'success', topics: ['orders'] })
    expect(await ask(ready, 'atm', '/accounts')).toMatchObject({
      accounts: [
        { account: 'alice', balance: 100 },
        { account: 'bob', balance: 100 },
        { account: 'carol', balance: 100 },
      ],
    })
    expect(await end(ready.child, 'SIGINT')).toBe(0)
    expect(ready.nodes.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(ready.said.out.trim().split('\n')).toHaveLength(1)
  })

  it('recovers everything after a SIGKILL, and first ends the frozen node that could not notice it', async () => {
    const before = await startReady()
    await ask(before, 'atm', '/withdraw', { account: 'alice', amount: 30 })
    const frozen = before.nodes.find(({ id }) => id === 'atm-2')?.pid ?? 0
    process.kill(frozen, 'SIGSTOP')
    const startedAt = factsOf(frozen)?.started
    await end(before.child, 'SIGKILL')
    const others = before.nodes.map(({ pid }) => pid).filter((pid) => pid !== frozen)
    await expect.poll(() => others.filter(isAlive), { timeout: 10_000 }).toEqual([])
    expect(factsOf(frozen)).toMatchObject({ state: 'stopped', started: startedAt })

    const after = await startReady()
    expect(factsOf(frozen)?.started === startedAt && isAlive(frozen)).toBe(false)
    expect(await ask(after, 'atm', '/balance?account=alice')).toMatchObject({ balance: 70 })
    expect(await ask(after, 'manager', '/topics')).toMatchObject({ topics: ['orders'] })
  })

  it('says what a fresh cluster lacks because a node cannot run, and is never called ready', async () => {
    mkdirSync(join(folder, 'data', 'broker-1'), { recursive: true })
    writeFileSync(join(folder, 'data', 'broker-1', 'identity.json'), 'no document')
    const { said } = start('--port', '0', '--json', '--managers', '1', '--brokers', '3', '--atms', '0')
    await expect.poll(() => said.err, { timeout: 60_000 }).toMatch(/it is not complete/)
    expect(said.err).toMatch(/^ {2}broker-1 ended by itself: identity.json is damaged/m)
    expect(said.err).toMatch(/^ {2}the demo topic and accounts are not made$/m)
    expect(said.out).toBe('')
  })

  it('refuses wrong options with 2 and a taken port with 1, in a sentence', async () => {
    const wrong = start('--managers', 'many')
    expect(await once(wrong.child, 'exit')).toEqual([2, null])
    expect(wrong.said.err).toBe('--managers is many: it must be a number from 0 to 7\n')
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const taken = start('--port', String(port))
    expect(await once(taken.child, 'exit')).toEqual([1, null])
    expect(taken.said.err).toMatch(new RegExp(`^port ${port} for the dashboard is taken by .*--port`))
    holder.close()
  })
})
