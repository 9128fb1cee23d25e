// The union of faults: what is taken, what is refused, and that everything has a sentence.

import { describe, expect, it } from 'vitest'
import type { Fault } from './fault.ts'
import { describeFault } from './fault-words.ts'
import { faultSchema, MAX_BUSY_MS } from './fault.ts'

const FRAME = 'broker-1>broker-2#17'

const GOOD: readonly { readonly fault: Fault; readonly words: string }[] = [
  { fault: { kind: 'powercut', node: 'broker-2' }, words: 'cut the power of broker-2' },
  { fault: { kind: 'busy', node: 'atm-1', ms: 800 }, words: 'block the event loop of atm-1 for 800 ms' },
  {
    fault: { kind: 'disk', node: 'atm-1', mode: 'slow', delayMs: 200 },
    words: 'slow the disk of atm-1 by 200 ms',
  },
  { fault: { kind: 'disk', node: 'atm-1', mode: 'full' }, words: 'fill the disk of atm-1' },
  { fault: { kind: 'disk', node: 'atm-1', mode: 'error' }, words: 'let the disk of atm-1 fail' },
  { fault: { kind: 'disk', node: 'atm-1', mode: 'none' }, words: 'works again' },
  {
    fault: { kind: 'corrupt', node: 'atm-1', file: 'wal/00000001.json', offset: 7 },
    words: 'flip a byte of atm-1/wal/00000001.json at 7',
  },
  {
    fault: { kind: 'hold', from: 'atm-1', to: 'atm-2', oneWay: true },
    words: 'every frame on atm-1 → atm-2',
  },
  { fault: { kind: 'release', from: 'atm-1', to: 'atm-2' }, words: 'every frame on atm-1 ↔ atm-2' },
  { fault: { kind: 'hold', frame: FRAME }, words: `hold frame ${FRAME}` },
  { fault: { kind: 'release', frame: FRAME }, words: `release frame ${FRAME}` },
  { fault: { kind: 'drop', frame: FRAME }, words: `lose the held frame ${FRAME}` },
  { fault: { kind: 'duplicate', frame: FRAME }, words: `double the held frame ${FRAME}` },
  {
    fault: { kind: 'transfer', group: 'orders/0', to: 'broker-3' },
    words: 'leadership of orders/0 to broker-3',
  },
]

const BAD: readonly unknown[] = [
  { kind: 'hold' },
  { kind: 'hold', from: 'atm-1' },
  { kind: 'hold', from: 'atm-1', to: 'atm-2', frame: FRAME },
  { kind: 'release', frame: 'broker-1>broker-2' },
  { kind: 'drop', frame: 17 },
  { kind: 'busy', node: 'atm-1', ms: MAX_BUSY_MS + 1 },
  { kind: 'disk', node: 'atm-1', mode: 'broken' },
  { kind: 'transfer', group: 'orders/0' },
  { kind: 'powercut', node: 'atm-1', extra: true },
]

describe('the union of faults', () => {
  it.each(GOOD)('takes $fault.kind and says it in words', ({ fault, words }) => {
    expect(faultSchema.parse(fault)).toEqual(fault)
    expect(describeFault(fault)).toContain(words)
  })

  it.each(BAD)('refuses %j', (fault) => {
    expect(faultSchema.safeParse(fault).success).toBe(false)
  })

  it.each(['../manager-1/node.json', '/etc/passwd', 'wal/../../x', 'wal//a', 'wal/.', '', 'a\\b'])(
    'takes no file name that leads out of the folder of a node: %j',
    (file) => {
      expect(faultSchema.safeParse({ kind: 'corrupt', node: 'atm-1', file }).success).toBe(false)
    },
  )
})
