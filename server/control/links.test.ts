import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { LinkFault, LinkTable } from './links.ts'
import { applyLinkFault, isWire, newLinkTable, ruleOf, rulesFrom } from './links.ts'
import { nodeNames } from './node-plan.ts'

const TABLE = newLinkTable(nodeNames({ managers: 2, brokers: 2, atms: 3 }))

/** Applies faults one after the other; ids count from 1. */
function after(...faults: LinkFault[]): { table: LinkTable; ended: number[]; active: number[] } {
  let table = TABLE
  const ended: number[] = []
  const begun: number[] = []
  for (const [at, fault] of faults.entries()) {
    const change = applyLinkFault(table, fault, at + 1)
    table = change.table
    ended.push(...change.ended)
    if (change.begun) begun.push(at + 1)
  }
  return { table, ended, active: begun.filter((id) => !ended.includes(id)) }
}

const cuts = ({ wires, ...table }: LinkTable): string[] =>
  wires.filter((wire) => ruleOf({ wires, ...table }, wire).cut).map(({ from, to }) => `${from}>${to}`)

const islands = (...parts: string[]): LinkFault => ({
  kind: 'partition',
  islands: parts.map((part) => part.split(' ')),
})

describe('links', () => {
  it('are between nodes of one role and between managers and brokers', () => {
    expect(isWire(TABLE, 'manager-1', 'broker-2')).toBe(true)
    expect(isWire(TABLE, 'atm-1', 'atm-3')).toBe(true)
    expect(isWire(TABLE, 'atm-1', 'broker-1')).toBe(false)
    expect(isWire(TABLE, 'manager-1', 'atm-1')).toBe(false)
    expect(isWire(TABLE, 'atm-1', 'atm-1')).toBe(false)
  })

  it('are cut both ways unless one way is asked for, and a node is told its outgoing ones', () => {
    expect(cuts(after({ kind: 'cut', from: 'atm-1', to: 'atm-2' }).table)).toEqual([
      'atm-1>atm-2',
      'atm-2>atm-1',
    ])
    const { table } = after({ kind: 'cut', from: 'atm-1', to: 'atm-2', oneWay: true })
    expect(cuts(table)).toEqual(['atm-1>atm-2'])
    expect(rulesFrom(table, 'atm-1')).toMatchObject([{ to: 'atm-2', rule: { cut: true } }])
    expect(rulesFrom(table, 'atm-2')).toEqual([])
  })

  it('of a partition are those between islands; nodes named in none form one more', () => {
    const { table } = after(islands('atm-1 atm-2'))
    expect(cuts(table)).toEqual(['atm-1>atm-3', 'atm-2>atm-3', 'atm-3>atm-1', 'atm-3>atm-2'])
  })

  it('keep a single cut when a partition is replaced by another', () => {
    const { table, active } = after(
      { kind: 'cut', from: 'atm-1', to: 'atm-2' },
      islands('atm-1', 'atm-2 atm-3'),
      islands('atm-1 atm-2', 'atm-3'),
    )
    expect(cuts(table)).toContain('atm-1>atm-2')
    expect(active).toEqual([1, 3])
  })
})

describe('a fault on links', () => {
  it('ends when its last link is mended', () => {
    const mend = (from: string, to: string): LinkFault => ({ kind: 'mend', from, to, oneWay: true })
    const cut: LinkFault = { kind: 'cut', from: 'atm-1', to: 'atm-2' }
    expect(after(cut, mend('atm-1', 'atm-2')).ended).toEqual([])
    expect(after(cut, mend('atm-1', 'atm-2'), mend('atm-2', 'atm-1')).ended).toEqual([1])
  })

  it('of degradation leaves a cut alone and ends when all its numbers are 0', () => {
    const link = { kind: 'link', from: 'atm-1', to: 'atm-2' } as const
    const { table, active } = after({ kind: 'cut', from: 'atm-1', to: 'atm-2' }, { ...link, delayMs: 80 })
    expect(ruleOf(table, link)).toMatchObject({ cut: true, delayMs: 80 })
    expect(active).toEqual([1, 2])
    expect(after({ ...link, delayMs: 80 }, link).active).toEqual([])
  })

  it('is undone as a partition by one island of all', () => {
    const all = nodeNames({ managers: 2, brokers: 2, atms: 3 }).map(({ id }) => id)
    const { table, active } = after(islands('atm-1', 'atm-2'), { kind: 'partition', islands: [all] })
    expect(table.rules.size).toBe(0)
    expect(active).toEqual([])
  })

  it('never outlives heal, and while it lives at least one link has a rule', () => {
    const node = fc.constantFrom('atm-1', 'atm-2', 'atm-3')
    const pair = fc
      .record({ from: node, to: node, oneWay: fc.boolean() })
      .filter(({ from, to }) => from !== to)
    const anyFault: fc.Arbitrary<LinkFault> = fc.oneof(
      pair.map((ends): LinkFault => ({ kind: 'cut', ...ends })),
      pair.map((ends): LinkFault => ({ kind: 'mend', ...ends })),
      fc
        .tuple(pair, fc.integer({ min: 0, max: 2 }))
        .map(([ends, delayMs]): LinkFault => ({ kind: 'link', ...ends, delayMs })),
      fc
        .subarray(['atm-1', 'atm-2', 'atm-3'], { minLength: 1 })
        .map((island): LinkFault => ({ kind: 'partition', islands: [island] })),
    )
    fc.assert(
      fc.property(fc.array(anyFault, { maxLength: 12 }), (faults) => {
        const before = after(...faults)
        expect(before.active.length > 0).toBe(before.table.rules.size > 0)
        const healed = after(...faults, { kind: 'heal' })
        expect(healed.table.rules.size).toBe(0)
        expect(healed.active).toEqual([])
      }),
    )
  })
})
