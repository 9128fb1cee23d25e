import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokerNumbers, giveNumberBack, nextBroker, setNodeAside, takeNumber } from './broker-numbers.ts'

describe('the brokers of a start', () => {
  it('are four in a folder that has none, and as many as are wanted', () => {
    expect(brokerNumbers(['journal'], null)).toEqual([1, 2, 3, 4])
    expect(brokerNumbers([], 2)).toEqual([1, 2])
  })

  it('are those that were there, also one whose folder is lost', () => {
    expect(brokerNumbers(['broker-1', 'broker-2', 'broker-5', 'broker-x'], null)).toEqual([1, 2, 3, 4, 5])
  })

  it('are without those that were decommissioned, and new ones get numbers that nobody had', () => {
    const names = ['broker-1', 'broker-2.decommissioned', 'broker-3', 'broker-4', 'broker-5.decommissioned']
    expect(brokerNumbers(names, null)).toEqual([1, 3, 4])
    expect(brokerNumbers(names, 5)).toEqual([1, 3, 4, 6, 7])
  })
})

describe('one broker more', () => {
  let data: string
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'raftroom-numbers-'))))
  afterEach(() => rmSync(data, { recursive: true, force: true }))

  const next = (present: Parameters<typeof nextBroker>[1] = []) => {
    const name = nextBroker(data, present)
    if (name === null) throw new Error('no number is left')
    return name
  }

  it('has the number behind the highest that ever was, decommissioned or not', () => {
    expect(next()).toEqual({ id: 'broker-1', role: 'broker', ordinal: 1 })
    takeNumber(data, next())
    takeNumber(data, next())
    setNodeAside(data, 'broker-2')
    expect(next().id).toBe('broker-3')
    expect(readdirSync(data).sort()).toEqual(['broker-1', 'broker-2.decommissioned'])
  })

  it('does not take the number of one that has no folder yet', () => {
    expect(next([{ id: 'broker-4', role: 'broker', ordinal: 4 }]).id).toBe('broker-5')
  })

  it('keeps its number when it was never started on it', () => {
    takeNumber(data, next())
    giveNumberBack(data, { id: 'broker-1', role: 'broker', ordinal: 1 })
    expect(next().id).toBe('broker-1')
  })

  it('loses no file by being set aside, and its number is gone even without a folder', () => {
    takeNumber(data, next())
    writeFileSync(join(data, 'broker-1', 'identity.json'), '{}')
    setNodeAside(data, 'broker-1')
    expect(readdirSync(join(data, 'broker-1.decommissioned'))).toEqual(['identity.json'])
    setNodeAside(data, 'broker-2')
    expect(next().id).toBe('broker-3')
  })

  it('is refused when every number was used', () => {
    takeNumber(data, { id: 'broker-99', role: 'broker', ordinal: 99 })
    expect(nextBroker(data, [])).toBeNull()
  })
})
