import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningControl } from './control.ts'
import { FAKE_NODE, ask, eventsOf, newFolder, removeFolder, startFake, startedFake } from './fake-cluster.ts'
import { factsOf, isAlive } from './process-facts.ts'
import { writeRunFile } from './run-file.ts'

let folder = ''
let running: RunningControl | null = null

async function start(behaviour = ''): Promise<RunningControl> {
  running = await startedFake(folder, behaviour)
  return running
}
const stop = async (): Promise<void> => {
  await running?.stop()
  running = null
}
const fault = ({ url }: RunningControl, body: unknown) => ask(`${url}/api/faults`, 'POST', body)
const stateOf = async ({ url }: RunningControl, node: string): Promise<unknown> => {
  const { body } = await ask(`${url}/api/cluster`)
  const nodes: { id: string }[] = Array.isArray(body['nodes']) ? body['nodes'] : []
  return nodes.find(({ id }) => id === node)
}

beforeEach(() => {
  folder = newFolder()
})
afterEach(async () => {
  await stop()
  removeFolder(folder)
})

describe('the control server', () => {
  it('is ready when every node is and every group has a leader', async () => {
    const control = await start()
    await control.ready
    expect(await ask(`${control.url}/api/health`)).toMatchObject({
      status: 200,
      body: { ok: true, ready: true },
    })
    expect((await ask(`${control.url}/api/cluster`)).body).toMatchObject({
      clock: { rate: 1 },
      groups: [
        { name: 'managers', kind: 'managers', leader: 'manager-1', term: 1 },
        { name: 'atm', kind: 'atm', leader: 'atm-1', term: 1 },
      ],
      rights: 'drive',
    })
    expect(control.nodes()).toHaveLength(7)
  })

  it('kills, refuses to kill twice, and starts again; the fault is listed meanwhile', async () => {
    const control = await start()
    await control.ready
    expect(await fault(control, { kind: 'kill', node: 'atm-2' })).toMatchObject({
      status: 200,
      body: { ok: true },
    })
    expect(await stateOf(control, 'atm-2')).toMatchObject({
      state: 'killed',
      pid: null,
      lastExit: { signal: 'SIGKILL' },
    })
    expect((await ask(`${control.url}/api/cluster`)).body['faults']).toMatchObject([
      { by: 'the test', undo: { kind: 'start', node: 'atm-2' } },
    ])
    const exit = (await eventsOf(control.url)).find(
      (event) => event.kind === 'process' && event.what === 'exited',
    )
    expect(exit).toMatchObject({ node: 'atm-2', cause: 'fault:1' })
    expect(await fault(control, { kind: 'kill', node: 'atm-2' })).toMatchObject({
      status: 409,
      body: { ok: false, message: 'atm-2 is killed: there is no process to kill' },
    })
    await fault(control, { kind: 'start', node: 'atm-2' })
    expect((await ask(`${control.url}/api/cluster`)).body['faults']).toEqual([])
    expect((await eventsOf(control.url)).filter(({ kind }) => kind === 'fault')).toMatchObject([
      { state: 'begun', by: 'the test' },
      { state: 'once' },
      { state: 'ended' },
    ])
  })

  it('tells a node its rules before anything else, so that a cut survives a restart', async () => {
    const control = await start()
    await control.ready
    const cut = await fault(control, { kind: 'cut', from: 'atm-1', to: 'atm-2', oneWay: true })
    expect(cut.body).toMatchObject({ pending: [] })
    await fault(control, { kind: 'kill', node: 'atm-1' })
    const { body } = await fault(control, { kind: 'start', node: 'atm-1' })
    await ask(`${control.url}/api/clock`, 'PUT', { rate: 0.5 })
    const told = (await eventsOf(control.url)).filter(
      (event) => event.kind === 'queue' && event.node === 'atm-1' && event.seq > Number(body['seq']),
    )
    expect(told.map((event) => 'text' in event && event.text)).toEqual([
      expect.stringMatching(/^rules \[\{"to":"atm-2","rule":\{"cut":true/),
      'clock 0.5',
    ])
  })

  it('sends frozen nodes what they missed and says that they have not confirmed', async () => {
    const control = await start()
    await control.ready
    await fault(control, { kind: 'freeze', node: 'atm-1' })
    const cut = await fault(control, { kind: 'cut', from: 'atm-1', to: 'atm-2' })
    expect(cut.body).toMatchObject({ ok: true, pending: ['atm-1'] })
    expect((await fault(control, { kind: 'heal' })).body).toMatchObject({ ok: true })
    expect(await stateOf(control, 'atm-1')).toMatchObject({ state: 'running' })
    expect((await ask(`${control.url}/api/cluster`)).body['faults']).toEqual([])
  })

  it('shows a node that ended by itself as failed, with its last sentence, and restarts nobody', async () => {
    const control = await start('failing:broker-1')
    await expect
      .poll(() => stateOf(control, 'broker-1'))
      .toMatchObject({ state: 'failed', reason: 'the log of this node is damaged', lastExit: { code: 71 } })
    expect((await ask(`${control.url}/api/health`)).body).toMatchObject({ ready: false })
    expect(control.failed()).toBe(1)
    expect(control.missing()).toContain('broker-1 ended by itself: the log of this node is damaged')
  })

  it('ends every node, frozen and deaf ones too', async () => {
    const control = await start('deaf')
    await control.ready
    await fault(control, { kind: 'freeze', node: 'atm-1' })
    const pids = control.nodes().map(({ pid }) => pid)
    await stop()
    expect(pids).toHaveLength(7)
    expect(pids.filter(isAlive)).toEqual([])
  })
})

describe('a start on a data folder', () => {
  it('that is in use is refused, and the run on it is not disturbed', async () => {
    const control = await start()
    await control.ready
    writeRunFile(control.data, { ...runOf(process.ppid), url: control.url })
    const second = await startFake(folder)
    expect(second).toMatchObject({
      ok: false,
      error: expect.stringContaining(`${control.url}, pid ${process.ppid}`),
    })
    expect((await ask(`${control.url}/api/health`)).body).toMatchObject({ ready: true })
  })

  it('first ends a frozen node that an earlier control server left behind', async () => {
    const config = JSON.stringify({ node: 'broker-1', role: 'broker', members: [] })
    const left = spawn(process.execPath, [FAKE_NODE, config], { stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
    const gone = once(left, 'exit')
    left.kill('SIGSTOP')
    const pid = left.pid ?? 0
    const node = { id: 'broker-1', role: 'broker' as const, httpPort: 1, raftPort: 2 }
    mkdirSync(join(folder, 'data'))
    writeRunFile(join(folder, 'data'), { ...deadRun, nodes: [{ ...node, ...runOf(pid) }] })
    const control = await start()
    await control.ready
    expect(await gone).toEqual([null, 'SIGKILL'])
  })

  it('goes on with the same cluster and a later clock', async () => {
    const before = await start()
    await before.ready
    const first = await ask(`${before.url}/api/cluster`)
    await stop()
    const after = await start()
    await after.ready
    const second = await ask(`${after.url}/api/cluster`)
    expect(epochOf(second.body)).toBeGreaterThan(epochOf(first.body))
    const [firstEvent] = await eventsOf(after.url)
    expect(firstEvent).toMatchObject({ seq: 1, kind: 'clock' })
    expect(firstEvent?.at).toBeGreaterThan(atOf(first.body))
  })
})

const atOf = ({ nodes }: Readonly<Record<string, unknown>>): number =>
  Array.isArray(nodes) ? Math.max(...nodes.map(({ since }: { since: number }) => since)) : 0
const runOf = (pid: number) => ({ pid, started: factsOf(pid)?.started ?? '', nodes: [] })
const deadRun = { pid: 2 ** 22 - 3, started: 'never', url: 'http://127.0.0.1:1', nodes: [] }
const epochOf = ({ clock }: Readonly<Record<string, unknown>>): number =>
  typeof clock === 'object' && clock !== null && 'epoch' in clock ? Number(clock.epoch) : 0
