import { describe, expect, it } from 'vitest'
import type { FsOp } from '../storage/fs-port.ts'
import { MemoryDisk } from '../storage/memory-disk.ts'
import type { AppendDone, DiskError, LogStore, PutRecord } from '../storage/port.ts'
import type { Result } from '../../shared/result.ts'
import { createReach, FAIL_PLACES, failingFiles, failingLog, parseFailPoint } from './fail-points.ts'
import type { FailPlace } from './fail-points.ts'

const bytes = Buffer.from('[]')

describe('fail points', () => {
  it('are named by place, kind, node and time', () => {
    expect(parseFailPoint('after-log-sync:exit')).toEqual({
      ok: true,
      value: { node: null, place: 'after-log-sync', how: 'exit', count: 1 },
    })
    expect(parseFailPoint('broker-2/after-restore:stall:7')).toEqual({
      ok: true,
      value: { node: 'broker-2', place: 'after-restore', how: 'stall', count: 7 },
    })
    for (const wrong of ['', 'nowhere:exit', 'after-rotate', 'after-rotate:melt', 'after-rotate:exit:0'])
      expect(parseFailPoint(wrong).ok).toBe(false)
    for (const place of FAIL_PLACES) expect(parseFailPoint(`${place}:exit`).ok).toBe(true)
  })

  it('strike once, at the time that was asked for', () => {
    const struck: string[] = []
    const reach = createReach({ node: null, place: 'after-rotate', how: 'exit', count: 2 }, (how) =>
      struck.push(how),
    )
    reach('after-rotate')
    reach('after-log-sync')
    expect(struck).toEqual([])
    reach('after-rotate')
    reach('after-rotate')
    expect(struck).toEqual(['exit'])
  })

  it('know a log file from others: between write and sync, after a rotation, after a deletion', () => {
    const reached: string[] = []
    const disk = new MemoryDisk()
    const fs = failingFiles(disk, (place) => reached.push(place))
    const at = (op: FsOp): unknown => fs.now(op)
    for (const path of ['/n', '/n/wal']) at({ op: 'mkdir', path })
    const other = Number(at({ op: 'open', path: '/n/manifest.json', flag: 'wx' }))
    at({ op: 'sync', handle: other, dataOnly: true })
    const handle = Number(at({ op: 'open', path: '/n/wal/00000001.json.tmp', flag: 'wx' }))
    at({ op: 'write', handle, at: 0, bytes })
    at({ op: 'close', handle })
    expect(reached).toEqual([])
    at({ op: 'rename', from: '/n/wal/00000001.json.tmp', to: '/n/wal/00000001.json' })
    const opened: unknown[] = []
    fs.start({ op: 'open', path: '/n/wal/00000001.json', flag: 'r+' }, (_error, answer) =>
      opened.push(answer),
    )
    disk.settle()
    at({ op: 'sync', handle: Number(opened[0]), dataOnly: true })
    at({ op: 'unlink', path: '/n/wal/00000001.json' })
    expect(reached).toEqual(['after-rotate', 'after-log-write', 'after-log-delete'])
  })

  it('know the same moments of the engine that writes whole documents', () => {
    const reached: string[] = []
    const disk = new MemoryDisk()
    const fs = failingFiles(disk, (place) => reached.push(place))
    const at = (op: FsOp): unknown => fs.now(op)
    for (const path of ['/n', '/n/wal']) at({ op: 'mkdir', path })
    const write = (count: string): void => {
      const tmp = `/n/wal/00000001.json.7.${count}.tmp`
      const handle = Number(at({ op: 'open', path: tmp, flag: 'wx' }))
      at({ op: 'sync', handle, dataOnly: false })
      at({ op: 'rename', from: tmp, to: '/n/wal/00000001.json' })
    }
    write('new')
    expect(reached).toEqual(['after-rotate'])
    write('open')
    write('1')
    expect(reached).toEqual(['after-rotate', 'after-log-write'])
  })

  it('know what is in a batch', () => {
    const reached: FailPlace[] = []
    let finish = (_result: Result<AppendDone, DiskError>): void => undefined
    const log: LogStore = {
      append: (_batch, done) => void (finish = done),
      pinning: () => [],
      close: () => Promise.resolve(),
    }
    const conf = { voters: [1], outgoing: [], learners: [] }
    const record: PutRecord = {
      group: 3,
      replica: 31,
      commit: 0,
      persist: {
        seq: 1,
        hard: null,
        truncateFrom: null,
        append: [{ index: 1, term: 1, kind: 'conf', conf }],
        snap: { index: 1, term: 1, conf, bytes: 0, crc: '' },
      },
    }
    const done: boolean[] = []
    failingLog(log, (place) => reached.push(place)).append([record], (result) => done.push(result.ok))
    expect(reached).toEqual(['before-snapshot-record', 'before-conf-change', 'before-log-write'])
    finish({ ok: true, value: { places: [], bytes: 0, tookMs: 0 } })
    expect(reached.slice(3)).toEqual(['after-log-sync', 'after-snapshot-record'])
    expect(done).toEqual([true])
  })
})
