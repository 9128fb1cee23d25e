import { describe, expect, it } from 'vitest'
import { DEFAULT_COUNTS, firstMembers, nodeNames, placeAt } from './node-plan.ts'

describe('the plan of nodes', () => {
  it('numbers the first replicas: managers from 1, ATMs after them', () => {
    const { managers, atms } = firstMembers(DEFAULT_COUNTS)
    expect(managers.map(({ replica }) => replica)).toEqual([1, 2, 3])
    expect(atms).toEqual([
      { node: 'atm-1', replica: 4 },
      { node: 'atm-2', replica: 5 },
      { node: 'atm-3', replica: 6 },
    ])
  })

  it('gives the documented ports', () => {
    const places = nodeNames(DEFAULT_COUNTS).map((name) => placeAt(8400, name))
    expect(places.find(({ id }) => id === 'manager-1')).toMatchObject({ httpPort: 8411, raftPort: 8511 })
    expect(places.find(({ id }) => id === 'broker-4')).toMatchObject({ httpPort: 8424, raftPort: 8524 })
    expect(places.find(({ id }) => id === 'atm-3')).toMatchObject({ httpPort: 8433, raftPort: 8533 })
  })

  it('gives no port twice, even with as many nodes as are allowed', () => {
    const places = nodeNames({ managers: 7, brokers: 64, atms: 7 }).map((name) => placeAt(8400, name))
    const ports = [8400, ...places.flatMap(({ httpPort, raftPort }) => [httpPort, raftPort])]
    expect(new Set(ports).size).toBe(ports.length)
  })
})
