import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../shared/sdk/ask.ts'
import type { OpenRequest } from '../../shared/sdk/atm.ts'
import { Atm } from '../../shared/sdk/atm.ts'
import { FakeNode } from '../../shared/sdk/fake-node.ts'
import { createPatience } from '../../shared/sdk/patience.ts'
import type { AtmPort, Session } from './session.ts'
import { TERMINAL_RETRY_MS, createSession } from './session.ts'

const unknown: Outcome = { outcome: 'unknown', message: '' }
const gone: Outcome = { outcome: 'refused', code: 'no-connection', message: '', body: {} }
const done: Outcome = { outcome: 'ok', body: { balance: 70, index: 9, duplicate: false } }

const standing = { node: 'atm-1', ready: true, role: 'leader', term: 1, leader: 'atm-1', applied: 5, last: 5 }

/** An ATM that gives the scripted outcomes, in order, and notes what it was sent. */
function scripted(outcomes: Outcome[], sent: OpenRequest[] = []): AtmPort {
  const next = (): Outcome => outcomes.shift() ?? gone
  return {
    status: async () => (outcomes.length > 0 ? { ...standing, heard: 3, voters: 3 } : null),
    send: async (request) => {
      sent.push(request)
      return next()
    },
    balance: async () => next(),
    accounts: async () => next(),
    history: async () => next(),
    after: () => () => undefined,
  }
}

function at(
  atms: Record<string, AtmPort>,
  saved: OpenRequest[] = [],
): { session: Session; stored: OpenRequest[][]; said: string[] } {
  const stored: OpenRequest[][] = []
  const said: string[] = []
  const session = createSession({
    node: 'atm-1',
    tag: 't1',
    connect: (node) => atms[node] ?? null,
    running: async () => Object.keys(atms),
    store: { load: () => saved, save: (open) => void stored.push([...open]) },
    say: (line) => void said.push(line),
  })
  return { session, stored, said }
}

describe('a change is stored under its id before it is sent, and asked again under the same id', () => {
  it('keeps an unknown, repeats it with again, and forgets it once it is known', async () => {
    const sent: OpenRequest[] = []
    const { session, stored } = at({ 'atm-1': scripted([unknown, done], sent) })
    const first = await session.line('withdraw alice 30')
    expect(first.lines).toEqual(['unknown: may or may not be done, type again to ask once more [t1-1]'])
    expect(stored.at(-1)).toHaveLength(1)
    const second = await session.line('again')
    expect(second.lines).toEqual(['ok: withdrew 30 from alice, balance 70 [t1-1]'])
    expect(sent.map(({ id }) => id)).toEqual(['t1-1', 't1-1'])
    expect(stored.at(-1)).toEqual([])
    expect((await session.line('again')).lines).toEqual(['usage: nothing is unknown'])
  })

  it('sends nothing whose id cannot be stored, and goes on', async () => {
    const sent: OpenRequest[] = []
    let isFull = true
    const save = (): void => {
      if (isFull) throw new Error('ENOSPC')
    }
    const atm = scripted([unknown, done], sent)
    const session = createSession({
      node: 'atm-1',
      tag: 't1',
      connect: () => atm,
      running: async () => [],
      store: { load: () => [], save },
      say: () => {},
    })
    expect((await session.line('withdraw alice 30')).lines).toEqual([
      'refused: the request id cannot be stored on this computer, nothing was sent',
    ])
    expect(sent).toEqual([])
    expect((await session.line('again')).lines).toEqual(['usage: nothing is unknown'])
    isFull = false
    expect((await session.line('withdraw alice 30')).lines[0]).toMatch(/^unknown: /)
    isFull = true
    expect((await session.line('again')).lines[0]).toMatch(/^ok: /)
    expect(sent.map(({ id }) => id)).toEqual(['t1-2', 't1-2'])
  })

  it('says at start and at quit which request is still open', async () => {
    const open: OpenRequest = { id: 't0-5', after: 3, change: { op: 'create', account: 'dave' } }
    const { session } = at({ 'atm-1': scripted([done]) }, [open])
    expect(session.greet().lines).toContain('unknown: request t0-5 is still open')
    const bye = await session.line('quit')
    expect(bye).toMatchObject({ lines: ['unknown: request t0-5 is still open', 'bye'], done: true })
  })

  it('names the highest index it has seen, so that a forgotten id is refused and not redone', async () => {
    const sent: OpenRequest[] = []
    const { session } = at({ 'atm-1': scripted([done, done, done], sent) })
    await session.line('withdraw alice 30')
    await session.line('withdraw alice 30')
    expect(sent.map(({ after }) => after)).toEqual([5, 9])
  })
})

describe('a terminal whose ATM dies', () => {
  it('says so, offers another, and goes on there with one key', async () => {
    const { session } = at({ 'atm-1': scripted([]), 'atm-2': scripted([done]) })
    const lost = await session.line('withdraw alice 30')
    expect(lost.lines).toEqual([
      'refused: atm-1 does not answer, nothing was sent',
      'atm-1 is gone; press Enter to go on at atm-2 (running: atm-2)',
    ])
    const moved = await session.line('')
    expect(moved).toMatchObject({ lines: ['now at atm-2'], prompt: 'atm-2> ' })
    expect((await session.line('withdraw alice 30')).lines).toEqual([
      'ok: withdrew 30 from alice, balance 70 [t1-2]',
    ])
  })

  it('is noticed while nobody types', async () => {
    const { session } = at({ 'atm-1': scripted([]), 'atm-2': scripted([done]) })
    expect((await session.check())?.lines[0]).toContain('atm-1 is gone')
    expect(await session.check()).toBeNull()
  })
})

describe('a command that gets no answer for a while', () => {
  it('says once that the ATM is still asked, and after a quick answer nothing', async () => {
    const cut = new FakeNode()
    cut.reactions = [
      { body: { status: 'failure', outcome: 'refused', code: 'no-leader', message: 'no leader is known' } },
    ]
    const { fetch, timers } = cut
    const options = { base: 'http://atm-1', fetch, patience: createPatience(timers), random: () => 0.5 }
    const { session, said } = at({ 'atm-1': new Atm({ ...options, retryFor: TERMINAL_RETRY_MS }) })
    const asked = session.line('balance alice')
    await cut.run(1_490)
    expect(said).toEqual([])
    await cut.run(50)
    expect(said).toEqual(['waiting: still asking atm-1'])
    expect((await cut.settled(asked)).value.lines).toHaveLength(1)
    await cut.settled(session.line('help'))
    await cut.run(10_000)
    expect(said).toEqual(['waiting: still asking atm-1'])
  })
})

describe('the menu', () => {
  it('asks for each field and runs the same command', async () => {
    const sent: OpenRequest[] = []
    const { session } = at({ 'atm-1': scripted([done, done], sent) })
    expect((await session.line('menu')).prompt).toBe('choose> ')
    expect((await session.line('4')).prompt).toBe('from> ')
    expect((await session.line('alice')).prompt).toBe('to> ')
    expect((await session.line('bob')).prompt).toBe('amount> ')
    expect((await session.line('30')).prompt).toBe('atm-1> ')
    expect(sent[0]?.change).toEqual({ op: 'transfer', from: 'alice', to: 'bob', amount: 30 })
  })

  it('is left by an empty answer', async () => {
    const { session } = at({ 'atm-1': scripted([done]) })
    await session.line('menu')
    expect(await session.line('')).toMatchObject({ lines: ['cancelled'], prompt: 'atm-1> ' })
  })
})
