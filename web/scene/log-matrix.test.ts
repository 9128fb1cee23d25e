import { describe, expect, test } from 'vitest'
import { assert } from '../../shared/assert.ts'
import { fold, foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import type { MatrixCell, MatrixRow } from './log-matrix.ts'
import {
  OVERWRITTEN_MS,
  cellWords,
  columnWords,
  logMatrix,
  offsetLabel,
  offsetWords,
  rowWords,
  snapshotWords,
} from './log-matrix.ts'

const view = foldAll(EMPTY_VIEW, demoEvents())

const after = (...bodies: readonly TraceBody[]): ClusterView =>
  bodies.reduce(
    (now, body) => fold(now, { seq: now.seq + 1, at: now.at, wallAt: now.wallAt, cause: null, ...body }),
    view,
  )

function matrixOf(name: GroupName, of: ClusterView = view) {
  const group = of.groups[name]
  assert(group !== undefined, name)
  return logMatrix(of, group)
}

function rowOf(name: GroupName, node: NodeId, of: ClusterView = view): MatrixRow {
  const row = matrixOf(name, of).rows.find((one) => one.node === node)
  assert(row !== undefined, node)
  return row
}

function cellOf(row: MatrixRow, index: number): MatrixCell {
  const cell = row.cells.get(index)
  assert(cell !== undefined, `${row.node} has an entry ${index}`)
  return cell
}

describe('the log matrix', () => {
  test('draws the same index in the same column for every replica, and one place beyond the newest', () => {
    const { columns, rows } = matrixOf('orders/2')
    expect(columns).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    expect(rows.map(({ node }) => node)).toEqual(['broker-1', 'broker-3', 'broker-4'])
  })

  test('calls an entry committed only where its own replica knows it', () => {
    expect(matrixOf('atm').commit).toBe(18)
    expect(cellOf(rowOf('atm', 'atm-3'), 18).committed).toBe(true)
    expect(cellOf(rowOf('atm', 'atm-2'), 18).committed).toBe(false)
    expect(cellOf(rowOf('atm', 'atm-2'), 17).committed).toBe(true)
  })

  test('gives the entries of a partition the messages they stored, once they are applied', () => {
    expect(matrixOf('atm').offsets).toBeNull()
    const offset = { from: 7, to: 9 }
    const applied = after({
      kind: 'apply',
      node: 'broker-1',
      group: 'orders/2',
      from: 12,
      to: 12,
      labels: [{ index: 12, label: 'append', offset }],
    })
    expect(matrixOf('orders/2', applied).offsets?.get(12)).toEqual(offset)
    expect(columnWords(matrixOf('orders/2', applied), 12)).toContain('Entry 12, messages 7 to 9')
    expect([offsetLabel(offset), offsetWords({ from: 7, to: 7 })]).toEqual(['…9', 'message 7'])
  })

  test('keeps place for the block of entries that live in a snapshot only', () => {
    const place = { kind: 'snapshot', node: 'broker-1', group: 'orders/2', term: 3 } as const
    const taken = after({ ...place, what: 'taken', index: 12 }, { ...place, what: 'compacted', index: 10 })
    const row = rowOf('orders/2', 'broker-1', taken)
    expect(row.replica).toMatchObject({ snapIndex: 12, firstIndex: 11 })
    expect([...row.cells.keys()].every((index) => index > 10)).toBe(true)
    expect(snapshotWords(row)).toContain('entries 1 to 10 are no longer in the log')
    const all = ['broker-1', 'broker-3', 'broker-4'].map(
      (node) => ({ ...place, node, what: 'compacted', index: 10 }) as const,
    )
    const before = matrixOf('orders/2', after(...all)).columns.filter((index) => index <= 10)
    expect(before.length).toBeGreaterThanOrEqual(3)
  })

  test('tells an entry on disk from one in memory', () => {
    const stale = rowOf('atm', 'atm-1')
    expect(cellOf(stale, 16).durable).toBe(true)
    expect(cellOf(stale, 17).durable).toBe(false)
  })

  test('shows two different entries of one index as what they are', () => {
    expect(cellOf(rowOf('atm', 'atm-1'), 16)).toMatchObject({ term: 4, label: 'withdraw alice 60' })
    expect(cellOf(rowOf('atm', 'atm-2'), 16)).toMatchObject({ term: 5, label: 'deposit carol 20' })
    expect(columnWords(matrixOf('atm'), 16)).toBe(
      'Entry 16, two different ones: command “withdraw alice 60” of term 4 on atm-1; ' +
        'command “deposit carol 20” of term 5 on atm-2, atm-3',
    )
  })

  test('keeps overwritten entries to be seen for one second of cluster time', () => {
    expect([...rowOf('orders/2', 'broker-1').overwritten.keys()]).toEqual([9, 10])
    const cut = view.groups['orders/2']?.replicas['broker-1']?.cut
    assert(cut !== null && cut !== undefined, 'broker-1 has just thrown entries away')
    const later: ClusterView = { ...view, at: cut.at + OVERWRITTEN_MS }
    expect(rowOf('orders/2', 'broker-1', later).overwritten.size).toBe(0)
  })

  test('knows match and next only from the confirmed leader, never from a stale one', () => {
    expect(rowOf('atm', 'atm-2').progress).toMatchObject({ match: 18, next: 21, inflight: 2 })
    expect(rowOf('atm', 'atm-1').progress).toMatchObject({ match: 14, next: 15 })
    expect(rowOf('atm', 'atm-3').progress).toBeNull()
    expect(matrixOf('orders/1').leader).toBeNull()
    expect(matrixOf('orders/1').rows.map(({ progress }) => progress)).toEqual([null, null, null])
  })

  test('leaves an entry open that this page was never told of', () => {
    const told = fold(view, {
      seq: view.seq + 1,
      at: view.at,
      wallAt: view.wallAt,
      cause: null,
      kind: 'append',
      node: 'broker-2',
      group: 'orders/0',
      term: 7,
      from: 41,
      to: 44,
      cut: null,
      cells: [{ index: 44, term: 7, kind: 'cmd' }],
    })
    const row = rowOf('orders/0', 'broker-2', told)
    expect(row.replica.lastIndex).toBe(44)
    expect(row.cells.has(42)).toBe(false)
    expect(cellOf(row, 44).label).toBeNull()
  })

  test('says a cell in words, with what colour and border show', () => {
    expect(cellWords('atm-1', cellOf(rowOf('atm', 'atm-1'), 17))).toBe(
      'atm-1, entry 17, term 4, command “deposit bob 5”, not known to be committed, in memory only',
    )
    expect(rowWords(rowOf('atm', 'atm-1'))).toBe('believes: leader')
    expect(rowWords(rowOf('orders/1', 'broker-3'))).toBe('killed: as last seen')
  })
})
