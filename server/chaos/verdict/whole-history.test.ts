import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../checker/history.ts'
import { writeEvent } from '../../checker/history.ts'
import { checkWholeHistory } from './whole-history.ts'

const told = (process: number, f: string, input: HistoryEvent['value'], index: number): string =>
  (['invoke', 'ok'] as const)
    .map((type) =>
      writeEvent({
        process,
        type,
        f,
        value: type === 'invoke' ? input : { ok: null, index },
        time: 0,
        node: 'atm-1',
      }),
    )
    .join('')

describe('the whole history', () => {
  it('is in the order of each log, and every group has a log of its own', () => {
    const orders = (n: number) => ({ partition: `orders/${n}`, consumer: null })
    const text =
      told(0, 'accounts', {}, 90) +
      told(1, 'topics', {}, 7) +
      told(2, 'size', orders(0), 4) +
      told(3, 'size', orders(1), 3) +
      told(4, 'accounts', {}, 90)
    expect(checkWholeHistory(text)).toEqual([])
  })

  it('shows a read that is older than one of a window long closed', () => {
    const text = told(0, 'accounts', {}, 90) + told(1, 'topics', {}, 7) + told(2, 'accounts', {}, 89)
    expect(checkWholeHistory(text)).toMatchObject([{ check: 'the log goes forward' }])
  })

  it('is no history when a line is torn', () => {
    expect(checkWholeHistory('{"process":1')[0]?.text).toMatch(/^the archive cannot be read: line 1/)
  })
})
