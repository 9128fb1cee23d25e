import { expect, test } from '@playwright/test'
import { Cluster, isAlive } from '../fixtures/cluster.ts'
import { Dashboard } from '../pages/dashboard.ts'

test('(d) everything is stopped with Ctrl-C and started again: money, topics, messages and offsets are all there', async ({
  page,
}) => {
  const cluster = await Cluster.make()
  try {
    await cluster.start()
    await cluster.ask('atm-2', 'POST', '/withdraw', { account: 'alice', amount: 30, request_id: 'story-d-1' })
    const producer = await cluster.ask('manager-1', 'POST', '/producer/register', {
      topic: 'orders',
      partition: 0,
    })
    const consumer = await cluster.ask('manager-2', 'POST', '/consumer/register', {
      topic: 'orders',
      partition: 0,
    })
    const producerId = producer.body['producer_id']
    const consumerId = consumer.body['consumer_id']
    for (const message of ['one', 'two', 'three']) {
      const stored = await cluster.ask('broker-1', 'POST', '/producer/produce', {
        topic: 'orders',
        producer_id: producerId,
        message,
      })
      expect(stored.body).toMatchObject({ status: 'success' })
    }
    const first = await cluster.ask('broker-2', 'GET', '/consumer/consume', { consumer_id: consumerId })
    expect(first.body).toMatchObject({ message: 'one', offset: 1 })

    const { nodes } = await cluster.facts()
    const pids = [cluster.pid, ...nodes.flatMap(({ pid }) => (pid === null ? [] : [pid]))]
    expect(pids).toHaveLength(nodes.length + 1)
    expect(await cluster.stop()).toBe(0)
    for (const pid of pids) expect(await isAlive(pid), `process ${pid} is still there`).toBe(false)

    await cluster.start()
    const dashboard = new Dashboard(page)
    await dashboard.open(cluster.url)
    await dashboard.panel('Money')
    for (const atm of ['atm-1', 'atm-2', 'atm-3']) {
      await expect(dashboard.balance('alice', atm)).toHaveAttribute('data-balance', '70')
    }
    await expect(dashboard.money).toHaveAttribute('data-ok', 'true')

    const again = await cluster.ask('atm-3', 'POST', '/withdraw', {
      account: 'alice',
      amount: 30,
      request_id: 'story-d-1',
    })
    expect(again.body).toMatchObject({ status: 'success', duplicate: true, balance: 70 })
    const topics = await cluster.ask('manager-3', 'GET', '/topics')
    expect(topics.body).toMatchObject({ topics: ['orders'] })
    const next = await cluster.ask('broker-3', 'GET', '/consumer/consume', { consumer_id: consumerId })
    expect(next.body).toMatchObject({ message: 'two', offset: 2 })
    const left = await cluster.ask('broker-4', 'GET', '/size', { consumer_id: consumerId })
    expect(left.body).toMatchObject({ size: 1 })
  } finally {
    await cluster.remove()
  }
})

test('(d) when the control server is killed with SIGKILL no node stays behind', async () => {
  const cluster = await Cluster.make()
  try {
    await cluster.start()
    const { nodes } = await cluster.facts()
    process.kill(cluster.pid, 'SIGKILL')
    for (const { pid } of nodes)
      await expect.poll(() => pid !== null && isAlive(pid), { timeout: 10_000 }).toBe(false)
  } finally {
    await cluster.remove()
  }
})
