import { describe, expect, it } from 'vitest'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { fold } from '../../shared/cluster-fold.ts'
import { runSeed } from './run.ts'
import type { RunRequest } from './run.ts'
import { Tape } from './tape.ts'
import { Violation } from './violation.ts'
import type { World } from './world.ts'

/** A seed whose customers pay in early, into a bank that stands beside a queue. */
const WITH_MONEY = 36

function record(seed: number, onEvent: RunRequest['onEvent'] = () => {}) {
  const tapes: Tape[] = []
  const worlds: World[] = []
  const { hash, violation } = runSeed(seed, {
    steps: 1_500,
    onEvent,
    recorder(world) {
      const tape = new Tape(world)
      tapes.push(tape)
      worlds.push(world)
      return tape
    },
  })
  const [tape] = tapes
  const [world] = worlds
  if (tape === undefined || world === undefined) throw new Error('no tape was made')
  return { hash, violation, tape, world }
}

describe('tapes of simulated runs', () => {
  it('a run that is recorded is the same run', () => {
    expect(record(3).hash).toBe(runSeed(3, { steps: 1_500 }).hash)
  })

  it('is what the dashboard plays: every event folds, and the picture ends where the run did', () => {
    const { tape } = record(3)
    const view = tape.events.reduce(fold, EMPTY_VIEW)
    expect(view.seq).toBe(tape.events.length)
    const kinds = new Set(tape.events.map(({ kind }) => kind))
    for (const kind of ['process', 'replica', 'rpc', 'role', 'leader', 'append', 'commit', 'apply', 'fault'])
      expect(kinds).toContain(kind)
    for (const kind of ['link', 'timers', 'progress']) expect(kinds).toContain(kind)
    const [keyframe, ...lines] = tape.text('sim-3', null).trim().split('\n')
    expect(JSON.parse(keyframe ?? '')).toMatchObject({ kind: 'keyframe', run: 'sim-3', seq: 0 })
    expect(lines).toHaveLength(tape.events.length)
  })

  it('shows every half-arrow as it is: up between processes that run, gone where one has ended', () => {
    const { tape } = record(3)
    const view = tape.events.reduce(fold, EMPTY_VIEW)
    const runs = (node: string): boolean => view.nodes[node]?.state === 'running'
    const links = Object.values(view.links)
    expect(links).toHaveLength(Object.keys(view.nodes).length * (Object.keys(view.nodes).length - 1))
    for (const { from, to, rule, state } of links)
      expect(state).toBe(rule.cut ? 'cut' : runs(from) && runs(to) ? 'up' : 'gone')
  })

  it('shows the money and the messages that the machines really hold, on every node', () => {
    const { tape, world } = record(WITH_MONEY)
    const view = tape.events.reduce(fold, EMPTY_VIEW)
    const held = world.layout.groups.flatMap(({ group, name }) =>
      world.nodes.filter((node) => node.view(group) !== null).map((node) => ({ node, name, group })),
    )
    expect(new Set(held.map(({ name }) => name))).toEqual(new Set(['atm', 'orders/0']))
    for (const { node, name, group } of held) {
      const machine = node.machine(group)
      const id = world.layout.nodes[node.number] ?? ''
      if (!('accounts' in machine)) {
        expect(view.stored[name]?.[id]).toBe(machine.last())
        continue
      }
      const { accounts, totals } = machine.accounts()
      const balances = Object.fromEntries(accounts.map(({ account, balance }) => [account, balance]))
      expect(Object.keys(balances)).not.toEqual([])
      expect(view.banks[id]).toEqual({ applied: node.view(group)?.applied, balances, totals })
    }
  })

  it('tells what customers were answered, and no refusal that only sent them elsewhere', () => {
    const { tape } = record(WITH_MONEY)
    const told = tape.events.filter((event) => event.kind === 'atm')
    expect(told.some(({ outcome, index }) => outcome === 'ok' && index !== undefined)).toBe(true)
    expect(told.filter(({ outcome, code }) => outcome === 'refused' && code === undefined)).toEqual([])
    expect(tape.events.some((event) => event.kind === 'queue' && event.op === 'produce')).toBe(true)
  })

  it('ends with what broke, which the first line says too', () => {
    const broken = (invariant: string) =>
      record(3, ({ number }) => {
        if (number === 700) throw new Violation(invariant, '1 and 2 lead term 4')
      })
    const { tape, violation } = broken('ElectionSafety')
    const [keyframe] = tape.text('sim-3', violation).split('\n')
    expect(JSON.parse(keyframe ?? '')).toMatchObject({ verdict: 'ElectionSafety: 1 and 2 lead term 4' })
    expect(tape.events.at(-1)).toMatchObject({ kind: 'invariant', name: 'election-safety', ok: false })
    // A check that the dashboard does not have stands in the first line alone.
    const other = broken('PromiseAfterDisk')
    expect(other.tape.text('sim-3', other.violation)).toContain('"verdict":"PromiseAfterDisk: 1 and 2')
    expect(other.tape.events.at(-1)?.kind).not.toBe('invariant')
  })
})
