import { describe, expect, test } from 'vitest'
import { assert } from '../../shared/assert.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { manyGroups } from '../fixtures/many-groups.ts'
import { cellFoot, lagShare, rowWindow, wallBlocks, wallCellWords, wallRows, wallSummary } from './wall.ts'
import { stepOnWall } from './wall-steps.ts'

const view = foldAll(EMPTY_VIEW, demoEvents())
const rows = wallRows(view, 'name')
const names = (order: 'name' | 'trouble') => wallRows(view, order).map(({ group }) => group)

function cellOf(group: string, node: string) {
  const cell = rows.find((row) => row.group === group)?.cells.get(node)
  assert(cell !== undefined, `${node} holds a replica of ${group}`)
  return cell
}

describe('rows', () => {
  test('stand in the order in which people name groups', () => {
    expect(names('name')).toEqual(['managers', 'atm', 'orders/0', 'orders/1', 'orders/2'])
  })

  test('with trouble first begin with the group that nobody leads, then a leader too many', () => {
    expect(names('trouble').slice(0, 2)).toEqual(['orders/1', 'atm'])
  })

  test('name the confirmed leader, or since when there is none', () => {
    const [managers, atm, , headless] = rows
    expect(managers).toMatchObject({ leader: 'manager-2', term: 2, votersUp: 2, voters: 3 })
    expect(atm).toMatchObject({ leader: 'atm-3', term: 5, commit: 18, leaderlessMs: null })
    expect(headless).toMatchObject({ leader: null, leaderlessMs: 1_235 })
  })
})

describe('a cell', () => {
  test('counts its lag behind the confirmed leader', () => {
    expect(cellOf('orders/2', 'broker-1').lag).toBe(3)
    expect(cellOf('atm', 'atm-3').lag).toBe(0)
  })

  test('has no lag while nobody is known to lead', () => {
    expect(cellOf('orders/1', 'broker-2').lag).toBeNull()
  })

  test('parts a stale leader from the real one', () => {
    expect(cellOf('atm', 'atm-1').leading).toBe('believes')
    expect(cellOf('atm', 'atm-3').leading).toBe('confirmed')
    expect(cellFoot(cellOf('atm', 'atm-1'))).toBe('believes')
  })

  test('says in words what its shape shows', () => {
    expect(wallCellWords('orders/0', cellOf('orders/0', 'broker-2'), 'running')).toBe(
      'orders/0 on broker-2: follower, term 7, 1 entry behind',
    )
    expect(wallCellWords('orders/1', cellOf('orders/1', 'broker-3'), 'killed')).toContain('killed')
  })

  test('shows a lag of one, and stops growing at a full bar', () => {
    expect(lagShare(0)).toBe(0)
    expect(lagShare(1)).toBeGreaterThan(0.05)
    expect(lagShare(1_000_000)).toBe(1)
  })
})

test('a column counts what its process leads in truth', () => {
  const columns = wallBlocks(view).flatMap((block) => block.columns)
  expect(wallBlocks(view).map(({ role }) => role)).toEqual(['manager', 'broker', 'atm'])
  expect(columns.find(({ node }) => node.id === 'broker-3')).toMatchObject({ leads: 0, follows: 3 })
  expect(columns.find(({ node }) => node.id === 'atm-1')).toMatchObject({ leads: 0, follows: 1 })
})

test('one sentence counts what is wrong', () => {
  expect(wallSummary(rows)).toBe('5 groups, 1 without a leader, 4 with a voter down')
})

describe('arrow keys', () => {
  const order = wallBlocks(view).flatMap(({ columns }) => columns.map(({ node }) => node.id))
  const from = { group: 'orders/1', node: 'broker-4' }

  test('go from replica to replica, over the empty places', () => {
    expect(stepOnWall({ group: 'orders/2', node: 'broker-1' }, 'ArrowRight', rows, order)).toEqual({
      group: 'orders/2',
      node: 'broker-3',
    })
    expect(stepOnWall(from, 'ArrowUp', rows, order)).toEqual({ group: 'orders/0', node: 'broker-3' })
    expect(stepOnWall(from, 'Home', rows, order)).toEqual({ group: 'orders/1', node: 'broker-2' })
  })

  test('leave every other key alone', () => {
    expect(stepOnWall(from, 'x', rows, order)).toBeNull()
  })
})

describe('a wall of 200 partitions', () => {
  const many = wallRows(foldAll(EMPTY_VIEW, manyGroups(200)), 'name')

  test('draws what is in sight and a little more', () => {
    const { from, to } = rowWindow(many.length, 1_600, 480, 32)
    expect(from).toBeLessThanOrEqual(50)
    expect(to).toBeGreaterThanOrEqual(65)
    expect(to - from).toBeLessThan(40)
  })

  test('ends with its last row, and begins with its first', () => {
    expect(rowWindow(many.length, 1e9, 480, 32).to).toBe(many.length)
    expect(rowWindow(many.length, -100, 480, 32).from).toBe(0)
  })
})

test('a wall of few groups is drawn whole', () => {
  expect(rowWindow(rows.length, 500, 100, 64)).toEqual({ from: 0, to: rows.length })
})
