import { describe, expect, it } from 'vitest'
import { VirtualQueue } from './virtual-queue.ts'

const MANAGERS = ['manager-1', 'manager-2', 'manager-3']

async function withTopic(brokers = 4): Promise<VirtualQueue> {
  const queue = await VirtualQueue.start(brokers)
  await queue.ask('manager-1', 'POST /topics', { topic: 'one' })
  await queue.ask('manager-1', 'POST /producer/register', { topic: 'one', producer_name: 'p' })
  await queue.ask('manager-1', 'POST /consumer/register', { topic: 'one' })
  return queue
}
const produce = (queue: VirtualQueue, node: string, message: string) =>
  queue.ask(node, 'POST /producer/produce', { topic: 'one', producer_id: 1, message, request_id: message })
const consume = (queue: VirtualQueue, node: string) =>
  queue.ask(node, 'GET /consumer/consume', { consumer_id: 1 })

/** The node that holds no replica of group 3. */
const bystander = (queue: VirtualQueue): string =>
  ['broker-1', 'broker-2', 'broker-3', 'broker-4'].find((node) => queue.node(node).host.status(3) === null) ??
  ''
const holders = (queue: VirtualQueue): string[] =>
  ['broker-1', 'broker-2', 'broker-3', 'broker-4'].filter((node) => queue.node(node).host.status(3) !== null)

describe('a manager cut off from the others', () => {
  it('refuses reads with no-quorum, within the deadline, and still shows its own copy', async () => {
    const queue = await withTopic()
    queue.isolate(['manager-1'])
    await queue.run(2_000)
    expect(await queue.ask('manager-1', 'GET /topics', { deadline_ms: 500 })).toMatchObject({
      http: 503,
      code: 'no-quorum',
      group: 'managers',
      heard: 1,
      needed: 2,
      message: 'service currently unavailable: managers: 1 of 3 voters can be heard, 2 are needed',
    })
    const local = await queue.ask('manager-1', 'GET /topics', { consistency: 'local' })
    expect(local).toMatchObject({ http: 200, topics: ['one'], node: 'manager-1', after: 1 })
  })

  it('refuses changes in time, and nothing of them happens later', async () => {
    const queue = await withTopic()
    const follower = MANAGERS.find((node) => node !== queue.leaderOf(1)) ?? ''
    queue.isolate([follower])
    await queue.run(2_000)
    const told = await queue.ask(follower, 'POST /topics', { topic: 'lost', deadline_ms: 1_000 })
    expect(told).toMatchObject({ code: 'no-quorum', outcome: 'refused' })
    expect(told.after).toBeLessThan(1_100)
    queue.isolate([follower], false)
    await queue.run(2_000)
    expect((await queue.ask(follower, 'GET /topics'))['topics']).toEqual(['one'])
  })

  it('what an old leader had taken stays unknown, although no-quorum was heard after it', async () => {
    const queue = await withTopic()
    const old = queue.leaderOf(1)
    queue.isolate([old])
    expect(await queue.ask(old, 'POST /topics', { topic: 'perhaps' })).toMatchObject({
      http: 503,
      code: 'unknown',
      outcome: 'unknown',
      group: 'managers',
      request_id: `${old}.1.${old === 'manager-1' ? 4 : 1}`,
    })
  })
})

describe('during an election', () => {
  it('GET /brokers and a registration wait for the new write manager', async () => {
    const queue = await withTopic()
    const old = queue.leaderOf(1)
    const [other = ''] = MANAGERS.filter((node) => node !== old)
    queue.isolate([old])
    const listed = await queue.ask(other, 'GET /brokers')
    expect(listed).toMatchObject({ http: 200, consistency: 'linearizable' })
    const id = await queue.ask('broker-1', 'POST /producer/register', { topic: 'one' })
    expect(id).toMatchObject({ http: 200, producer_id: 2, duplicate: false })
  })

  it('RB17: a produce reaches the new leader of the partition under the same id, through any node', async () => {
    const queue = await withTopic()
    await produce(queue, 'manager-1', 'a')
    await produce(queue, bystander(queue), 'b')
    queue.isolate([queue.leaderOf(3)])
    expect(await produce(queue, 'manager-2', 'c')).toMatchObject({ http: 200, offset: 3 })
    expect(await produce(queue, bystander(queue), 'd')).toMatchObject({ http: 200, offset: 4 })
    expect(await produce(queue, 'manager-3', 'b')).toMatchObject({ http: 200, offset: 2, duplicate: true })
  })
})

describe('a partition without a quorum', () => {
  it('RB20: refuses produce, consume and size with no-quorum, at its last holder and far from it', async () => {
    const queue = await withTopic()
    await produce(queue, 'manager-1', 'a')
    const [first = '', second = '', last = ''] = holders(queue)
    queue.isolate([first, second])
    await queue.run(2_000)
    const needs = { http: 503, code: 'no-quorum', outcome: 'refused', group: 'one/0', heard: 1, needed: 2 }
    for (const node of [last, bystander(queue), 'manager-1']) {
      expect(await produce(queue, node, 'lost')).toMatchObject(needs)
      expect(await consume(queue, node)).toMatchObject(needs)
      const size = await queue.ask(node, 'GET /size', { topic: 'one' })
      expect(size).toMatchObject(needs)
      expect(size.after).toBeLessThanOrEqual(3_100)
    }
    const local = await queue.ask(last, 'GET /size', { topic: 'one', consistency: 'local' })
    expect(local).toMatchObject({ http: 200, size: 1, partitions: [{ node: last }] })
  })
})

describe('without managers', () => {
  it('MG6: a broker that knows its clients goes on at once', async () => {
    const queue = await withTopic()
    const node = bystander(queue)
    await produce(queue, node, 'a')
    await consume(queue, node)
    queue.isolate(MANAGERS)
    await queue.run(8_000)
    const told = await produce(queue, node, 'b')
    expect(told).toMatchObject({ http: 200, offset: 2 })
    expect(told.after).toBeLessThan(200)
    expect(await consume(queue, node)).toMatchObject({ http: 200, message: 'b' })
    expect(await queue.ask(node, 'GET /topics', { deadline_ms: 300 })).toMatchObject({
      code: 'no-leader',
      message: 'service currently unavailable: nobody answers for managers',
    })
  })
})
