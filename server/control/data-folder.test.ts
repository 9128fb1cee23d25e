import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Wanted } from './data-folder.ts'
import { openDataFolder, setAside } from './data-folder.ts'
import { ownWindow } from './window.fixture.ts'
import { writeWindow } from './windows.ts'

const ANY: Wanted = { managers: null, brokers: null, atms: null, storage: null }
let folder = ''

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'raftroom-')), 'data')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const open = (wanted: Partial<Wanted> = {}) => openDataFolder(folder, { ...ANY, ...wanted })
const sentence = (wanted: Partial<Wanted> = {}): string => {
  const opened = open(wanted)
  return opened.ok ? 'opened' : opened.error
}

describe('the data folder', () => {
  it('keeps the cluster id and the first replicas of its first start', () => {
    const first = open({ managers: 5 })
    const second = open()
    expect(first.ok && second.ok).toBe(true)
    if (!first.ok || !second.ok) return
    expect(second.value.cluster).toEqual(first.value.cluster)
    expect(second.value.counts).toEqual({ managers: 5, brokers: 4, atms: 3 })
    expect(second.value.cluster.atms[0]).toEqual({ node: 'atm-1', replica: 6 })
  })

  it('refuses other numbers of managers and ATMs than it has', () => {
    open()
    expect(sentence({ managers: 5 })).toMatch(
      /a cluster with 3 managers: start it with --managers 3, or with --fresh/,
    )
    expect(sentence({ atms: 1 })).toMatch(/3 atms/)
    expect(sentence({ managers: 3, brokers: 6 })).toBe('opened')
  })

  it('keeps the engine of its first start, and refuses another one', () => {
    const first = open({ storage: 'rewrite' })
    const second = open()
    expect(first.ok && second.ok && second.value.cluster.storage).toBe('rewrite')
    expect(sentence({ storage: 'log' })).toMatch(
      /engine "rewrite": start them with --storage rewrite, or with --fresh/,
    )
  })

  it('of before there were two engines is one of appended lines', () => {
    open()
    const file = join(folder, 'cluster.json')
    const { storage, ...older } = JSON.parse(readFileSync(file, 'utf8'))
    expect(storage).toBe('log')
    writeFileSync(file, JSON.stringify(older))
    expect(sentence({ storage: 'log' })).toBe('opened')
    expect(sentence({ storage: 'rewrite' })).toMatch(/--storage log/)
  })

  it('B17: keeps a broker that has lost its folder, and none that was decommissioned', () => {
    const first = open()
    if (!first.ok) throw new Error(first.error)
    first.value.remember({ born: ['broker-1', 'broker-2', 'broker-3', 'broker-4', 'broker-5', 'atm-1'] })
    for (const name of ['broker-1', 'broker-2.decommissioned', 'broker-3']) mkdirSync(join(folder, name))
    expect(open()).toMatchObject({ value: { brokers: [1, 3, 4, 5], counts: { brokers: 4 } } })
    expect(open({ brokers: 5 })).toMatchObject({ value: { brokers: [1, 3, 4, 5, 6] } })
    expect(sentence({ brokers: 3 })).toMatch(/has 4 brokers that may hold messages/)
  })

  it('refuses to leave out a broker that may hold messages', () => {
    open()
    mkdirSync(join(folder, 'broker-6'))
    expect(sentence({ brokers: 4 })).toMatch(/has 6 brokers that may hold messages/)
    expect(open()).toMatchObject({ value: { counts: { brokers: 6 } } })
  })

  it("takes what happened in windows for its own history, and their bank for somebody else's", () => {
    const first = open()
    expect(first.ok && first.value.hasOldBank).toBe(false)
    writeWindow(folder, ownWindow({ node: 'atm-2', clusterTime: 7_000 }))
    writeWindow(folder, ownWindow({ node: 'atm-3', born: false }))
    const second = open()
    expect(second.ok && second.value.hasOldBank).toBe(true)
    expect(second.ok && second.value.history()).toMatchObject({
      born: ['atm-2'],
      epoch: 3,
      clusterTime: 7_000,
    })
    if (second.ok) second.value.remember({ demo: 'none' })
    expect(open()).toMatchObject({ value: { hasOldBank: false } })
  })

  it('remembers its history', () => {
    const first = open()
    if (first.ok) first.value.remember({ demo: 'made', born: ['atm-1'] })
    const second = open()
    expect(second.ok && second.value.history()).toMatchObject({ demo: 'made', born: ['atm-1'], epoch: 0 })
  })

  it('that cannot be understood is refused in a sentence and left as it is', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'cluster.json'), '{ half')
    expect(sentence()).toMatch(/cannot be understood .* --fresh/)
    expect(readFileSync(join(folder, 'cluster.json'), 'utf8')).toBe('{ half')
  })

  it('that cannot be made is refused in a sentence', () => {
    writeFileSync(folder, 'a file, not a folder')
    expect(sentence()).toMatch(/cannot be read and written .* --data/)
  })

  it('is set aside, never deleted', () => {
    open()
    const aside = setAside(folder, new Date(0))
    expect(aside).toBe(`${folder}.1970-01-01T00-00-00`)
    expect(existsSync(join(String(aside), 'cluster.json'))).toBe(true)
    expect(setAside(folder, new Date(0))).toBeNull()
  })
})
