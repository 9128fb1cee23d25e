import { describe, expect, it } from 'vitest'
import { VirtualQueue } from './virtual-queue.ts'

const consumersAt = async (queue: VirtualQueue, node: string): Promise<unknown> =>
  (await queue.ask(node, 'GET /consumers'))['consumers']

describe('signs of life', () => {
  it('E12, HC4: a consumer that only polls at one manager stays alive at all; else it turns silent', async () => {
    const queue = await VirtualQueue.start(3)
    await queue.ask('manager-1', 'POST /topics', { topic: 't' })
    for (const name of ['polls', 'sleeps'])
      await queue.ask('manager-1', 'POST /consumer/register', { topic: 't', consumer_name: name })
    for (let turn = 0; turn < 4; turn += 1) {
      await queue.run(4_500)
      await queue.ask('manager-3', 'POST /consumer/health_poll', { consumer_id: 1 })
    }
    await queue.run(1_500)
    for (const node of ['manager-1', 'manager-2', 'manager-3'])
      expect(await consumersAt(queue, node)).toMatchObject([
        { name: 'polls', health: 'alive' },
        { name: 'sleeps', health: 'silent' },
      ])
  })

  it('E15: a consume at a broker is one too, and all managers hear of it', async () => {
    const queue = await VirtualQueue.start(3)
    await queue.ask('manager-1', 'POST /topics', { topic: 't' })
    await queue.ask('manager-1', 'POST /consumer/register', { topic: 't' })
    await queue.run(16_000)
    expect(await consumersAt(queue, 'manager-2')).toMatchObject([{ health: 'silent' }])
    await queue.ask('broker-2', 'GET /consumer/consume', { consumer_id: 1 })
    await queue.run(1_500)
    for (const node of ['manager-1', 'manager-2', 'manager-3'])
      expect(await consumersAt(queue, node)).toMatchObject([{ health: 'alive' }])
  })

  it('are written into the directory at most every 10 s, and only while there are some', async () => {
    const queue = await VirtualQueue.start(3)
    await queue.ask('manager-1', 'POST /topics', { topic: 't' })
    await queue.ask('manager-1', 'POST /consumer/register', { topic: 't' })
    const last = (): number => queue.node(queue.leaderOf(1)).host.status(1)?.last ?? 0
    const before = last()
    for (let turn = 0; turn < 30; turn += 1) {
      await queue.ask('manager-2', 'POST /consumer/health_poll', { consumer_id: 1 })
      await queue.run(1_000)
    }
    expect(last() - before).toBeGreaterThanOrEqual(1)
    expect(last() - before).toBeLessThanOrEqual(3)
    const quiet = last()
    await queue.run(30_000)
    expect(last() - quiet).toBeLessThanOrEqual(1)
  })
})
