// A snapshot that went bad on one disk. What it stands for is in no log file any more, so this node cannot go on
// by itself; the others have all of it and need not even notice.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../shared/fault.ts'
import { ATM_GROUP } from '../../shared/ids.ts'
import type { LiveCluster } from '../endpoints/live-cluster.ts'
import { startLiveCluster } from '../endpoints/live-cluster.ts'
import type { Answer } from './fake-cluster.ts'
import type { LiveView } from './live-view.fixture.ts'
import { bankIn, injectAt, nodeIn, officeIn, viewOf } from './live-view.fixture.ts'

const PATIENCE_MS = 15_000
/** So few entries that a handful of deposits is a snapshot. */
const FLAGS = ['--snapshots', '5']
const BANK = `groups/${ATM_GROUP}`
/** In the middle of the document: neither white space nor punctuation of its frame. */
const OFFSET = 120

let cluster: LiveCluster
const view = (): Promise<LiveView> => viewOf(cluster.url)
const inject = (fault: Fault): Promise<Answer> => injectAt(cluster.url, fault)
const snapshotsOf = (node: string): readonly string[] =>
  readdirSync(join(cluster.data, node, BANK)).filter((name) => name.startsWith('snap-'))

beforeAll(async () => {
  cluster = await startLiveCluster(FLAGS)
}, 60_000)
afterAll(() => cluster.stop())

const deposit = async (node: string): Promise<void> => {
  const { status } = await cluster.ask(node, 'POST /deposit', { account: 'alice', amount: 1 })
  expect(status).toBe(200)
}

describe('a node whose snapshot was damaged', () => {
  it('B56: refuses to start with 71 and names the file; the others do not notice, and it starts once it is whole', async () => {
    await expect.poll(async () => bankIn(await view())?.leader, { timeout: PATIENCE_MS }).not.toBeNull()
    const leader = bankIn(await view())?.leader ?? ''
    const hurt = ['atm-1', 'atm-2', 'atm-3'].find((node) => node !== leader) ?? ''
    for (let each = 0; each < 12; each += 1) await deposit(leader)
    await expect.poll(() => snapshotsOf(hurt), { timeout: PATIENCE_MS }).toHaveLength(1)
    await inject({ kind: 'stop', node: hurt })
    const file = `${BANK}/${snapshotsOf(hurt)[0] ?? ''}`
    const before = await view()
    expect((await inject({ kind: 'corrupt', node: hurt, file, offset: OFFSET })).status).toBe(200)

    expect((await inject({ kind: 'start', node: hurt })).status).toBe(409)
    const refused = await view()
    expect(nodeIn(refused, hurt)).toMatchObject({
      state: 'failed',
      lastExit: { code: 71 },
      reason: expect.stringContaining(file),
    })

    for (let each = 0; each < 12; each += 1) await deposit(leader)
    const after = await view()
    expect(officeIn(after)).toEqual(officeIn(before))
    const othersIn = ({ nodes }: LiveView) =>
      nodes.filter(({ id }) => id !== hurt).map(({ id, pid, state }) => ({ id, pid, state }))
    expect(othersIn(after)).toEqual(othersIn(before))
    expect(othersIn(after).every(({ state }) => state === 'running')).toBe(true)

    // The same bit once more: the file is what it was.
    await inject({ kind: 'corrupt', node: hurt, file, offset: OFFSET })
    expect((await inject({ kind: 'start', node: hurt })).status).toBe(200)
    const balance = { account: 'alice', consistency: 'local' }
    const asked = async (node: string) => (await cluster.ask(node, 'GET /balance', balance)).body['balance']
    const wanted = await asked(leader)
    await expect.poll(() => asked(hurt), { timeout: PATIENCE_MS }).toBe(wanted)
  })
})
