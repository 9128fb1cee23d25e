// What a person does after a node has refused its files: flips the bit back, or sets the folder aside, so that the
// broker comes back as another one, or has a manager or an ATM rejoin its group; and then gives every partition its
// third copy again.

import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { partitionName, roleOf } from '../../shared/ids.ts'
import type { GroupMembers } from '../../shared/protocol/members.ts'
import { membersAnswerSchema } from '../../shared/protocol/members.ts'
import { moveBetween } from './move-replica.ts'
import type { Session } from './session.ts'
import { setAside, timesAside } from './touch-files.ts'
import { refusesFiles } from './verdict/endings.ts'

const brokersSchema = z.object({
  brokers: z.array(
    z.object({ broker_id: z.number(), node: z.string(), alive: z.boolean(), replicas: z.number() }),
  ),
})
const topicsSchema = z.object({ topics: z.array(z.string()) })
const partitionsSchema = z.object({
  partitions: z.array(
    z.object({
      partition: z.number(),
      replicas: z.array(z.object({ broker_id: z.number(), node: z.string() })),
    }),
  ),
})
type Broker = z.infer<typeof brokersSchema>['brokers'][number]

const ANSWER_LIMIT_MS = 5_000
const LOOK_AGAIN_MS = 200
/** Some elections fit in. */
const LEADER_LIMIT_MS = 20_000
/** A silent broker is taken for dead first; then every copy takes three changes of members. */
const REPLACE_LIMIT_MS = 90_000

/** Nodes that refused their files get what makes them members again, and are started. */
export async function rejoin(session: Session): Promise<void> {
  const { cluster, control, damaged } = session
  if (damaged.size === 0) return
  const { nodes } = await control.cluster()
  for (const [node, remedy] of damaged) {
    if (!nodes.some((each) => each.id === node && refusesFiles(each))) continue
    if (remedy.kind === 'aside' && roleOf(node) !== 'broker') {
      await rejoinGroup(session, node)
      continue
    }
    if (remedy.kind === 'aside') setAside(cluster.data, node)
    else {
      await control.fault({ kind: 'corrupt', node, file: remedy.file, offset: remedy.offset })
      damaged.delete(node)
    }
    await control.fault({ kind: 'start', node })
  }
}

/** Refused while its group has no leader: then there is another look. */
async function rejoinGroup(session: Session, node: NodeId): Promise<void> {
  const { control, damaged, scores } = session
  const done = await control.rejoin(node)
  if (done.kind !== 'done') return
  damaged.delete(node)
  const group = await membersOf(session, node)
  const own = group?.voters.filter((voter) => voter.node === node).map(({ replica }) => replica) ?? []
  // Ids are given out in order, by one counter for all groups.
  const isNewest = group?.voters.every(({ replica }) => replica <= (own[0] ?? 0)) === true
  const seen = `${node} votes as ${own.join(', ')} in ${JSON.stringify(group)}`
  scores.checked('a lost member is another replica', isNewest && own.length === 1 ? [] : [seen])
}

/** As the leader of its group has them; null when nobody leads for long. */
async function membersOf({ cluster }: Session, of: NodeId): Promise<GroupMembers | null> {
  const until = performance.now() + LEADER_LIMIT_MS
  while (performance.now() < until) {
    for (const node of cluster.nodes(roleOf(of))) {
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS)
      const answer = await fetch(`${cluster.base(node)}/members`, { signal })
      const group = membersAnswerSchema.safeParse(await answer.json())
      if (group.data?.leads === true) return group.data
    }
    await wait(LOOK_AGAIN_MS)
  }
  return null
}

/** After the healing: no partition is left with two copies. False: it did not come to that. */
export async function reReplicate(session: Session): Promise<boolean> {
  const { damaged, scores, say } = session
  const lost = [...damaged]
    .filter(([node, { kind }]) => kind === 'aside' && roleOf(node) === 'broker')
    .map(([node]) => node)
  damaged.clear()
  if (lost.length === 0) return true
  const until = performance.now() + REPLACE_LIMIT_MS
  let left: readonly string[] = ['the brokers are not known']
  while (left.length > 0 && performance.now() < until) {
    left = await replaceNext(session, lost).catch((error: unknown) => [String(error)])
    await wait(LOOK_AGAIN_MS)
  }
  const outcome = left.length === 0 ? 'every partition has all its copies' : 'copies are missing'
  say(`     after what happened to ${lost.join(', ')}: ${outcome}`)
  scores.checked('lost copies are replaced', left)
  return left.length === 0
}

/** Begins one move, if there is one to begin. Answers what is still to be done. */
async function replaceNext(session: Session, lost: readonly NodeId[]): Promise<readonly string[]> {
  const { brokers } = brokersSchema.parse(await ask(session, '/brokers?all=true'))
  const waiting = lost.filter((node) => !isThereAnew(brokers, node, timesAside(session.cluster.data, node)))
  session.scores.checked('a lost folder is another broker', namedTwice(brokers, lost))
  const gone = brokers.filter(({ node, alive, replicas }) => lost.includes(node) && !alive && replicas > 0)
  const [first] = gone
  if (first !== undefined) await beginMove(session, first, brokers)
  return [
    ...waiting.map((node) => `${node} is no broker yet`),
    ...gone.map(
      ({ node, broker_id: id, replicas }) => `${replicas} copies are still those of ${node}, broker ${id}`,
    ),
  ]
}

/** Each folder that was set aside made another broker of it. Before that its old number may still count as alive. */
function isThereAnew(brokers: readonly Broker[], node: NodeId, timesLost: number): boolean {
  const own = brokers.filter((each) => each.node === node)
  return own.length > timesLost && own.filter(({ alive }) => alive).length === 1
}

/** Under its old number nobody may live on. */
const namedTwice = (brokers: readonly Broker[], lost: readonly NodeId[]): readonly string[] =>
  lost.flatMap((node) => {
    const own = brokers.filter((each) => each.node === node)
    const newest = Math.max(...own.map(({ broker_id: id }) => id))
    const alive = own.filter((each) => each.alive && each.broker_id !== newest)
    return own.length > 1
      ? alive.map(({ broker_id: id }) => `${node} is alive as broker ${id} and ${newest}`)
      : []
  })

async function beginMove(session: Session, gone: Broker, brokers: readonly Broker[]): Promise<void> {
  const { topics } = topicsSchema.parse(await ask(session, '/topics'))
  for (const topic of topics) {
    const { partitions } = partitionsSchema.parse(await ask(session, `/topics/partitions?topic=${topic}`))
    for (const { partition, replicas } of partitions) {
      if (!replicas.some(({ broker_id: id }) => id === gone.broker_id)) continue
      const to = brokers.find(
        ({ broker_id: id, alive }) => alive && !replicas.some((replica) => replica.broker_id === id),
      )
      if (to === undefined) continue
      const group = partitionName(topic, partition)
      // Refused while another move goes on: then there is another look.
      await moveBetween(session.cluster, group, { from: gone.broker_id, to: to.broker_id })
      return
    }
  }
}

async function ask({ cluster }: Session, path: string): Promise<unknown> {
  const base = cluster.base(cluster.nodes('manager')[0] ?? '')
  return (await fetch(`${base}${path}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })).json()
}
