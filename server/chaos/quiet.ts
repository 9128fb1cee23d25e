// A quiet point: everything is healed, nobody works, every outcome is made known. Then every node is asked for
// what there is, and the window is judged.

import { setTimeout as wait } from 'node:timers/promises'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { partitionName } from '../../shared/ids.ts'
import type { AccountList } from '../../shared/protocol/bank.ts'
import type { Body } from '../../shared/sdk/attempt.ts'
import type { StoredText } from '../checker/checks/messages.ts'
import type { ChaosCluster } from './cluster.ts'
import type { Asker, Call } from './clients/asking.ts'
import { PARTITIONS, TOPIC } from './clients/crowd.ts'
import { accountListIn, accountsRead } from './clients/customer.ts'
import { topicsRead } from './clients/directory-client.ts'
import { consumeCall, sizeCall, textsIn } from './clients/queue-clients.ts'
import { rejoin } from './rejoin.ts'
import type { Session } from './session.ts'
import type { PartitionEnd } from './verdict/judge.ts'
import { compareReplicas } from './verdict/replicas.ts'

/** Ten processes that all start at once on a busy machine, and elections after that. */
const HEAL_LIMIT_MS = 60_000
const LOOK_AGAIN_MS = 100
/** What one consume may take. */
const PAGE = 500
/** A read at a quiet point is answered, however long an election takes. */
const PATIENT_MS = 20_000

/** Waits until all is well. False: it never was, and nothing more can be asked. */
export async function waitUntilWell(session: Session): Promise<boolean> {
  const { control, scores } = session
  const until = performance.now() + HEAL_LIMIT_MS
  let missing: readonly string[] = ['an answer']
  while (performance.now() < until) {
    missing = await control.missing()
    if (missing.length === 0) break
    await rejoin(session)
    await wait(LOOK_AGAIN_MS)
  }
  const texts = missing.length === 0 ? [] : [`after ${HEAL_LIMIT_MS / 1000} s: ${missing.join(', ')}`]
  scores.checked('a leader in every group after healing', texts)
  return missing.length === 0
}

/** Ends the window. False: the cluster does not answer. */
export async function closeWindow(session: Session): Promise<boolean> {
  const { asker, recorder, scores, judge } = session
  const doubts = asker.doubts.length
  const left = await asker.settleDoubts((call) => nodesFor(session.cluster, call))
  scores.checked('every outcome known at last', left === 0 ? [] : [`${left} of ${doubts} stay unknown`])
  const bank = await readBank(session)
  const ends = await readPartitions(session)
  const topics = await readTopics(session)
  if (bank === null || ends === null || topics === null) {
    scores.checked('a leader in every group after healing', ['a read at a quiet point was not answered'])
    return false
  }
  await compareReplicas(session, bank, ends)
  judge.bank(recorder.window('bank'), bank)
  judge.partitions(recorder.window('partition'), ends)
  judge.directory(recorder.window('directory'), topics)
  recorder.turnOver()
  return true
}

const ROLE_OF = { bank: 'atm', partition: 'broker', directory: 'manager' } as const

const nodesFor = (cluster: ChaosCluster, { service, node }: Call): readonly NodeId[] => [
  node,
  ...cluster.nodes(ROLE_OF[service]).filter((each) => each !== node),
]

const patient = (call: Call): Call => ({ ...call, retryFor: PATIENT_MS })

/** At every ATM; the last answer counts, since nobody works meanwhile. */
async function readBank({ cluster, asker }: Session): Promise<AccountList | null> {
  let list: AccountList | null = null
  for (const node of cluster.nodes('atm')) {
    const body = await asker.bodyOf(patient(accountsRead(node)))
    if (body === null) return null
    list = accountListIn(body)
  }
  return list
}

async function readTopics({ cluster, asker }: Session): Promise<readonly string[] | null> {
  let topics: readonly string[] | null = null
  for (const node of cluster.nodes('manager')) {
    const body: Body | null = await asker.bodyOf(patient(topicsRead(node)))
    if (body === null) return null
    topics = Array.isArray(body['topics']) ? body['topics'].map(String) : []
  }
  return topics
}

async function readPartitions(session: Session): Promise<ReadonlyMap<GroupName, PartitionEnd> | null> {
  const ends = new Map<GroupName, PartitionEnd>()
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const end = await readPartition(session, partition)
    if (end === null) return null
    ends.set(partitionName(TOPIC, partition), end)
  }
  return ends
}

/** The auditor takes everything; then each broker is asked how much there is, and how far everybody is. */
async function readPartition(session: Session, partition: number): Promise<PartitionEnd | null> {
  const { cluster, asker, crowd } = session
  const brokers = cluster.nodes('broker')
  const placeAt = (turn: number) => ({ topic: TOPIC, partition, node: brokers[turn % brokers.length] ?? '' })
  const stored: StoredText[] = []
  for (let turn = 0; ; turn += 1) {
    const requestId = asker.newRequestId('auditor')
    const place = placeAt(turn)
    if ((await sizeOf(asker, place, crowd.auditor)) === 0) break
    const body = await asker.bodyOf(patient(consumeCall(place, crowd.auditor, PAGE, requestId)))
    if (body === null) return null
    stored.push(...textsIn(body))
  }
  const sizes = await Promise.all(brokers.map((_, turn) => sizeOf(asker, placeAt(turn), null)))
  const last = sizes[0] ?? null
  if (last === null || sizes.includes(null)) return null
  const consumers = new Map<number, number>()
  for (const [turn, consumer] of crowd.consumers.entries()) {
    const left = await sizeOf(asker, placeAt(turn), consumer)
    if (left === null) return null
    consumers.set(consumer, last - left)
  }
  return { stored, consumers }
}

async function sizeOf(asker: Asker, place: Parameters<typeof sizeCall>[0], consumer: number | null) {
  const body = await asker.bodyOf(patient(sizeCall(place, consumer)))
  return body === null ? null : Number(body['size'])
}
