import { describe, expect, it } from 'vitest'
import type { NodeRole } from '../../shared/ids.ts'
import type { ConfigFacts } from './node-config.ts'
import { nodeConfigSchema } from '../../shared/protocol/uplink.ts'
import { nodeConfig, nodeEnvironment } from './node-config.ts'
import { DEFAULT_COUNTS, firstMembers, nodeNames, placeAt } from './node-plan.ts'

const places = nodeNames(DEFAULT_COUNTS).map((name) => placeAt(8400, name))
const FACTS: ConfigFacts = {
  cluster: { cluster: 'c1', storage: 'log', ...firstMembers(DEFAULT_COUNTS) },
  places,
  data: 'data',
  host: '127.0.0.1',
  seed: 7,
  snapshots: null,
  clock: { epoch: 1, rate: 1, clusterBase: 0, wallBase: 0, origin: 0 },
  origins: ['http://127.0.0.1:8400'],
  version: '0.1.0',
  history: { born: ['atm-1'], rejoins: [] },
}
const configOf = (role: NodeRole, ordinal = 1, facts: Partial<ConfigFacts> = {}) =>
  nodeConfig(placeAt(8400, { id: `${role}-${ordinal}`, role, ordinal }), { ...FACTS, ...facts })

describe('the configuration of a node', () => {
  it('names whom it knows from the start, never itself', () => {
    expect(configOf('manager').peers.map(({ node }) => node)).toEqual(['manager-2', 'manager-3'])
    expect(configOf('broker').peers.map(({ node }) => node)).toEqual(['manager-1', 'manager-2', 'manager-3'])
    expect(configOf('atm', 2).peers.map(({ node }) => node)).toEqual(['atm-1', 'atm-3'])
  })

  it('names the first members of its own group', () => {
    expect(configOf('atm').members).toEqual(firstMembers(DEFAULT_COUNTS).atms)
    expect(configOf('broker').members).toEqual([])
    expect(configOf('broker').lastFirstReplica).toBe(6)
  })

  it('allows an empty folder only before the node was ever ready; a broker then is a new one (B10, B17)', () => {
    expect(configOf('atm', 1).mayCreate).toBe(false)
    expect(configOf('atm', 2).mayCreate).toBe(true)
    expect(configOf('broker', 1, { history: { born: ['broker-1'], rejoins: [] } }).mayCreate).toBe(true)
  })

  it.each([
    ['planned', false],
    ['aside', true],
    ['born', false],
    ['done', false],
  ] as const)(
    'B17: a rejoin that is %s: may an empty folder become the new replica? %s',
    (step, mayCreate) => {
      const members = [{ node: 'atm-2', replica: 5 }]
      const rejoins = [{ node: 'atm-1', replica: 17, members, step }]
      const config = configOf('atm', 1, { history: { born: ['atm-1'], rejoins } })
      expect(nodeConfigSchema.parse(config)).toMatchObject({ mayCreate, rejoined: { replica: 17, members } })
      expect('rejoined' in configOf('atm', 2, { history: { born: [], rejoins } })).toBe(false)
    },
  )

  it('says how often to take snapshots only when it was asked to', () => {
    expect('snapshotEvery' in configOf('atm')).toBe(false)
    const config = configOf('atm', 1, { snapshots: 50 })
    expect(nodeConfigSchema.parse(config)).toMatchObject({ snapshotEvery: 50 })
  })

  it('says which engine keeps the log of every node', () => {
    const cluster = { ...FACTS.cluster, storage: 'rewrite' as const }
    for (const role of ['manager', 'broker', 'atm'] as const) {
      expect(configOf(role, 1, { cluster }).storage).toBe('rewrite')
    }
  })

  it('is what nodes accept', () => {
    for (const role of ['manager', 'broker', 'atm'] as const) {
      const config = configOf(role)
      expect(nodeConfigSchema.parse(config)).toEqual(config)
    }
  })

  it('comes with an environment of its own', () => {
    const env = { PATH: '/bin', NODE_EXTRA_CA_CERTS: 'x', npm_config_omit: 'dev', RAFTROOM_PORT: '1' }
    expect(nodeEnvironment(env)).toEqual({ PATH: '/bin' })
  })

  it('learns from ours where it is to fail, and whether its log is synced', () => {
    const env = { RAFTROOM_FAIL_AT: 'after-log-sync:exit', RAFTROOM_FSYNC_OFF: 'atm-2' }
    expect(nodeEnvironment({ ...env, RAFTROOM_FSYNC_OFFSET: '1' })).toEqual(env)
  })
})
