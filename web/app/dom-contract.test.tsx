// @vitest-environment happy-dom
// What the browser stories rely on, walked element by element over a lesson in full swing: every test id is
// there, every attribute is there, and each says what the events said.
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView, GroupView } from '../../shared/cluster-view.ts'
import { confirmedLeader, EMPTY_VIEW, newestBank } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import type { Mounted } from '../panels/mounted.tsx'
import { mount, showView } from '../panels/mounted.tsx'
import { stamped } from '../panels/fake-view.ts'
import { useFocus } from '../store/focus.ts'
import { newStory, useStory } from '../store/story.ts'
import { App } from './App.tsx'

const HELD: TraceBody = {
  kind: 'rpc',
  id: 'broker-1>broker-2#7',
  from: 'broker-1',
  to: 'broker-2',
  group: 'orders/0',
  type: 'app',
  bytes: 120,
  sentAt: 1,
  receivedAt: null,
  held: 'hold',
}

const lesson = demoEvents()
const view: ClusterView = foldAll(foldAll(EMPTY_VIEW, lesson), stamped([HELD], lesson.length))
let page: Mounted

type Facts = Readonly<Record<string, string | undefined>>

/** Every attribute named in `wanted`, of every element with this test id. */
function said(testId: string, names: readonly string[]): Facts[] {
  return page
    .all(`[data-testid="${testId}"]`)
    .map((element) =>
      Object.fromEntries(names.map((name) => [name, element.getAttribute(`data-${name}`) ?? undefined])),
    )
}

const byName = (one: Facts, other: Facts): number =>
  JSON.stringify(one).localeCompare(JSON.stringify(other), 'en')

/** As many elements as there are facts, each with all of its attributes. */
function expectSaid(testId: string, facts: readonly Facts[]): void {
  const names = Object.keys(facts[0] ?? {})
  expect(facts.length, `there is something to say about ${testId}`).toBeGreaterThan(0)
  expect(said(testId, names).toSorted(byName)).toEqual(facts.toSorted(byName))
}

beforeEach(async () => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 926, 572))
  showView(view)
  useStory.setState(newStory(lesson))
  page = await mount(<App />)
})

afterEach(async () => {
  await page.unmount()
  vi.restoreAllMocks()
})

const show = (main: 'cluster' | 'group' | 'wall', group: string | null = null): Promise<void> =>
  act(async () => useFocus.setState({ view: main, group, focus: null }))

const groups = Object.values(view.groups)

const groupFacts = (group: GroupView): Facts => ({
  group: group.name,
  'leader-node': confirmedLeader(view, group)?.node ?? '',
  commit: String(Math.max(0, ...Object.values(group.replicas).map(({ commitIndex }) => commitIndex))),
  'voters-up': String(group.voters.filter((node) => view.nodes[node]?.state === 'running').length),
})

describe('every element that stories look for is there and tells the truth:', () => {
  test('the page', () => {
    expectSaid(testIds.app, [
      {
        mode: 'live',
        rate: String(view.clock.rate),
        seq: String(view.seq),
        run: 'test',
        connection: 'open',
        rights: 'drive',
      },
    ])
  })

  test.each(['cluster', 'wall'] as const)('the nodes on the %s', async (main) => {
    await show(main)
    const nodes = Object.values(view.nodes)
    expectSaid(
      testIds.node,
      nodes.map(({ id, role, state }) => ({ node: id, kind: role, process: state })),
    )
    // Managers and ATMs hold one group each, so their marks speak of it.
    const alone = nodes.flatMap(({ id, role }) => {
      const replica = view.groups[role === 'manager' ? 'managers' : 'atm']?.replicas[id]
      return role === 'broker' || replica === undefined ? [] : [{ id, replica }]
    })
    const facts = said(testIds.node, ['node', 'role', 'term', 'leader'])
    for (const { id, replica } of alone) {
      const { leader, ...rest } = facts.find(({ node }) => node === id) ?? {}
      expect(rest).toEqual({ node: id, role: replica.role, term: String(replica.term) })
      expect(leader === 'none', id).toBe(replica.role !== 'leader')
    }
    expect(new Set(facts.map(({ leader }) => leader))).toEqual(new Set(['confirmed', 'believes', 'none']))
  })

  test('the half-arrows', async () => {
    await show('cluster')
    const drawn = said(testIds.link, ['from', 'to', 'link', 'rate', 'rules'])
    expect(drawn.length).toBeGreaterThan(20)
    for (const { from, to, link, rate, rules } of drawn) {
      const known = view.links[`${from}>${to}`]
      expect(link, `${from} to ${to}`).toBe(known?.rule.cut === true ? 'cut' : (known?.state ?? 'gone'))
      expect(Number(rate)).toBe(Math.round(known?.framesPerSecond ?? 0))
      expect(rules?.includes('held')).toBe((known?.held.length ?? 0) > 0)
    }
    expect(new Set(drawn.map(({ link }) => link))).toContain('cut')
  })

  test('the groups on the wall, and each one alone', async () => {
    await show('wall')
    expectSaid(testIds.group, groups.map(groupFacts))
    for (const group of groups) {
      await show('group', group.name)
      expectSaid(testIds.group, [
        { ...groupFacts(group), term: String(confirmedLeader(view, group)?.term ?? '') },
      ])
    }
  })

  test('the cells of the wall', async () => {
    await show('wall')
    const replicas = groups.flatMap(({ name, replicas: all }) =>
      Object.values(all).map(({ node, role, term }) => ({ group: name, node, role, term: String(term) })),
    )
    expectSaid(testIds.wallCell, replicas)
  })

  test.each(groups.map(({ name }) => name))('rows and entries of the log of %s', async (name) => {
    await show('group', name)
    const group = view.groups[name]
    if (group === undefined) throw new Error(`there is no group ${name}`)
    const replicas = Object.values(group.replicas)
    const followers = confirmedLeader(view, group)?.progress?.followers ?? []
    expectSaid(
      testIds.replica,
      replicas.map(({ node, appliedIndex }) => {
        const known = followers.find((one) => one.node === node)
        const [match, next] = known === undefined ? ['', ''] : [String(known.match), String(known.next)]
        return { group: name, node, applied: String(appliedIndex), match, next }
      }),
    )
    const entries = replicas.flatMap(({ cells, commitIndex, durableIndex }) =>
      cells.map(({ index, term }) => ({
        index: String(index),
        term: String(term),
        committed: String(index <= commitIndex),
        durable: String(index <= durableIndex),
      })),
    )
    expectSaid(testIds.entry, entries)
  })

  test('the canvas of motion, which nobody has to listen to', async () => {
    await show('cluster')
    expectSaid(testIds.flights, [{ 'in-flight': '0', held: '1', 'not-shown': '0' }])
    expect(page.one(`[data-testid="${testIds.flights}"]`).getAttribute('aria-hidden')).toBe('true')
    await show('group', 'orders/0')
    expectSaid(testIds.flights, [{ held: '1' }])
    await show('group', 'orders/1')
    expectSaid(testIds.flights, [{ held: '0' }])
  })

  test('the rows of the feed', () => {
    const rows = said(testIds.event, ['event', 'seq', 'node', 'group'])
    expect(rows.length).toBeGreaterThan(10)
    const told = new Map(useStory.getState().events.map((event) => [String(event.seq), event]))
    for (const { event, seq, group } of rows) {
      const one = told.get(seq ?? '')
      expect(event).toBe(one?.kind)
      if (one !== undefined && 'group' in one) expect(group).toBe(one.group)
    }
    expect(rows.filter(({ node }) => node !== undefined).length).toBeGreaterThan(0)
  })

  test('the money', async () => {
    const tab = page.all('[role="tab"]').find((one) => one.textContent?.startsWith('Money'))
    await page.press(tab ?? page.place)
    const bank = newestBank(view)
    const sum = Object.values(bank?.balances ?? {}).reduce((all, one) => all + one, 0)
    const expected = (bank?.totals.deposited ?? 0) - (bank?.totals.withdrawn ?? 0)
    expectSaid(testIds.money, [{ sum: String(sum), expected: String(expected), ok: 'true' }])
    const atms = Object.entries(view.banks)
    expect(said(testIds.balance, ['node', 'account', 'balance', 'applied'])).toEqual(
      expect.arrayContaining(
        atms.flatMap(([node, { balances, applied }]) =>
          Object.entries(balances).map(([account, balance]) => ({
            node,
            account,
            balance: String(balance),
            applied: String(applied),
          })),
        ),
      ),
    )
  })
})
