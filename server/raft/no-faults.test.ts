import { describe, expect, it } from 'vitest'
import { SteppedCluster } from './stepped/cluster.ts'

describe('a group without faults', () => {
  it.each([1, 2, 3, 4, 5])('of %i elects, agrees, applies and reads', (size) => {
    const cluster = new SteppedCluster(size)
    cluster.elect(1)
    cluster.propose(1, '"a"')
    cluster.propose(1, '"b"')
    cluster.settle()
    for (const id of cluster.ids) {
      expect(cluster.at(id).terms()).toEqual([1, 1, 1])
      expect(cluster.view(id)).toMatchObject({ commit: 3, applied: 3, durableIndex: 3 })
      const req = cluster.read(id)
      cluster.settle()
      expect(cluster.at(id).reads).toEqual([{ req, index: 3 }])
    }
  })
})
