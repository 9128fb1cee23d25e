import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { nodeProcesses } from './processes.ts'
import { DIR, memoryBench, opened, refused } from './storage-fixtures.ts'

const LOCK = `${DIR}/lock.json`
const onLinux = process.platform === 'linux'

/** A folder that was left with this lock, and processes of which only `alive` lives. */
function lockedBy(lock: string, alive: number) {
  const processes = { self: { pid: 50, started: null }, isAlive: ({ pid }: { pid: number }) => pid === alive }
  const bench = memoryBench({ processes })
  bench.disk.now({ op: 'mkdir', path: DIR })
  bench.disk.put(LOCK, Buffer.from(lock))
  return bench
}

describe('the lock of a folder', () => {
  it('of a living owner is respected, and the sentence names the process', () => {
    const { open, disk } = lockedBy('{"pid":41,"started":null}', 41)
    const refusal = refused(open())
    expect(refusal.code).toBe('locked')
    expect(refusal.message).toContain('process 41 is alive')
    expect(disk.paths()).toEqual([LOCK])
  })

  it('of a dead owner is taken over', () => {
    const { open, disk } = lockedBy('{"pid":41,"started":null}', 42)
    opened(open())
    expect(JSON.parse(disk.bytesOf(LOCK).toString())).toEqual({ pid: 50, started: null })
  })

  it.each(['', '\0\0\0', '{"pid":', '{}'])('without an owner in it (%j) is taken over', (lock) => {
    expect(lockedBy(lock, 0).open().ok).toBe(true)
  })

  it('is given back when the node refuses to start', () => {
    const { disk, open } = memoryBench()
    disk.now({ op: 'mkdir', path: DIR })
    refused(open({ mayCreate: false }))
    expect(disk.paths()).toEqual([])
  })

  it('that another process takes over at the same moment stays its own', () => {
    const dead = '{"pid":41,"started":null}'
    const rival = '{"pid":60,"started":null}'
    let raced = false
    const bench = memoryBench(
      { processes: { self: { pid: 50, started: null }, isAlive: ({ pid }) => pid === 60 } },
      {
        fault(op) {
          // The rival is quicker: it has replaced the dead lock before this process moves it aside.
          if (op.op === 'rename' && !raced) {
            raced = true
            bench.disk.put(LOCK, Buffer.from(rival))
          }
          return null
        },
      },
    )
    bench.disk.now({ op: 'mkdir', path: DIR })
    bench.disk.put(LOCK, Buffer.from(dead))
    expect(refused(bench.open()).message).toContain('process 60')
    expect(bench.disk.bytesOf(LOCK).toString()).toBe(rival)
  })
})

describe('who is alive', () => {
  it('this process is', () => {
    const table = nodeProcesses()
    expect(table.isAlive(table.self)).toBe(true)
  })

  it.runIf(onLinux)('a pid that another process uses again is not its old owner', () => {
    const table = nodeProcesses()
    expect(table.isAlive({ pid: process.pid, started: 'another-boot 12345' })).toBe(false)
  })

  it('a process that has ended is not', async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
    await once(child, 'exit')
    expect(nodeProcesses().isAlive({ pid: child.pid ?? 0, started: null })).toBe(false)
  })

  it.runIf(onLinux)('a zombie is not, though a signal still reaches it', async () => {
    // The shell becomes a program that never reaps the child it inherits.
    const script = 'sleep 0 & echo $!; exec tail -f /dev/null'
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const [line] = await once(parent.stdout, 'data')
      const pid = Number(String(line).trim())
      await expect
        .poll(() => nodeProcesses().isAlive({ pid, started: null }), { timeout: 10_000 })
        .toBe(false)
      expect(() => process.kill(pid, 0)).not.toThrow()
    } finally {
      parent.kill('SIGKILL')
    }
  })
})
