// Managers and ATMs whose files are lost, brought back by an operator: through the control server, as the command line
// and the dashboard do it, on real processes. The tests follow each other on one cluster.

import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Fault } from '../../shared/fault.ts'
import { membersAnswerSchema } from '../../shared/protocol/members.ts'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'
import { launchCluster } from '../launch/launched-cluster.ts'
import type { Answer } from './fake-cluster.ts'
import { ask } from './fake-cluster.ts'
import { asideFolder } from './rejoin-files.ts'
import { injectAt, nodeIn, viewOf } from './live-view.fixture.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
const PATIENCE_MS = 30_000
const MANAGERS = ['manager-1', 'manager-2', 'manager-3']
const ATMS = ['atm-1', 'atm-2', 'atm-3']

const eventSchema = z.looseObject({
  kind: z.string(),
  ok: z.boolean().optional(),
  op: z.string().optional(),
})

let cluster: LaunchedCluster
beforeAll(async () => {
  cluster = await launchCluster({ startScript: START, name: 'rejoin' })
}, 120_000)
afterAll(async () => {
  await cluster.stop()
  cluster.remove()
})

const inject = (fault: Fault): Promise<Answer> => injectAt(cluster.url, fault)
const rejoin = (node: string): Promise<Answer> => ask(`${cluster.url}/api/nodes/${node}/rejoin`, 'POST', {})
const stateOf = async (node: string) => nodeIn(await viewOf(cluster.url), node)
const becomes = (node: string, state: string): Promise<void> =>
  expect.poll(async () => (await stateOf(node))?.state, { timeout: PATIENCE_MS }).toBe(state)

type Voters = Readonly<Record<string, number>>

/** Node by node, the replica that votes; as the leader of the group has it, once there is one. */
async function voters(nodes: readonly string[]): Promise<Voters> {
  let told: Voters | null = null
  const isLed = async (): Promise<boolean> => (told = await toldByLeader(nodes)) !== null
  await expect.poll(isLed, { timeout: PATIENCE_MS }).toBe(true)
  return told ?? {}
}

async function toldByLeader(nodes: readonly string[]): Promise<Voters | null> {
  for (const node of nodes) {
    const answer = await ask(`${cluster.base(node)}/members`).catch(() => null)
    const members = membersAnswerSchema.safeParse(answer?.body)
    if (members.success && members.data.leads)
      return Object.fromEntries(members.data.voters.map((voter) => [voter.node, voter.replica]))
  }
  return null
}

async function loseFiles(node: string): Promise<void> {
  await inject({ kind: 'kill', node })
  rmSync(join(cluster.data, node), { recursive: true })
  await inject({ kind: 'start', node })
  await becomes(node, 'failed')
}

const deposit = (node: string): Promise<Answer> =>
  ask(`${cluster.base(node)}/deposit`, 'POST', { account: 'alice', amount: 1 })
const balanceAt = async (node: string): Promise<unknown> =>
  (await ask(`${cluster.base(node)}/balance?account=alice&consistency=local`)).body['balance']

/** Everybody's copy holds the same money. */
async function balancesAgree(): Promise<void> {
  const seen = async (): Promise<number> =>
    new Set(await Promise.all(ATMS.map((node) => balanceAt(node).catch(() => node)))).size
  await expect.poll(seen, { timeout: PATIENCE_MS }).toBe(1)
}

const historySchema = z.object({
  rejoins: z.array(z.object({ node: z.string(), replica: z.number(), step: z.string() })),
})

/** What the control server has written down. */
const rejoins = () =>
  historySchema.parse(JSON.parse(readFileSync(join(cluster.data, 'history.json'), 'utf8'))).rejoins

async function startAgain(node: string): Promise<void> {
  await inject({ kind: 'start', node })
  await becomes(node, 'running')
}

describe('an ATM whose folder is gone', () => {
  it('B17: refuses to start, and names the command that brings it back', async () => {
    expect((await deposit('atm-1')).status).toBe(200)
    await loseFiles('atm-2')
    const failed = await stateOf('atm-2')
    expect(failed).toMatchObject({ lastExit: { code: 71 } })
    expect(failed?.reason).toMatch(/npx raftroom nodes rejoin/)
  })

  it('B17: votes again under an id that nobody had, and its old one is out of the group', async () => {
    const before = await voters(ATMS)
    const answer = await rejoin('atm-2')
    expect(answer).toMatchObject({ status: 200, body: { ok: true, node: 'atm-2' } })
    const after = await voters(ATMS)
    expect(Object.keys(after).sort()).toEqual(ATMS)
    expect(after).toMatchObject({ 'atm-1': before['atm-1'], 'atm-3': before['atm-3'] })
    expect(after['atm-2']).toBeGreaterThan(
      Math.max(...Object.values(before), ...Object.values(await voters(MANAGERS))),
    )
    expect(readdirSync(cluster.data)).toContain(asideFolder('atm-2', after['atm-2'] ?? 0))
    await becomes('atm-2', 'running')
  }, 120_000)

  it('counts in a majority: money goes on moving when another ATM is killed', async () => {
    await inject({ kind: 'kill', node: 'atm-1' })
    const paid = async (): Promise<number> => (await deposit('atm-2').catch(() => null))?.status ?? 0
    await expect.poll(paid, { timeout: PATIENCE_MS }).toBe(200)
    await startAgain('atm-1')
    await balancesAgree()
  }, 90_000)
})

describe('a manager whose folder is gone', () => {
  it('B17: votes again under an id that nobody had, and counts in a majority', async () => {
    const before = await voters(MANAGERS)
    await loseFiles('manager-1')
    expect(await rejoin('manager-1')).toMatchObject({ status: 200, body: { ok: true } })
    const after = await voters(MANAGERS)
    expect(Object.keys(after).sort()).toEqual(MANAGERS)
    expect(after['manager-1']).toBeGreaterThan(
      Math.max(...Object.values(before), (await voters(ATMS))['atm-2'] ?? 0),
    )
    await inject({ kind: 'kill', node: 'manager-2' })
    const made = async (): Promise<number> =>
      (await ask(`${cluster.base('manager-1')}/topics`, 'POST', { topic: 'kept' }).catch(() => null))
        ?.status ?? 0
    // The second time it is there already, and that is an answer of the group as well.
    await expect.poll(made, { timeout: PATIENCE_MS }).toBeOneOf([200, 409])
    await startAgain('manager-2')
  }, 150_000)
})

describe('what cannot rejoin', () => {
  it.each([
    ['atm-3', 409, /stop it first/i],
    ['broker-1', 409, /comes back as another broker/],
    ['atm-9', 404, /there is no node/],
  ])('%s is refused with %i', async (node, status, message) => {
    const answer = await rejoin(node)
    expect(answer).toMatchObject({ status, body: { ok: false } })
    expect(answer.body['message']).toMatch(message)
  })
})

describe('all the while', () => {
  it('no invariant was broken, and everybody saw who is in the groups', async () => {
    const trace = await (await fetch(`${cluster.url}/api/trace`)).text()
    const told = trace
      .trim()
      .split('\n')
      .map((line) => eventSchema.parse(JSON.parse(line)))
    expect(told.filter(({ kind, ok }) => kind === 'invariant' && !ok)).toEqual([])
    expect(told.filter(({ kind }) => kind === 'membership').length).toBeGreaterThan(6)
    expect(told.filter(({ kind, op }) => kind === 'queue' && op === 'rejoin').length).toBeGreaterThan(3)
  })
})

describe('a later start of the whole cluster', () => {
  it('B17: knows the new ids, and the old ones never return', async () => {
    const before = { ...(await voters(ATMS)), ...(await voters(MANAGERS)) }
    expect(Object.keys(before)).toHaveLength(6)
    await cluster.stop()
    await cluster.relaunch()
    const now = async () => ({ ...(await voters(ATMS)), ...(await voters(MANAGERS)) })
    await expect.poll(now, { timeout: PATIENCE_MS }).toEqual(before)
    expect((await deposit('atm-2')).status).toBe(200)
    await balancesAgree()
  }, 120_000)

  it('B17: a folder that is lost once more refuses again, and gets a third id', async () => {
    const before = await voters(ATMS)
    await loseFiles('atm-2')
    expect(await stateOf('atm-2')).toMatchObject({ lastExit: { code: 71 } })
    expect(await rejoin('atm-2')).toMatchObject({ status: 200 })
    const { 'atm-2': third = 0, ...others } = await voters(ATMS)
    expect(third).toBeGreaterThan(Math.max(...Object.values(before)))
    expect(Object.keys(others)).toEqual(expect.arrayContaining(['atm-1', 'atm-3']))
    expect(rejoins().map(({ step }) => step)).toEqual(['done', 'done'])
  }, 120_000)

  it('B62: goes on by itself, under the same id, where the control server was killed in the middle', async () => {
    await loseFiles('atm-3')
    // So it becomes a member, and cannot catch up.
    for (const to of ['atm-1', 'atm-2']) await inject({ kind: 'cut', from: 'atm-3', to })
    const asked = rejoin('atm-3').catch(() => null)
    const begun = () => rejoins().find(({ node }) => node === 'atm-3')
    await expect.poll(() => begun()?.step, { timeout: PATIENCE_MS }).toBe('born')
    expect(await cluster.crash(PATIENCE_MS)).toEqual([])
    await asked
    await cluster.relaunch()
    const id = async () => (await voters(ATMS))['atm-3']
    await expect.poll(id, { timeout: PATIENCE_MS }).toBe(begun()?.replica)
    await expect.poll(() => begun()?.step, { timeout: PATIENCE_MS }).toBe('done')
    await balancesAgree()
  }, 120_000)
})
