// A node that came back without something it had acknowledged: it must stop with 71 as soon as the leader that counted
// on it says so, and nobody else stops.

import { setTimeout as wait } from 'node:timers/promises'
import type { GroupId, NodeId } from '../../shared/ids.ts'
import { EXIT_DATA_LOST } from '../../shared/protocol/uplink.ts'
import type { ClusterState } from './control.ts'
import type { Session } from './session.ts'
import { countedOnStill } from './verdict/lost-entries.ts'
import type { NemesisCheck } from './verdict/scoreboard.ts'

/** Its leader tells it with the next heartbeat; a start on a busy machine takes longer. */
const FOUND_OUT_LIMIT_MS = 20_000
const LOOK_AGAIN_MS = 100

export interface Loss {
  readonly node: NodeId
  /** What it lost is of these groups. */
  readonly lost: readonly GroupId[]
  /** As they were when it acknowledged that. */
  readonly before: ClusterState['groups']
}

export async function expectFoundOut(
  session: Session,
  check: NemesisCheck,
  { node, lost, before }: Loss,
): Promise<void> {
  const { control, scores } = session
  const found = await waitUntilFailed(session, node)
  // A new leader does not know what was lost; it gives it all of it again, as if it never had been there.
  const still = countedOnStill(lost, before, (await control.cluster()).groups)
  const isFine = found?.code === EXIT_DATA_LOST || (found === null && still.length === 0)
  const ended =
    found === null ? `runs on in groups ${still.join(', ')}` : `exit ${found.code}: ${found.reason}`
  scores.checked(check, isFine ? [] : [`${node} with an older log: ${ended}`])
}

interface Seen {
  readonly state: string
  readonly code: number | null
  readonly reason: string
}

export async function stateOf({ control }: Session, node: NodeId): Promise<Seen> {
  const { nodes } = await control.cluster()
  const found = nodes.find(({ id }) => id === node)
  return { state: found?.state ?? 'gone', code: found?.lastExit?.code ?? null, reason: found?.reason ?? '' }
}

async function waitUntilFailed(session: Session, node: NodeId): Promise<Seen | null> {
  const until = performance.now() + FOUND_OUT_LIMIT_MS
  while (performance.now() < until) {
    const seen = await stateOf(session, node)
    if (seen.state === 'failed') return seen
    await wait(LOOK_AGAIN_MS)
  }
  return null
}

export async function expectOthersRun({ control, scores }: Session, node: NodeId): Promise<void> {
  const { nodes } = await control.cluster()
  const stopped = nodes.filter(({ id, state }) => id !== node && state !== 'running')
  scores.checked(
    'only the node that was hit stops',
    stopped.map(({ id, state, reason }) => `${id} is ${state}: ${reason ?? 'no reason given'}`),
  )
}
