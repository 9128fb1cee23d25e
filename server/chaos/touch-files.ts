// What is done to the files of one node while it is down, and what must come of it: a node never goes on with
// damaged files, and says how it comes back; what is whole but too old is found out by its leader. Nobody else stops.

import { copyFileSync, readFileSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { NodeId } from '../../shared/ids.ts'
import { roleOf } from '../../shared/ids.ts'
import { EXIT_DATA_LOST } from '../../shared/protocol/uplink.ts'
import type { Done } from './control.ts'
import { expectFoundOut, expectOthersRun, stateOf } from './found-out.ts'
import type { Move } from './nemesis/move.ts'
import type { Session } from './session.ts'
import { groupsThatLost } from './verdict/lost-entries.ts'

type MoveOf<Kind extends Move['kind']> = Extract<Move, { kind: Kind }>

const WAL = 'wal'

/** The newest records may not be told durable by any behind them. */
const RECORDS_SPARED = 3

export async function damage(session: Session, move: MoveOf<'damage'>): Promise<Done> {
  const { node, part, where, remedy } = move
  const { control, scores, damaged } = session
  scores.due(['damage is refused', 'only the node that was hit stops'])
  const stopped = await control.fault({ kind: 'stop', node })
  if (stopped.kind !== 'done') return stopped
  const { file, from, to } = placeIn(session, node, part)
  const offset = from + Math.floor(where * (to - from))
  const flipped = await control.fault({ kind: 'corrupt', node, file, offset })
  if (flipped.kind !== 'done') return flipped
  damaged.set(node, remedy === 'aside' ? { kind: 'aside' } : { kind: 'flip', file, offset })
  await control.fault({ kind: 'start', node })
  const { state, code, reason } = await stateOf(session, node)
  const isRefused = state === 'failed' && code === EXIT_DATA_LOST
  // What was cut off at the end may have been promised after all: then its leader says so, now or later.
  const isRight =
    part === 'end' ? isRefused || state !== 'failed' : isRefused && saysWayOut(node, reason, file)
  const seen = `${node} with byte ${offset} of ${file} flipped is ${state}, exit ${code}: ${reason}`
  scores.checked('damage is refused', isRight ? [] : [seen])
  await expectOthersRun(session, node)
  return { kind: 'done' }
}

/** Which file, and how the node becomes a member again. */
const saysWayOut = (node: NodeId, reason: string, file: string): boolean =>
  reason.includes(file) &&
  reason.includes(roleOf(node) === 'broker' ? 'set this folder aside' : 'npx raftroom nodes rejoin')

export async function wipe(session: Session, { node }: MoveOf<'wipe'>): Promise<Done> {
  const { cluster, control, scores, damaged } = session
  const isBroker = roleOf(node) === 'broker'
  scores.due(
    isBroker
      ? ['a lost folder is another broker', 'lost copies are replaced', 'only the node that was hit stops']
      : ['damage is refused', 'a lost member is another replica', 'only the node that was hit stops'],
  )
  const stopped = await control.fault({ kind: 'stop', node })
  if (stopped.kind !== 'done') return stopped
  setAside(cluster.data, node)
  damaged.set(node, { kind: 'aside' })
  const started = await control.fault({ kind: 'start', node })
  if (!isBroker) {
    const { state, code, reason } = await stateOf(session, node)
    const isRefused = state === 'failed' && code === EXIT_DATA_LOST && saysWayOut(node, reason, node)
    const seen = `${node} without its folder is ${state}, exit ${code}: ${reason}`
    scores.checked('damage is refused', isRefused ? [] : [seen])
  }
  await expectOthersRun(session, node)
  // That it ended at once is what had to come of it.
  return isBroker ? started : { kind: 'done' }
}

export async function rewind(session: Session, { node, ms }: MoveOf<'rewind'>): Promise<Done> {
  const { cluster, control, scores, damaged } = session
  const saved = join(cluster.data, `${node}.saved.json`)
  const newest = (): string => join(cluster.data, node, WAL, newestFile(session, node))
  const groups = async () => (await control.cluster()).groups
  for (const step of ['stop', 'start'] as const) {
    const done = await control.fault({ kind: step, node })
    if (done.kind !== 'done') return done
    if (step === 'stop') copyFileSync(newest(), saved)
  }
  const old = newest()
  await wait(ms)
  const before = await groups()
  const stopped = await control.fault({ kind: 'stop', node })
  if (stopped.kind !== 'done') return stopped
  const lost = newest() === old ? groupsThatLost(readFileSync(saved, 'utf8'), readFileSync(old, 'utf8')) : []
  if (lost.length === 0) {
    await control.fault({ kind: 'start', node })
    return { kind: 'refused', why: `${node} acknowledged nothing in that file meanwhile` }
  }
  scores.due(['an old file is found out', 'only the node that was hit stops'])
  copyFileSync(saved, newest())
  damaged.set(node, { kind: 'aside' })
  await control.fault({ kind: 'start', node })
  await expectFoundOut(session, 'an old file is found out', { node, lost, before })
  await expectOthersRun(session, node)
  return { kind: 'done' }
}

/** Kept beside, as a person is told to do; under a name that is no node's. */
export function setAside(data: string, node: NodeId): void {
  renameSync(join(data, node), join(data, `${node}.aside-${timesAside(data, node) + 1}`))
}

export const timesAside = (data: string, node: NodeId): number =>
  readdirSync(data).filter((name) => name.startsWith(`${node}.aside`)).length

const newestFile = ({ cluster }: Session, node: NodeId): string =>
  readdirSync(join(cluster.data, node, WAL))
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .at(-1) ?? ''

/** The file as the control API names it, and from which byte to which. The end is the newest record. */
function placeIn(session: Session, node: NodeId, part: 'fenced' | 'end') {
  const name = newestFile(session, node)
  const text = readFileSync(join(session.cluster.data, node, WAL, name), 'utf8')
  const records = text.split('\n').filter((line) => line.includes('{')).length
  const startOf = (record: number): number => Buffer.byteLength(text.split('\n').slice(0, record).join('\n'))
  const [from, to] =
    part === 'fenced'
      ? [0, startOf(Math.max(1, records - RECORDS_SPARED))]
      : [startOf(records - 1), Buffer.byteLength(text)]
  return { file: `${WAL}/${name}`, from, to }
}
