import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenRequest } from '../../shared/sdk/atm.ts'
import { fileStore } from './file-store.ts'

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'raftroom-terminals-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const request = (id: string): OpenRequest => ({ id, after: 3, change: { op: 'create', account: 'dave' } })
const idsOf = (open: readonly OpenRequest[]): string[] => open.map(({ id }) => id)
const kept = (): string[] => idsOf(fileStore(dir, 'atm-1').load())

describe('the file in which terminals keep what they do not know the outcome of', () => {
  it('is found again by the next terminal at this ATM, and by no other', () => {
    fileStore(join(dir, 'new'), 'atm-1').save([request('ta-1')])
    expect(idsOf(fileStore(join(dir, 'new'), 'atm-1').load())).toEqual(['ta-1'])
    expect(fileStore(join(dir, 'new'), 'atm-2').load()).toEqual([])
  })

  it('loses nothing of another terminal that stands at the same ATM', () => {
    const one = fileStore(dir, 'atm-1')
    const two = fileStore(dir, 'atm-1')
    expect([one.load(), two.load()]).toEqual([[], []])
    one.save([request('ta-1')])
    two.save([request('tb-1')])
    expect(kept()).toEqual(['ta-1', 'tb-1'])
    one.save([])
    expect(kept()).toEqual(['tb-1'])
    two.save([])
    expect(kept()).toEqual([])
  })

  it('is there whole or as it was before: the file is replaced, and nothing else stays in the folder', () => {
    const store = fileStore(dir, 'atm-1')
    const inode = (): number => statSync(join(dir, 'terminal-atm-1.json')).ino
    store.save([request('ta-1')])
    const before = inode()
    store.save([request('ta-1'), request('ta-2')])
    expect(inode()).not.toBe(before)
    writeFileSync(join(dir, 'terminal-atm-2.json'), '[{"id": "cut of')
    expect(fileStore(dir, 'atm-2').load()).toEqual([])
    expect(readdirSync(dir)).toEqual(['terminal-atm-1.json', 'terminal-atm-2.json'])
  })

  it('that cannot be written is an error, for whoever must not send then', () => {
    const inTheWay = join(dir, 'a-file')
    writeFileSync(inTheWay, '')
    expect(() => fileStore(inTheWay, 'atm-1').save([request('ta-1')])).toThrow(/EEXIST|ENOTDIR/)
  })
})
