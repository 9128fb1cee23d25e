// Brokers that join and leave in the middle of everything. Leaving takes its time: it is begun in the round, and waited
// for once all is healed, as somebody would who asks again after a refusal.

import type { ClusterState, Done } from './control.ts'
import type { Move } from './nemesis/move.ts'
import type { Session } from './session.ts'

const CHECK = 'a decommissioned broker leaves'
/** Each of its replicas takes three changes of members; on a busy machine some seconds. */
const LEAVE_LIMIT_MS = 90_000

/** Whoever asks or judges next should know who is there. */
export async function knowNodes({ cluster, control }: Session): Promise<ClusterState> {
  const state = await control.cluster()
  cluster.know(state.nodes)
  return state
}

export async function join(session: Session): Promise<Done> {
  const done = await session.control.addBroker()
  await knowNodes(session)
  return done
}

export async function leave(
  { control, leaving, scores }: Session,
  { node, ms }: Extract<Move, { kind: 'leave' }>,
): Promise<Done> {
  const told = await control.decommission(node, ms)
  if (told.kind === 'stays') return { kind: 'refused', why: told.why }
  scores.due([CHECK])
  if (told.kind === 'going') leaving.add(node)
  else scores.checked(CHECK)
  return { kind: 'done' }
}

/** After the healing. False: one of them did not come to its end. */
export async function finishLeaving(session: Session): Promise<boolean> {
  const { control, leaving, scores, say } = session
  const left: string[] = []
  for (const node of leaving) {
    const told = await control.decommission(node, LEAVE_LIMIT_MS)
    // Nobody had heard that it was to go, and now too few would be left: it is a broker like any other.
    say(`     ${node} ${told.kind === 'gone' ? 'has left' : `has not left: ${told.why}`}`)
    if (told.kind === 'going') left.push(`${node}: ${told.why}`)
    scores.checked(CHECK, told.kind === 'going' ? [`${node}: ${told.why}`] : [])
  }
  leaving.clear()
  await knowNodes(session)
  return left.length === 0
}
