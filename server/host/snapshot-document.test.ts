import { describe, expect, it } from 'vitest'
import { crc32Of } from '../../shared/crc32.ts'
import { createBank } from '../machines/bank.ts'
import type { Bank } from '../machines/bank.ts'
import { entry, fakeCore } from './fake-core.ts'
import { SNAPSHOT_LIMITS } from './limits.ts'
import { beginDocument } from './snapshot-document.ts'
import type { SnapshotDocument } from './snapshot-document.ts'

const NAMES = Array.from({ length: 40 }, (_, at) => `kundin-${at}`)
const PAYMENTS = 4_000

/** Each request is remembered. */
function pay(bank: Bank, from: number, count: number): void {
  for (let index = from; index < from + count; index += 1) {
    const request = { id: `request-${index}`, after: index - 1 }
    const account = NAMES[index % NAMES.length] ?? ''
    const what =
      index <= NAMES.length ? { op: 'createAccount', account } : { op: 'deposit', account, amount: 5 }
    expect(bank.apply({ ...what, at: index, request }, index).ok).toBe(true)
  }
}

function begun(bank: Bank, applied: number): SnapshotDocument {
  const core = fakeCore(1, 10)
  core.set({ applied })
  return beginDocument(core.view(), bank, (_group, from) => [entry(from, 7)])
}

describe('the document of a busy bank', () => {
  it('takes a turn per slice, and is the text of the moment it began', () => {
    const bank = createBank()
    pay(bank, 1, PAYMENTS)
    const text = JSON.stringify({ parts: [], state: bank.snapshot() })
    const document = begun(bank, PAYMENTS)
    let files = null
    let turns = 0
    for (; files === null; turns += 1) {
      files = document.more(SNAPSHOT_LIMITS.sliceChars)
      pay(bank, PAYMENTS + 1 + turns * 10, 10)
    }
    expect(files.text === text).toBe(true)
    const bytes = Buffer.byteLength(text)
    expect(files.meta).toMatchObject({ index: PAYMENTS, term: 7, bytes, crc: crc32Of(text) })
    expect(turns).toBeGreaterThan(1)
    expect(turns).toBe(Math.ceil(text.length / SNAPSHOT_LIMITS.sliceChars))
  })

  it('is the same bytes on every replica, whatever each of them does in one turn', () => {
    const bank = createBank()
    pay(bank, 1, 200)
    const [whole, bit] = [begun(bank, 200).more(Infinity), begun(bank, 200)]
    let slowly = null
    while (slowly === null) slowly = bit.more(1)
    expect(slowly).toEqual(whole)
  })
})
