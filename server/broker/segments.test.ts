// Old messages live in files: what clients see of them after snapshots, restarts and moves.

import { describe, expect, it } from 'vitest'
import { MovingQueue, GROUP } from '../manager/moving.fixture.ts'
import type { VirtualQueue } from '../manager/virtual-queue.ts'

/** Megabytes go through five simulated disks. */
const SLOW_MS = 30_000
/** A few of them fill a segment, and twenty the log that a leader keeps behind its snapshot. */
const LONG = 'x'.repeat(50 * 1024)

const texts = (count: number): string[] => Array.from({ length: count }, (_, place) => `m${place + 1}`)
const segmentsOf = (queue: VirtualQueue, broker: number): string[] => {
  const paths = queue.node(`broker-${broker}`).disk.paths()
  return paths.filter((path) => path.includes('/seg-')).map((path) => path.slice(path.lastIndexOf('/') + 1))
}
async function snapshots(queue: VirtualQueue, brokers: readonly number[]): Promise<void> {
  for (const broker of brokers) queue.node(`broker-${broker}`).host.snapshotNow(GROUP)
  await queue.run(1_000)
}
const page = async (queue: VirtualQueue, at: string, offset: number, max: number): Promise<unknown> => {
  const { messages } = await queue.ask(at, 'GET /retrieve_messages', { topic: 'a', offset, max })
  return Array.isArray(messages) ? messages.map((one) => Object(one).message) : messages
}

describe('a partition whose old messages are in files', () => {
  it('has the same files at every replica, and answers from them after all were restarted', async () => {
    const { queue, consumer_id } = await seeded(2_600)
    await snapshots(queue, [1, 2, 3])
    const names = ['seg-000000000001-000000001000.json', 'seg-000000001001-000000002000.json']
    for (const broker of [1, 2, 3]) expect(segmentsOf(queue, broker)).toEqual(names)
    expect(await page(queue, 'broker-4', 998, 4)).toEqual(['m999', 'm1000', 'm1001', 'm1002'])
    for (const broker of [1, 2, 3]) await queue.kill(`broker-${broker}`)
    for (const broker of [1, 2, 3]) await queue.restart(`broker-${broker}`)
    await queue.run(3_000)
    expect(await page(queue, 'broker-4', 1_998, 4)).toEqual(['m1999', 'm2000', 'm2001', 'm2002'])
    expect(await queue.ask('broker-4', 'GET /consumer/consume', { consumer_id, max: 2 })).toMatchObject({
      messages: [{ message: 'm1' }, { message: 'm2' }],
    })
  })

  it(
    'gives a new replica the files, when the log of the others begins later',
    async () => {
      const { queue, moving } = await seeded(0)
      for (let batch = 0; batch < 8; batch += 1) {
        const messages = Array.from({ length: 8 }, (_, place) => `m${batch * 8 + place + 1} ${LONG}`)
        await queue.ask('manager-2', 'POST /producer/produce', { ...moving.asProducer(), messages })
      }
      const from = [1, 2, 3].find((id) => id !== moving.leader()) ?? 0
      await snapshots(queue, [1, 2, 3])
      await moving.move(from, 4)
      await moving.settled()
      expect(moving.holders().has(4)).toBe(true)
      expect(segmentsOf(queue, 4).length).toBeGreaterThan(5)
      expect(segmentsOf(queue, 4)).toEqual(segmentsOf(queue, moving.leader()))
      const local = { topic: 'a', offset: 6, max: 3, consistency: 'local' }
      expect(await queue.ask('broker-4', 'GET /retrieve_messages', local)).toMatchObject({
        messages: ['m7', 'm8', 'm9'].map((text) => ({ message: `${text} ${LONG}` })),
        node: 'broker-4',
      })
    },
    SLOW_MS,
  )
})

/** So many messages in batches of 500, and a consumer. */
async function seeded(count: number) {
  const moving = await MovingQueue.start()
  const { queue } = moving
  for (let from = 0; from < count; from += 500) {
    const messages = texts(count).slice(from, from + 500)
    await queue.ask('manager-2', 'POST /producer/produce', { ...moving.asProducer(), messages })
  }
  const told = await queue.ask('manager-1', 'POST /consumer/register', { topic: 'a' })
  return { queue, moving, consumer_id: Number(told['consumer_id']) }
}
