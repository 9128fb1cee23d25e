import { describe, expect, it } from 'vitest'
import type { Report } from '../../shared/protocol/report.ts'
import { Reports } from './reports.ts'

const report = (
  node: string,
  groups: Partial<Report['groups'][number]>[] = [],
  birth = `of-${node}`,
): Report => ({
  node,
  host: 'x',
  httpPort: 1,
  raftPort: 2,
  birth,
  producers: [],
  consumers: [],
  groups: groups.map((fields) => ({
    group: 3,
    replicaId: 1,
    role: 'follower',
    term: 1,
    leader: null,
    epoch: 1,
    last: 0,
    entries: 0,
    members: null,
    ...fields,
  })),
})

describe('reports', () => {
  it('the leader is who claims the highest term, among those heard lately', () => {
    const reports = new Reports()
    reports.note(report('broker-1', [{ role: 'leader', term: 4, last: 9 }]), 100)
    reports.note(report('broker-2', [{ role: 'leader', term: 5, last: 8 }]), 90)
    expect(reports.partition(3, 0)).toEqual({ leader: 'broker-2', last: 9 })
    expect(reports.partition(3, 95)).toEqual({ leader: 'broker-1', last: 9 })
    expect(reports.partition(4, 0)).toEqual({ leader: null, last: 0 })
  })

  it('a broker that is none any more is forgotten, but not whoever has its name now', () => {
    const reports = new Reports()
    reports.note(report('broker-1', [{ role: 'leader', term: 4, last: 9 }], 'a'), 100)
    reports.forget({ node: 'broker-1', birth: 'older' })
    expect(reports.all()).toHaveLength(1)
    reports.forget({ node: 'broker-1', birth: 'a' })
    expect(reports.all()).toEqual([])
    expect(reports.leaderOf(3, 0)).toBeNull()
  })

  it('B17: what a folder of another birth reports says nothing of the broker before it', () => {
    const reports = new Reports()
    reports.note(report('broker-1', [], 'second'), 100)
    expect(reports.ofBroker({ node: 'broker-1', birth: 'first' })).toBeUndefined()
    expect(reports.ofBroker({ node: 'broker-1', birth: 'second' })).toMatchObject({ at: 100 })
    expect(reports.ofBroker({ node: 'broker-1', birth: null })).toMatchObject({ at: 100 })
  })

  it('a sign of life that arrives late never makes a client older', () => {
    const reports = new Reports()
    reports.noteClient('consumer', 1, 50)
    reports.noteClient('consumer', 1, 40)
    expect(reports.clientSeen('consumer', 1)).toBe(50)
    expect(reports.clientSeen('producer', 1)).toBeUndefined()
  })
})
