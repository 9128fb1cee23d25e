// A broker that does not sync its log, and then loses its power: what it acknowledged is gone, and must not be taken for
// nothing (B32). The switch is in the environment of the whole cluster, so the cluster is started anew for it, and
// once more afterwards without it. What the power takes is what the disk would really have lost.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { ClusterState, Done } from './control.ts'
import { expectFoundOut, expectOthersRun } from './found-out.ts'
import type { Move } from './nemesis/move.ts'
import type { Session } from './session.ts'
import { setAside } from './touch-files.ts'
import { groupsThatLost } from './verdict/lost-entries.ts'

const CHECK = 'a power cut without fsync is found out'
/** Named here as a user names it. */
const FSYNC_OFF = 'RAFTROOM_FSYNC_OFF'
const LOG_FILE = /^\d+\.json$/
/** Some elections on a busy machine. */
const LED_LIMIT_MS = 20_000
const LOOK_AGAIN_MS = 100

export async function unsynced(
  session: Session,
  { node, ms }: Extract<Move, { kind: 'unsynced' }>,
): Promise<Done> {
  await startAnew(session, { [FSYNC_OFF]: node })
  await wait(ms)
  const done = await cutItsPower(session, node)
  await startAnew(session, {})
  return done
}

async function startAnew({ cluster }: Session, env: Readonly<Record<string, string>>): Promise<void> {
  await cluster.stop()
  await cluster.relaunch(env)
}

async function cutItsPower(session: Session, node: NodeId): Promise<Done> {
  const { cluster, control, scores, damaged } = session
  const before = (await control.cluster()).groups
  const had = logsOf(cluster.data, node)
  const cut = await control.fault({ kind: 'powercut', node })
  if (cut.kind !== 'done') return cut
  const lost = lostSince(had, logsOf(cluster.data, node))
  if (lost.length === 0) return { kind: 'refused', why: `${node} acknowledged nothing meanwhile` }
  scores.due([CHECK, 'only the node that was hit stops'])
  // Whom it voted for is forgotten as well: it comes back only where others have chosen already.
  await othersLead(session, node)
  await control.fault({ kind: 'start', node })
  damaged.set(node, { kind: 'aside' })
  await expectFoundOut(session, CHECK, { node, lost, before })
  await expectOthersRun(session, node)
  await control.fault({ kind: 'kill', node })
  setAside(cluster.data, node)
  return { kind: 'done' }
}

/** The text of each log file. */
function logsOf(data: string, node: NodeId): ReadonlyMap<string, string> {
  const folder = join(data, node, 'wal')
  const files = readdirSync(folder).filter((name) => LOG_FILE.test(name))
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

function lostSince(had: ReadonlyMap<string, string>, has: ReadonlyMap<string, string>): readonly GroupId[] {
  const lost = [...had].flatMap(([name, text]) => groupsThatLost(has.get(name) ?? '', text))
  return [...new Set(lost)]
}

async function othersLead({ control }: Session, node: NodeId): Promise<void> {
  const isLedByOthers = ({ leader }: ClusterState['groups'][number]): boolean =>
    leader !== null && leader !== node
  const until = performance.now() + LED_LIMIT_MS
  while (performance.now() < until) {
    const { groups } = await control.cluster()
    if (groups.every(isLedByOthers)) return
    await wait(LOOK_AGAIN_MS)
  }
}
