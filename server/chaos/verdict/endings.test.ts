import { describe, expect, it } from 'vitest'
import { EXIT_DATA_LOST, EXIT_DISK_ERROR, EXIT_INVARIANT } from '../../../shared/protocol/uplink.ts'
import { unexplained } from './endings.ts'

const ended = (id: string, code: number, state = 'failed') => ({
  id,
  state,
  reason: `code ${code}`,
  lastExit: { code },
})
const ours = { broken: new Set(['broker-1']), damaged: new Set(['broker-2']) }

describe('a process that ended by itself', () => {
  it('was told to when we broke its disk or touched its files, and that is what it says', () => {
    const nodes = [
      ended('broker-1', EXIT_DISK_ERROR),
      ended('broker-1', EXIT_DATA_LOST),
      ended('broker-2', EXIT_DATA_LOST),
      ended('broker-3', 1, 'running'),
    ]
    expect(unexplained(nodes, ours)).toEqual([])
  })

  it('has broken a rule when it says anything else, whatever we did to it', () => {
    const nodes = [
      ended('broker-1', EXIT_INVARIANT),
      ended('broker-2', EXIT_INVARIANT),
      ended('broker-2', EXIT_DISK_ERROR),
      ended('broker-2', 1),
    ]
    expect(unexplained(nodes, ours)).toEqual([
      'broker-1: code 72',
      'broker-2: code 72',
      'broker-2: code 70',
      'broker-2: code 1',
    ])
  })

  it('has broken a rule when nobody touched it', () => {
    expect(unexplained([ended('atm-1', EXIT_DATA_LOST)], ours)).toEqual(['atm-1: code 71'])
  })
})
