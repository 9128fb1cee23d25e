// Everybody who works on the cluster: customers at the ATMs, producers and consumers at the brokers, clients of
// the directory at the managers. They are set up while the cluster is healthy.

import type { NodeId, TopicName } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import { createRandom, seedOf } from '../../../shared/random.ts'
import type { ChaosCluster } from '../cluster.ts'
import type { Asker, Call } from './asking.ts'
import type { Client } from './client.ts'
import { ACCOUNTS, FIRST_DEPOSIT, bankChange, createCustomer } from './customer.ts'
import { createDirectoryClient, directoryChange, idIn } from './directory-client.ts'
import { createConsumer, createProducer } from './queue-clients.ts'

/** Of the demo set. */
export const TOPIC: TopicName = 'orders'
export const PARTITIONS = 3
/** The bank is one object: more customers make its history too hard to check. */
const CUSTOMERS = 5

export interface Crowd {
  readonly customers: readonly Client[]
  readonly queueClients: readonly Client[]
  readonly directoryClients: readonly Client[]
  /** Registered numbers of all consumers, the auditor's too. */
  readonly consumers: readonly number[]
  /** Reads everything at quiet points. */
  readonly auditor: number
  /** A producer that sends nothing but claims. */
  readonly ballast: number
}

export interface CrowdOptions {
  readonly cluster: Pick<ChaosCluster, 'nodes'>
  readonly asker: Asker
  readonly seed: number
}

export async function gatherCrowd({ cluster, asker, seed }: CrowdOptions): Promise<Crowd> {
  const chance = (name: string): Random => createRandom(seedOf(seed, 'client', name))
  const atms = cluster.nodes('atm')
  const brokers = cluster.nodes('broker')
  await openAccounts(asker, atms[0] ?? '')
  const workers = await Promise.all(
    brokers.flatMap((node) => [registerAt(asker, 'Producer', node), registerAt(asker, 'Consumer', node)]),
  )
  const auditor = await register(asker, 'Consumer', 'auditor', brokers[0] ?? '')
  const ballast = await register(asker, 'Producer', 'ballast', brokers[0] ?? '')
  const ofPartitions = { asker, topic: TOPIC, partitions: PARTITIONS }
  return {
    customers: Array.from({ length: CUSTOMERS }, (_, at) => {
      const name = `customer-${at + 1}`
      return createCustomer(asker, name, atms[at % atms.length] ?? '', chance(name))
    }),
    queueClients: workers.map(({ kind, name, id, node }, at) => {
      const home = () => homeOf(node, at, cluster.nodes('broker'))
      const worker = { ...ofPartitions, name, id, home, random: chance(name) }
      return kind === 'Producer' ? createProducer(worker) : createConsumer(worker)
    }),
    directoryClients: cluster.nodes('manager').map((node) => {
      const name = `directory-${node}`
      return createDirectoryClient(asker, name, node, chance(name))
    }),
    consumers: [...workers.filter(({ kind }) => kind === 'Consumer').map(({ id }) => id), auditor],
    auditor,
    ballast,
  }
}

export async function openAccounts(asker: Asker, node: NodeId): Promise<void> {
  for (const account of ACCOUNTS) {
    const open = bankChange(node, 'create', '/accounts', { account }, asker.newRequestId('setup'))
    await must(asker, open)
    const input = { account, amount: FIRST_DEPOSIT }
    await must(asker, bankChange(node, 'deposit', '/deposit', input, asker.newRequestId('setup')))
  }
}

/** Where it stood from the beginning, while there is such a broker. */
const homeOf = (first: NodeId, at: number, brokers: readonly NodeId[]): NodeId =>
  brokers.includes(first) ? first : (brokers[at % brokers.length] ?? first)

type Kind = 'Producer' | 'Consumer'

async function registerAt(asker: Asker, kind: Kind, node: NodeId) {
  const name = `${kind.toLowerCase()}-at-${node}`
  return { kind, name, node, id: await register(asker, kind, name, node) }
}

async function register(asker: Asker, kind: Kind, name: string, node: NodeId): Promise<number> {
  const field = kind === 'Producer' ? 'producer_name' : 'consumer_name'
  const fields = { topic: TOPIC, [field]: name }
  const path = kind === 'Producer' ? '/producer/register' : '/consumer/register'
  const call = directoryChange(node, `register${kind}`, path, fields, asker.newRequestId('setup'))
  return idIn(await must(asker, call))
}

/** Before anything is broken everything works. */
async function must(asker: Asker, call: Call) {
  const body = await asker.bodyOf(call)
  if (body === null) throw new Error(`${call.f} at ${call.node} failed in a healthy cluster`)
  return body
}
