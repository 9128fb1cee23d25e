import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ownWindow } from '../control/window.fixture.ts'
import { isOpen, readWindows } from '../control/windows.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import type { KeptWindow } from './window-file.ts'
import { keepWindowFile } from './window-file.ts'

let data = ''

beforeEach(() => {
  vi.useFakeTimers()
  data = mkdtempSync(join(tmpdir(), 'raftroom-window-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(data, { recursive: true, force: true })
})

const { node, port, clock } = ownWindow()
const keep = (change: Partial<KeptWindow> = {}): void =>
  keepWindowFile({
    data,
    port,
    config: { node, clock, mayCreate: true },
    clusterTime: () => 7_000,
    ready: () => false,
    die: (code, message) => expect.fail(`${code}: ${message}`),
    ...change,
  })

describe('the file of a window', () => {
  it('is there at once, names this process and says when its ATM is in service', () => {
    let ready = false
    keep({ ready: () => ready })
    const [file] = readWindows(data)
    expect(file).toMatchObject({ node, pid: process.pid, port, clock, clusterTime: 7_000, born: false })
    expect(file !== undefined && isOpen(file)).toBe(true)
    ready = true
    vi.advanceTimersByTime(100)
    expect(readWindows(data)).toMatchObject([{ born: true }])
  })

  it('B17: does not forget an earlier life in service while this one waits for others', () => {
    keep({ config: { node, clock, mayCreate: false } })
    expect(readWindows(data)).toMatchObject([{ born: true }])
  })

  it('has a cluster time that goes on with it', () => {
    let now = 7_000
    keep({ clusterTime: () => now })
    now = 12_000
    vi.advanceTimersByTime(5_000)
    expect(readWindows(data)).toMatchObject([{ clusterTime: 12_000 }])
  })

  it('that cannot be written ends the node as any disk error does, in one sentence', () => {
    writeFileSync(join(data, 'windows'), 'no folder')
    const die: KeptWindow['die'] = (code, message) => {
      throw new Error(`${code}: ${message}`)
    }
    expect(() => keep({ die })).toThrow(
      new RegExp(`^${EXIT_DISK_ERROR}: the window's file in ${data} cannot be written: E\\w+: .*$`),
    )
  })
})
