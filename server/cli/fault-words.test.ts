import { describe, expect, it } from 'vitest'
import type { FaultDials } from './fault-words.ts'
import { faultOfWords } from './fault-words.ts'

const fault = (words: string, dials: FaultDials = {}): unknown => {
  const parsed = faultOfWords(words.split(' '), dials)
  return parsed.ok ? parsed.value : parsed.error
}

describe('the words of a fault', () => {
  it.each([
    ['kill atm-1', {}, { kind: 'kill', node: 'atm-1' }],
    ['cut atm-1 atm-2', {}, { kind: 'cut', from: 'atm-1', to: 'atm-2' }],
    ['mend atm-1 atm-2', { oneWay: true }, { kind: 'mend', from: 'atm-1', to: 'atm-2', oneWay: true }],
    ['partition atm-1 atm-2,atm-3', {}, { kind: 'partition', islands: [['atm-1'], ['atm-2', 'atm-3']] }],
    [
      'link a b',
      { delay: '80', loss: '0.1' },
      { kind: 'link', from: 'a', to: 'b', delayMs: 80, lossRate: 0.1 },
    ],
    [
      'timeout orders/0 broker-1 broker-2',
      {},
      { kind: 'timeout', group: 'orders/0', nodes: ['broker-1', 'broker-2'] },
    ],
    ['heal', {}, { kind: 'heal' }],
  ])('%s', (words, dials, expected) => {
    expect(fault(words, dials)).toEqual(expected)
  })

  it('that have the wrong form are answered with the right one', () => {
    expect(fault('explode atm-1')).toMatch(/^there is no fault explode: use kill, stop/)
    expect(fault('kill')).toBe('the form is: raftroom fault kill <node>')
    expect(fault('kill atm-1 atm-2')).toMatch(/kill <node>/)
    expect(fault('cut atm-1')).toMatch(/cut <from> <to>/)
    expect(fault('link a b', { delay: 'long' })).toMatch(/\[--delay ms\]/)
    expect(fault('timeout atm')).toMatch(/timeout <group> <node>/)
  })
})
