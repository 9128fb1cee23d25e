import { describe, expect, it } from 'vitest'
import type { ClusterView } from './cluster-view.ts'
import { EMPTY_VIEW } from './cluster-view.ts'
import type { EntryLabel } from './labels.ts'
import { addLabels, labelOf, withLabels, withOffsets } from './labels.ts'

const cell = (index: number, label: string, term = 1) => ({ index, term, kind: 'cmd' as const, label })
const cells = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => cell(from + at, `deposit alice ${from + at}`))

const grown = (steps: number): readonly EntryLabel[] =>
  Array.from({ length: steps }, (_, at) => cells(1 + at * 100, 100)).reduce<readonly EntryLabel[]>(
    addLabels,
    [],
  )

const group = {
  name: 'orders/0',
  id: 7,
  kind: 'partition' as const,
  voters: ['broker-1'],
  learners: [],
  replicas: {},
  leaderlessSince: null,
  labels: [],
  offsets: [],
}
const VIEW: ClusterView = { ...EMPTY_VIEW, groups: { 'orders/0': group } }

describe('the words of entries', () => {
  it('are the newest ones, however many there were', () => {
    const labels = grown(20)
    expect(labels).toHaveLength(512)
    expect(labelOf(labels, { index: 2_000, term: 1 })).toBe('deposit alice 2000')
    expect(labelOf(labels, { index: 1_489, term: 1 })).toBe('deposit alice 1489')
    expect(labelOf(labels, { index: 1_488, term: 1 })).toBeUndefined()
  })

  it('belong to index and term, and are said once', () => {
    const labels = addLabels(addLabels([], [cell(4, 'old')]), [cell(4, 'other', 2), cell(4, 'new')])
    expect(labels).toHaveLength(2)
    expect(labelOf(labels, { index: 4, term: 1 })).toBe('new')
    expect(labelOf(labels, { index: 4, term: 2 })).toBe('other')
  })

  it('change nothing when they say nothing new, so that nothing is drawn again', () => {
    const view = withLabels(VIEW, 'orders/0', cells(1, 3))
    expect(view).not.toBe(VIEW)
    expect(withLabels(view, 'orders/0', cells(2, 2))).toBe(view)
    expect(withLabels(view, 'nobody', cells(9, 1))).toBe(view)
  })
})

describe('the messages of entries', () => {
  it('are told once for each index, the newest ones kept', () => {
    const told = (from: number) =>
      Array.from({ length: 100 }, (_, at) => ({
        index: from + at,
        offset: { from: from + at, to: from + at },
      }))
    let view = VIEW
    for (let from = 1; from <= 901; from += 100) view = withOffsets(view, 'orders/0', told(from))
    const { offsets } = view.groups['orders/0'] ?? group
    expect(offsets).toHaveLength(512)
    expect(offsets.at(-1)).toEqual({ index: 1_000, offset: { from: 1_000, to: 1_000 } })
    expect(withOffsets(view, 'orders/0', told(901))).toBe(view)
    expect(withOffsets(view, 'orders/0', [{ index: 2_000 }])).toBe(view)
  })
})
