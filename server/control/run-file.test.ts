import { describe, expect, it } from 'vitest'
import type { ProcessFacts } from './process-facts.ts'
import type { RunFile } from './run-file.ts'
import { leftoversOf } from './run-file.ts'

const RUN: RunFile = {
  pid: 10,
  started: '1',
  url: 'http://127.0.0.1:8400',
  nodes: [
    { id: 'atm-1', role: 'atm', pid: 11, started: '2', httpPort: 8431, raftPort: 8531 },
    { id: 'atm-2', role: 'atm', pid: 12, started: '3', httpPort: 8432, raftPort: 8532 },
  ],
}
const facts = (started: string, command: string, state: ProcessFacts['state'] = 'running'): ProcessFacts => ({
  parent: 1,
  started,
  command,
  state,
})
const look = (table: Record<number, ProcessFacts>) => (pid: number) => table[pid] ?? null

describe('what a previous run left behind', () => {
  it('is found by pid, time of start and command line, frozen ones too', () => {
    const found = leftoversOf(RUN, look({ 12: facts('3', 'node atm.mjs {"node":"atm-2"}', 'stopped') }))
    expect(found).toEqual({ control: null, nodes: [{ id: 'atm-2', pid: 12 }] })
  })

  it('is never a foreign process that got the same pid', () => {
    const table = { 11: facts('99', 'node atm.mjs {"node":"atm-1"}'), 12: facts('3', 'vim notes.txt') }
    expect(leftoversOf(RUN, look(table)).nodes).toEqual([])
  })

  it('is not a zombie', () => {
    const table = { 10: facts('1', 'node start.mjs', 'dead'), 11: facts('2', 'atm-1', 'dead') }
    expect(leftoversOf(RUN, look(table))).toEqual({ control: null, nodes: [] })
  })

  it('can be a control server that still runs', () => {
    expect(leftoversOf(RUN, look({ 10: facts('1', 'node start.mjs') })).control).toBe(10)
  })
})
