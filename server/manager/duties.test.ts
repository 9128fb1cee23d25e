import { describe, expect, it } from 'vitest'
import { REPORT } from '../../shared/protocol/report.ts'
import type { Fields } from '../http/fields.ts'
import { VirtualQueue } from './virtual-queue.ts'

const brokersAt = async (queue: VirtualQueue, node = 'manager-1'): Promise<unknown[]> => {
  const { brokers } = await queue.ask(node, 'GET /brokers', { all: true })
  return Array.isArray(brokers) ? brokers : []
}
const lastIndex = (queue: VirtualQueue): number => queue.node(queue.leaderOf(1)).host.status(1)?.last ?? 0

describe('the write manager', () => {
  it('HC1: registers brokers nobody told it of, each under its number', async () => {
    const queue = await VirtualQueue.start(4)
    const expected = [1, 2, 3, 4].map((id) => ({ broker_id: id, node: `broker-${id}`, alive: true }))
    for (const node of ['manager-1', 'manager-2', 'manager-3', 'broker-4'])
      expect(await brokersAt(queue, node)).toMatchObject(expected)
  })

  it('an idle cluster adds nothing to its log, however often brokers report', async () => {
    const queue = await VirtualQueue.start(3)
    const before = lastIndex(queue)
    await queue.run(12_000)
    expect(lastIndex(queue)).toBe(before)
  })

  it('E3: marks a broker dead after 5 s of silence, not before, and alive again when it is back', async () => {
    const queue = await VirtualQueue.start(4)
    queue.isolate(['broker-2'])
    await queue.run(3_900)
    expect(await brokersAt(queue)).toMatchObject([{}, { alive: true }, {}, {}])
    await queue.run(1_700)
    expect(await brokersAt(queue)).toMatchObject([{ alive: true }, { alive: false }, { alive: true }, {}])
    expect((await queue.ask('manager-1', 'GET /brokers'))['brokers']).toHaveLength(3)
    queue.isolate(['broker-2'], false)
    await queue.run(1_500)
    expect(await brokersAt(queue)).toMatchObject([{}, { alive: true, broker_id: 2 }, {}, {}])
  })

  it('a new write manager gives brokers time to be heard before it calls any of them dead', async () => {
    const queue = await VirtualQueue.start(3)
    const old = queue.leaderOf(1)
    queue.isolate([old])
    await queue.run(4_000)
    const others = ['manager-1', 'manager-2', 'manager-3'].filter((node) => node !== old)
    expect(await brokersAt(queue, others[0])).toMatchObject([1, 2, 3].map(() => ({ alive: true })))
    queue.isolate([old], false)
    await queue.run(6_000)
    expect(await brokersAt(queue, old)).toMatchObject([1, 2, 3].map(() => ({ alive: true })))
  })

  it('B17: a broker whose folder was emptied is another broker and gets none of the old replicas', async () => {
    const queue = await VirtualQueue.start(3)
    await queue.ask('manager-1', 'POST /topics', { topic: 'a' })
    await queue.node('broker-2').host.stop()
    const fresh = await queue.boot('broker-2')
    await queue.run(3_000)
    expect(fresh.host.groups()).toEqual([])
    await queue.run(4_000)
    expect(fresh.host.groups()).toEqual([])
    expect(await brokersAt(queue)).toMatchObject([
      { broker_id: 1, alive: true },
      { broker_id: 2, alive: false, replicas: 1, leaders: 0 },
      { broker_id: 3, alive: true },
      { node: 'broker-2', alive: true, replicas: 0 },
    ])
  })

  it('orders the hosting of a partition until its broker has it', async () => {
    const queue = await VirtualQueue.start(3)
    queue.isolate(['broker-3'])
    const made = await queue.ask('manager-2', 'POST /topics', { topic: 'a' })
    expect(made).toMatchObject({ http: 200, ready: true })
    expect(queue.node('broker-3').host.groups()).toEqual([])
    queue.isolate(['broker-3'], false)
    await queue.run(1_500)
    expect(queue.node('broker-3').host.groups()).toMatchObject([{ name: 'a/0', epoch: 1 }])
  })

  it('a report in the name of another broker is refused', async () => {
    const queue = await VirtualQueue.start(3)
    const report = {
      node: 'broker-1',
      host: 'memory',
      httpPort: 1,
      raftPort: 1,
      birth: 'other',
      groups: [],
      producers: [],
      consumers: [],
    }
    const call = queue.node('broker-2').host.call('manager-1', REPORT, report, 1_000)
    expect(await queue.settled(call)).toMatchObject({ ok: false, error: { why: 'refused' } })
  })

  it('E7: a heartbeat over HTTP registers a complete address, refreshes a known one, and lasts 5 s', async () => {
    const queue = await VirtualQueue.start(3)
    const place = { host: '10.0.0.9', http_port: 80 }
    const beat = (fields: Fields) => queue.ask('manager-2', 'POST /brokers/heartbeat', fields)
    expect(await beat(place)).toMatchObject({ http: 404, code: 'no-such-broker', what: '10.0.0.9:80' })
    const full = { ...place, node: 'broker-9', raft_port: 81, cluster: 'test' }
    expect(await beat(full)).toMatchObject({ http: 200, broker_id: 9, registered: true })
    expect(await beat({ ...place, http_port: '80' })).toMatchObject({ broker_id: 9, registered: false })
    expect(await beat({ ...full, http_port: 82 })).toMatchObject({ http: 409, code: 'node-exists' })
    await queue.run(4_500)
    expect(await brokersAt(queue)).toMatchObject([{}, {}, {}, { alive: true }])
    await queue.run(1_500)
    expect(await brokersAt(queue)).toMatchObject([{}, {}, {}, { alive: false }])
  })
})
