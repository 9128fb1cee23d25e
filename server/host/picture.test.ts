import { describe, expect, it } from 'vitest'
import { fold } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { labelOf } from '../../shared/labels.ts'
import type { Downlink, Uplink } from '../../shared/protocol/uplink.ts'
import type { NodeEvent } from '../../shared/trace.ts'
import { isBackground } from '../../shared/trace.ts'
import { at } from './fake-core.ts'
import { startCluster, TEST_GROUP } from './test-cluster.ts'
import type { TestCluster } from './test-cluster.ts'
import type { UplinkPipe } from './uplink.ts'

const NODES = ['atm-1', 'atm-2', 'atm-3']

/** A control server that folds what it is told, and whose pipes can be full. */
class Watcher {
  readonly events: NodeEvent[] = []
  readonly messages: Uplink[] = []
  view: ClusterView = EMPTY_VIEW
  full = false
  private readonly rooms: (() => void)[] = []
  private readonly downlinks: ((message: Downlink) => void)[] = []

  pipe(): UplinkPipe {
    return {
      events: ({ events }) => {
        if (this.full) return false
        for (const event of events) this.take(event)
        return true
      },
      onRoom: (fn) => void this.rooms.push(fn),
      send: (message) => void this.messages.push(message),
      onDownlink: (fn) => void this.downlinks.push(fn),
      end: () => Promise.resolve(),
    }
  }

  makeRoom(): void {
    this.full = false
    for (const room of this.rooms) room()
  }

  order(message: Downlink): void {
    for (const downlink of this.downlinks) downlink(message)
  }

  private take(event: NodeEvent): void {
    this.events.push(event)
    this.view = fold(this.view, { ...event, seq: this.events.length })
  }
}

async function watched(): Promise<{ cluster: TestCluster; watcher: Watcher }> {
  const watcher = new Watcher()
  const cluster = await startCluster({ nodes: NODES, uplink: () => watcher.pipe() })
  return { cluster, watcher }
}

/** What the fold knows of each replica, and what is so. */
function compare(cluster: TestCluster, view: ClusterView): void {
  for (const id of NODES) {
    const replica = view.groups['atm']?.replicas[id]
    const status = cluster.node(id).host.status(TEST_GROUP)
    expect({
      role: replica?.role,
      term: replica?.term,
      leader: replica?.leader,
      last: replica?.lastIndex,
      commit: replica?.commitIndex,
      applied: replica?.appliedIndex,
      durable: replica?.durableIndex,
    }).toEqual({
      role: status?.role,
      term: status?.term,
      leader: status?.leader,
      last: status?.last,
      commit: status?.commit,
      applied: status?.applied,
      durable: status?.last,
    })
  }
}

async function add(cluster: TestCluster, count: number): Promise<void> {
  const { host } = await cluster.leader()
  for (let item = 0; item < count; item += 1) void host.propose(TEST_GROUP, item, 1_000, `request:${item}`)
  await cluster.run(100)
}

describe('the picture', () => {
  it('folded from the events it is what the nodes are, through elections, a cut and a rewritten log', async () => {
    const { cluster, watcher } = await watched()
    await cluster.leader()
    await add(cluster, 30)
    compare(cluster, watcher.view)
    const old = await cluster.leader()
    cluster.isolate(old.host.node, true)
    for (let lost = 0; lost < 5; lost += 1) void old.host.propose(TEST_GROUP, 'lost', 60_000, 'request:lost')
    await cluster.run(3_000)
    cluster.isolate(old.host.node, false)
    await cluster.run(3_000)
    await add(cluster, 3)
    compare(cluster, watcher.view)
    const cells = watcher.view.groups['atm']?.replicas[old.host.node]?.cells ?? []
    expect(cells.map(({ index }) => index)).toEqual(cells.map((_, place) => at(cells, 0).index + place))
    expect(labelOf(watcher.view.groups['atm']?.labels ?? [], at(cells, -1))).toBe('add 2')
  })

  it('is right again after telemetry was lost, and the loss is told', async () => {
    const { cluster, watcher } = await watched()
    await cluster.leader()
    await cluster.run(100)
    watcher.full = true
    for (let round = 0; round < 30; round += 1) {
      await add(cluster, 5)
      await cluster.run(900)
    }
    expect((await cluster.leader()).machine.list).toHaveLength(150)
    watcher.makeRoom()
    await cluster.run(100)
    compare(cluster, watcher.view)
    expect(watcher.events.some(({ kind }) => kind === 'lost')).toBe(true)
  })

  it('every step of an election names what led to it', async () => {
    const { cluster, watcher } = await watched()
    const { host } = await cluster.leader()
    await cluster.run(50)
    const leads = watcher.events.find(({ kind }) => kind === 'leader')
    expect(leads).toMatchObject({ node: host.node, group: 'atm' })
    const roles = watcher.events.filter((event) => event.kind === 'role' && event.node === host.node)
    expect(roles.map((event) => event.kind === 'role' && event.role)).toEqual([
      'preCandidate',
      'candidate',
      'leader',
    ])
    expect(roles[0]?.cause).toBe(`timer:${host.node}/atm`)
    expect(roles[1]?.cause).toMatch(/^frame:atm-\d>atm-\d#\d+$/)
    const frames = watcher.events.map((event) => (event.kind === 'rpc' ? `frame:${event.id}` : null))
    expect(frames).toContain(roles[1]?.cause)
  })

  it('ranges come at most once per flush and group, however many changes there are', async () => {
    const { cluster, watcher } = await watched()
    await cluster.leader()
    await cluster.run(100)
    watcher.events.length = 0
    await add(cluster, 1_000)
    const applies = watcher.events.filter(({ kind }) => kind === 'apply')
    expect(applies.length).toBeLessThan(30)
    expect(watcher.view.groups['atm']?.replicas['atm-1']?.appliedIndex).toBe(1_001)
  })

  it('an idle cluster tells beats, timers, health and traffic, and nothing else', async () => {
    const { cluster, watcher } = await watched()
    await cluster.leader()
    await cluster.run(3_000)
    watcher.events.length = 0
    await cluster.run(2_000)
    const told = watcher.events.filter((event) => !isBackground(event))
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['timers', 'health', 'traffic']))
  })

  it('says hello first, and obeys and acknowledges orders', async () => {
    const { cluster, watcher } = await watched()
    expect(watcher.messages[0]).toEqual({ t: 'hello', node: 'atm-1', pid: 1, life: 1 })
    const leader = await cluster.leader()
    await cluster.run(100)
    watcher.messages.length = 0
    watcher.order({ t: 'timeout', id: 9, group: 'atm' })
    const name = leader.host.node
    const message = `${name} leads atm: a leader has no election timer`
    expect(watcher.messages).toContainEqual({ t: 'ack', id: 9, ok: false, message })
    expect(watcher.messages.filter((sent) => sent.t === 'ack' && sent.ok)).toHaveLength(2)
    await cluster.run(5)
    const roles = cluster.followers().map(({ host }) => host.status(TEST_GROUP)?.role)
    expect(roles.length).toBeLessThan(3)
  })

  it('a timer fired on demand starts an election at once', async () => {
    const { cluster, watcher } = await watched()
    await cluster.leader()
    await cluster.run(100)
    const [follower] = cluster.followers()
    watcher.events.length = 0
    expect(follower?.host.fireTimeout('atm')).toEqual({ ok: true, value: null })
    await cluster.run(10)
    expect(watcher.events).toContainEqual(
      expect.objectContaining({ kind: 'role', node: follower?.host.node, role: 'preCandidate' }),
    )
    expect(follower?.host.fireTimeout('nothing')).toMatchObject({ ok: false })
  })
})
