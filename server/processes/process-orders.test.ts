import { expect, it } from 'vitest'
import type { Downlink, Uplink } from '../../shared/protocol/uplink.ts'
import { createDiskFaults } from '../storage/disk-faults.ts'
import { MemoryDisk } from '../storage/memory-disk.ts'
import { withProcessOrders } from './process-orders.ts'

/** A node's disk and pipe, and what was told in which order. */
function nodeWithPipe() {
  const told: string[] = []
  const disk = createDiskFaults(new MemoryDisk({ schedule: (perform) => void setImmediate(perform) }))
  let hear: (message: Downlink) => void = () => expect.unreachable('nobody listens')
  const pipe = withProcessOrders(
    {
      send: ({ t }: Uplink) => void told.push(t),
      onDownlink: (listener) => void (hear = listener),
      events: () => true,
      onRoom: () => undefined,
      end: async () => undefined,
    },
    { setDisk: (mode) => disk.set(mode) },
  )
  pipe.onDownlink(({ t }) => void told.push(`host: ${t}`))
  return { told, disk, hear: (message: Downlink) => hear(message) }
}

/** Everything that was left for later has been done. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('a disk that is well again is confirmed only behind all that it has refused: who confirms has not died of it', async () => {
  const { told, disk, hear } = nodeWithPipe()
  disk.set('full')
  disk.fs.start({ op: 'mkdir', path: '/new' }, (error) => void told.push(error === null ? 'done' : 'refused'))
  hear({ t: 'disk', id: 1, mode: 'none', delayMs: null })
  expect(told).toEqual([])
  await turn()
  expect(told).toEqual(['refused', 'ack'])
  disk.fs.start({ op: 'mkdir', path: '/new' }, (error) => void told.push(error === null ? 'done' : 'refused'))
  await turn()
  expect(told.at(-1)).toBe('done')
})

it("what is busy confirms before it stands still, and the other orders are the host's", async () => {
  const { told, hear } = nodeWithPipe()
  hear({ t: 'busy', id: 1, ms: 0 })
  expect(told).toEqual(['ack'])
  hear({ t: 'release', id: 2, to: null })
  expect(told).toEqual(['ack', 'host: release'])
  await turn()
  expect(told).toHaveLength(2)
})
