import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownWindow } from './window.fixture.ts'
import { isOpen, openWindowOf, openWindows, readWindows, writeWindow } from './windows.ts'

let data = ''

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'raftroom-windows-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

describe('windows of a data folder', () => {
  it('are none where nobody ever opened one', () => {
    expect(readWindows(data)).toEqual([])
    expect(openWindows(data)).toEqual([])
  })

  it('keep their file when they are closed, and count as open only while their process lives', () => {
    writeWindow(data, ownWindow())
    writeWindow(data, ownWindow({ node: 'atm-2', started: 'another life' }))
    expect(readWindows(data).map(({ node }) => node)).toEqual(['atm-1', 'atm-2'])
    expect(openWindows(data)).toEqual([ownWindow()])
    expect(openWindowOf(data, 'atm-2')).toBeNull()
  })

  it('that are dead but not reaped yet are not open', () => {
    const { started } = ownWindow()
    const facts = { parent: 1, started, command: 'node', state: 'dead' } as const
    expect(isOpen(ownWindow(), () => facts)).toBe(false)
    expect(isOpen(ownWindow(), () => ({ ...facts, state: 'stopped' }))).toBe(true)
    expect(isOpen(ownWindow(), () => null)).toBe(false)
  })

  it('whose file cannot be understood name nobody for certain', () => {
    writeWindow(data, ownWindow())
    writeFileSync(join(data, 'windows', 'atm-2.json'), '{ half')
    expect(openWindows(data)).toEqual([])
    expect(() => readWindows(data)).toThrow(/JSON/)
  })
})
