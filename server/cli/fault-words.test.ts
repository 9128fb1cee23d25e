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
    ['powercut broker-2', {}, { kind: 'powercut', node: 'broker-2' }],
    ['busy atm-1 800', {}, { kind: 'busy', node: 'atm-1', ms: 800 }],
    ['disk atm-1 error', {}, { kind: 'disk', node: 'atm-1', mode: 'error' }],
    ['disk atm-1 slow', { delay: '200' }, { kind: 'disk', node: 'atm-1', mode: 'slow', delayMs: 200 }],
    ['corrupt atm-1 wal/00000001.json', {}, { kind: 'corrupt', node: 'atm-1', file: 'wal/00000001.json' }],
    ['corrupt atm-1 node.json 7', {}, { kind: 'corrupt', node: 'atm-1', file: 'node.json', offset: 7 }],
    ['hold a b', { oneWay: true }, { kind: 'hold', from: 'a', to: 'b', oneWay: true }],
    ['hold a>b#4', {}, { kind: 'hold', frame: 'a>b#4' }],
    ['release a b', {}, { kind: 'release', from: 'a', to: 'b' }],
    ['release a>b#4', {}, { kind: 'release', frame: 'a>b#4' }],
    ['drop a>b#4', {}, { kind: 'drop', frame: 'a>b#4' }],
    ['duplicate a>b#4', {}, { kind: 'duplicate', frame: 'a>b#4' }],
    ['transfer orders/0 broker-3', {}, { kind: 'transfer', group: 'orders/0', to: 'broker-3' }],
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
    expect(fault('busy atm-1 long')).toMatch(/busy <node> <ms>/)
    expect(fault('disk atm-1 broken')).toMatch(/none\|slow\|full\|error/)
    expect(fault('drop a b')).toMatch(/drop <frame>/)
    expect(fault('corrupt atm-1 wal/x 7 8')).toMatch(/corrupt <node> <file>/)
    expect(fault('timeout atm')).toMatch(/timeout <group> <node>/)
  })
})
