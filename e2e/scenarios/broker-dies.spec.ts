import { expect, test } from '../fixtures/story.ts'

/** Enough to have messages before, during and after the election. */
const MESSAGES = 40
const KILL_AFTER = 10

test('(e) a broker dies while orders are produced and consumed: none lost, none twice, in order', async ({
  cluster,
  dashboard,
}) => {
  const producer = await cluster.ask('manager-1', 'POST', '/producer/register', {
    topic: 'orders',
    partition: 1,
    producer_name: 'story-e',
  })
  const consumer = await cluster.ask('manager-1', 'POST', '/consumer/register', {
    topic: 'orders',
    partition: 1,
  })
  // Who leads now shall lead when it is killed.
  expect((await cluster.ask('manager-1', 'POST', '/balancer', { paused: true })).status).toBe(200)
  const { leader } = await cluster.group('orders/1')
  if (leader === null) throw new Error('orders/1 has no leader')

  for (let number = 1; number <= MESSAGES; number += 1) {
    if (number === KILL_AFTER) await dashboard.act(leader, 'kill')
    const message = { producer_id: producer.body['producer_id'], topic: 'orders', message: `order ${number}` }
    // The sequence makes asking again harmless, as the client library does it.
    await expect
      .poll(
        async () =>
          (
            await cluster.ask('manager-2', 'POST', '/producer/produce', {
              ...message,
              sequence: number,
              partition: 1,
            })
          ).body['status'],
        { timeout: 20_000 },
      )
      .toBe('success')
  }
  await expect(dashboard.node(leader)).toHaveAttribute('data-process', 'killed')
  expect((await cluster.group('orders/1')).leader).not.toBe(leader)

  const taken: unknown[] = []
  for (let number = 1; number <= MESSAGES; number += 1) {
    const one = await cluster.ask('manager-3', 'GET', '/consumer/consume', {
      consumer_id: consumer.body['consumer_id'],
      request_id: `take-${number}`,
    })
    taken.push(one.body['message'])
  }
  expect(taken).toEqual(Array.from({ length: MESSAGES }, (_, at) => `order ${at + 1}`))
  const end = await cluster.ask('manager-3', 'GET', '/consumer/consume', {
    consumer_id: consumer.body['consumer_id'],
  })
  expect(end).toMatchObject({ status: 200, body: { code: 'empty' } })
})
