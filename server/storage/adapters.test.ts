import { Low } from 'lowdb'
import { describe, expect, it } from 'vitest'
import type { FsOp } from './fs-port.ts'
import type { LogRecord } from './records.ts'
import type { MemoryDiskOptions } from './memory-disk.ts'
import { createDiskQueue } from './disk-queue.ts'
import { documentAdapter } from './documents.ts'
import { createLogAdapter } from './log-adapter.ts'
import { identityPlace } from './manifest.ts'
import { MemoryDisk } from './memory-disk.ts'
import { openFile, runNow } from './plan.ts'
import { createLogFile } from './line-files.ts'
import { headAfter } from './rotation.ts'
import { CLUSTER, DIR, NODE, put, puts } from './storage-fixtures.ts'

const head = headAfter({ cluster: CLUSTER, node: NODE, prev: null, groups: [] })
const line = (n: number): LogRecord => ({ n, d: n - 1, k: 'put', put: puts(n - 1) })

/** A disk with one log file behind lowdb, and every call it sees. */
function lowOverLog(options: MemoryDiskOptions = {}) {
  const ops: FsOp[] = []
  const disk = new MemoryDisk({
    fault(op, count) {
      ops.push(op)
      return options.fault?.(op, count) ?? null
    },
  })
  disk.now({ op: 'mkdir', path: `${DIR}/wal` })
  const end = runNow(disk, createLogFile(DIR, head))
  const handle = runNow(disk, openFile(`${DIR}/wal/00000001.json`, 'r+'))
  const queue = createDiskQueue(disk)
  const written = (): void => {}
  const parts = { queue, folder: DIR, file: 1, handle, end, mark: null, count: 1, now: () => 0, written }
  const low = new Low<LogRecord[]>(createLogAdapter(parts), [head])
  ops.length = 0
  return { disk, low, ops, end }
}

const settled = async <T>(disk: MemoryDisk, begun: Promise<T>): Promise<T> => {
  disk.settle()
  return begun
}

describe('the log as a lowdb adapter', () => {
  it('writes only the records added since the last call: one write at the bracket, one fdatasync', async () => {
    const { disk, low, ops, end } = lowOverLog()
    low.data.push(line(2))
    await settled(disk, low.write())
    low.data.push(line(3), line(4))
    await settled(disk, low.write())
    expect(ops.map((op) => (op.op === 'sync' ? `sync ${op.dataOnly}` : op.op))).toEqual([
      'write',
      'sync true',
      'write',
      'sync true',
    ])
    const [first, , second] = ops
    expect(first).toMatchObject({ at: end })
    const firstBytes = first?.op === 'write' ? first.bytes.length : 0
    expect(second).toMatchObject({ at: end + firstBytes - 1 })
  })

  it('reads back what was written', async () => {
    const { disk, low } = lowOverLog()
    low.data.push(line(2), line(3))
    await settled(disk, low.write())
    low.data = []
    await settled(disk, low.read())
    expect(low.data).toEqual([head, line(2), line(3)])
  })

  it('takes one write at a time', async () => {
    const { disk, low } = lowOverLog()
    low.data.push(line(2))
    const first = low.write()
    low.data.push(line(3))
    await expect(low.write()).rejects.toThrow('one write of the log at a time')
    await settled(disk, first)
  })

  it.each(['EIO', 'short'] as const)(
    'is dead after the first error (%s): each later call is rejected (B41)',
    async (fault) => {
      const { disk, low, ops } = lowOverLog({
        fault: (op) => (op.op === 'write' && op.at > 0 ? fault : null),
      })
      low.data.push(line(2))
      await expect(settled(disk, low.write())).rejects.toThrow('wal/00000001.json')
      const asked = ops.length
      await expect(settled(disk, low.write())).rejects.toThrow('wal/00000001.json')
      await expect(settled(disk, low.read())).rejects.toThrow('wal/00000001.json')
      expect(ops).toHaveLength(asked)
    },
  )

  it('never encodes a hole: an empty persist is a line too', async () => {
    const { disk, low } = lowOverLog()
    low.data.push({ n: 2, d: 1, k: 'put', put: put({}) })
    await settled(disk, low.write())
    expect(JSON.parse(disk.bytesOf(`${DIR}/wal/00000001.json`).toString())).toHaveLength(2)
  })
})

describe('a document as a lowdb adapter', () => {
  const identity = {
    cluster: CLUSTER,
    node: NODE,
    role: 'broker' as const,
    storage: 'log' as const,
    birth: 'b',
  }

  function lowOverDocument() {
    const disk = new MemoryDisk()
    disk.now({ op: 'mkdir', path: DIR })
    const adapter = documentAdapter(createDiskQueue(disk), identityPlace(DIR, 1), () => {})
    return { disk, low: new Low(adapter, identity) }
  }

  it('throws when the file is missing, so that default data never comes into play (B10)', async () => {
    const { disk, low } = lowOverDocument()
    await expect(settled(disk, low.read())).rejects.toThrow('identity.json')
  })

  it('queues writes and merges none: each waits for its own sync', async () => {
    const { disk, low } = lowOverDocument()
    const { calls } = disk
    const writes = ['x', 'y', 'z'].map((birth) => {
      low.data = { ...identity, birth }
      return low.write()
    })
    await settled(disk, Promise.all(writes))
    const callsOfOne = 6
    expect(disk.calls - calls).toBe(3 * callsOfOne)
    await settled(disk, low.read())
    expect(low.data.birth).toBe('z')
  })
})
