// Snapshots over real sockets and real files: three hosts in this process, one of them late.

import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import { openNodeStorage } from '../storage/open-node.ts'
import type { NodeStorage } from '../storage/port.ts'
import { createTcpTransport } from '../transport/tcp.ts'
import { createHost } from './host.ts'
import type { RunningHost } from './host.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { ListMachine } from './list-machine.fixture.ts'
import { withoutMargin } from './snapshot.fixture.ts'
import { recordOf, TEST_GROUP } from './test-cluster.ts'
import { nodeTimers } from './timers.ts'
import { LIVE } from './virtual.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']
const PATIENCE_MS = 20_000

interface LiveNode {
  readonly host: RunningHost
  readonly machine: ListMachine
  readonly storage: NodeStorage
  readonly port: number
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'raftroom-snapshots-'))
  ends.push(() => rm(made, { recursive: true, force: true }))
  return made
}

async function start(id: string, dir: string): Promise<LiveNode> {
  const record = recordOf(TEST_GROUP, NODES, id)
  if (record === null) throw new Error(`${id} is no member`)
  const opened = await openNodeStorage({
    dir: join(dir, id),
    cluster: 'test',
    node: id,
    role: 'atm',
    mayCreate: true,
    firstReplicas: [record],
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const storage = opened.value
  const machine = new ListMachine(20)
  const host = createHost({
    node: id,
    storage,
    timers: nodeTimers,
    clock: LIVE,
    seed: 1,
    snapshots: { ...SNAPSHOT_LIMITS, entries: 100 },
    createCore: withoutMargin,
    onFatal: (code, message) => {
      throw new Error(`${code}: ${message}`)
    },
    transport: (events) =>
      createTcpTransport({
        cluster: 'test',
        node: id,
        role: 'atm',
        start: nodeTimers.now(),
        host: '127.0.0.1',
        port: 0,
        seed: 1,
        random: createRandom(1),
        timers: nodeTimers,
        events,
      }),
  })
  await host.open({ record, machine })
  const listening = await host.start()
  if (!listening.ok) throw new Error(listening.error.message)
  return { host, machine, storage, port: listening.value.port }
}

async function end({ host, storage }: LiveNode): Promise<void> {
  await host.stop()
  await storage.log.close()
}

const introduce = (nodes: readonly LiveNode[]): void => {
  const peers = nodes.map(({ host, port }) => ({ node: host.node, host: '127.0.0.1', port }))
  for (const { host } of nodes) host.setPeers(peers)
}

const leads = ({ host }: LiveNode): boolean => host.status(TEST_GROUP)?.role === 'leader'

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: PATIENCE_MS, interval: 20 }).toBe(true)
}

async function propose(nodes: readonly LiveNode[], count: number): Promise<void> {
  await until(() => nodes.some(leads))
  const { host } = nodes.find(leads) ?? expect.fail('a leader was just there')
  for (let each = 0; each < count; each += 50) {
    const batch = Array.from({ length: 50 }, (_, place) =>
      host.propose(TEST_GROUP, `command ${each + place} grün`.repeat(40), PATIENCE_MS, 'test'),
    )
    for (const done of await Promise.all(batch)) expect(done).toMatchObject({ outcome: 'applied' })
  }
}

/** Names of the documents that this node keeps. */
const snapshotsIn = (dir: string, id: string): string =>
  readdirSync(join(dir, id, 'groups', String(TEST_GROUP)))
    .filter((name) => name.startsWith('snap-') && name.endsWith('.json'))
    .join()

describe('snapshots between real nodes', () => {
  it('a late node fetches the state over TCP, and a restarted one finds it in its files', async () => {
    const dir = await folder()
    const first = [await start('atm-1', dir), await start('atm-2', dir)]
    introduce(first)
    await propose(first, 400)
    await until(() => first.every(({ host }) => host.status(TEST_GROUP)?.applied === 401))
    // Once the record of this one is durable, older documents go.
    for (const { host } of first) host.snapshotNow(TEST_GROUP)
    await until(() => first.every(({ host }) => /^snap-0*401-\d+\.json$/.test(snapshotsIn(dir, host.node))))

    const late = await start('atm-3', dir)
    ends.push(async () => end(late))
    introduce([...first, late])
    await until(() => late.machine.count === 400)
    expect(late.machine.list.length).toBeLessThan(200)
    const part = await late.host.readPart(TEST_GROUP, 'seg-0001')
    expect(part).toMatchObject({ ok: true, value: expect.stringContaining('command 0 grün') })
    expect(snapshotsIn(dir, 'atm-3')).toMatch(/^snap-\d+-\d+\.json$/)

    await Promise.all(first.map(end))
    const again = [await start('atm-1', dir), await start('atm-2', dir)]
    ends.push(async () => void (await Promise.all(again.map(end))))
    expect(again.every(({ machine }) => machine.count >= 300)).toBe(true)
    introduce([...again, late])
    await propose([...again, late], 50)
    await until(() => [...again, late].every(({ machine }) => machine.count === 450))
  })
})
