// What is done to those who watch: the control server is killed or stands still, dashboards come and vanish. Nodes
// that lose their parent end; everything else, and nodes that never had one, goes on as if nobody had ever looked.

import { setTimeout as wait } from 'node:timers/promises'
import { SOCKET_PATH } from '../../shared/protocol/control.ts'
import type { Done } from './control.ts'
import type { Move } from './nemesis/move.ts'
import type { Session } from './session.ts'
import { besideSmallBank } from './small-bank.ts'

type MoveOf<Kind extends Move['kind']> = Extract<Move, { kind: Kind }>

/** A clean end finishes what is on its way to the disk. */
const ORPHAN_LIMIT_MS = 10_000
/** A dashboard is gone before it has read all of its first answer. */
const VANISH_MS = 50

export async function headless({ cluster, scores, say }: Session): Promise<Done> {
  scores.due(['no process outlives the control server', 'a bank without a control server does not notice'])
  const findings = await besideSmallBank(cluster.startScript, async () => {
    const left = await cluster.crash(ORPHAN_LIMIT_MS)
    scores.checked(
      'no process outlives the control server',
      left.map((pid) => `pid ${pid} is alive ${ORPHAN_LIMIT_MS / 1000} s after its control server`),
    )
    await cluster.relaunch()
  })
  scores.checked('a bank without a control server does not notice', findings)
  say('     the control server was killed, all nodes with it; the cluster is started again')
  return { kind: 'done' }
}

/** Stopped, not killed: its pipes stay open and fill up. */
export async function deaf({ cluster, scores, recorder }: Session, { ms }: MoveOf<'deaf'>): Promise<Done> {
  scores.due(['watching changes nothing'])
  process.kill(cluster.pid, 'SIGSTOP')
  let before = 0
  try {
    // At first there is room in the pipes, and what was on its way is answered anyhow.
    await wait(ms / 2)
    before = recorder.answered
    await wait(ms / 2)
  } finally {
    process.kill(cluster.pid, 'SIGCONT')
  }
  const texts =
    recorder.answered > before
      ? []
      : [`nobody read what nodes tell for ${ms} ms, and no client was answered in the last ${ms / 2}`]
  scores.checked('watching changes nothing', texts)
  return { kind: 'done' }
}

export async function viewers({ cluster }: Session, { count }: MoveOf<'viewers'>): Promise<Done> {
  const url = `${cluster.url}${SOCKET_PATH}/?EIO=4&transport=polling`
  const opened = await Promise.all(Array.from({ length: count }, () => openAndVanish(url)))
  return opened.includes(true) ? { kind: 'done' } : { kind: 'unknown', why: 'no dashboard could be opened' }
}

/** Whether it was there at all. */
async function openAndVanish(url: string): Promise<boolean> {
  const answer = await fetch(url).then(
    (response) => response.text(),
    () => '',
  )
  const sid = /"sid":"([^"]+)"/.exec(answer)?.[1]
  if (sid === undefined) return false
  try {
    // The packet that says: into the default room.
    await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '40' })
    await fetch(`${url}&sid=${sid}`, { signal: AbortSignal.timeout(VANISH_MS) })
  } catch {
    // Vanishing in the middle of it is what this is for.
  }
  return true
}
