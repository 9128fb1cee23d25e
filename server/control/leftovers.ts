// Before a start: whatever an earlier run left on the data folder is ended, and a run that is alive is
// left alone.

import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { pause } from './patience.ts'
import { isAlive } from './process-facts.ts'
import { leftoversOf, readRunFile, removeRunFile } from './run-file.ts'

const LOOK_AGAIN_MS = 20
const END_LIMIT_MS = 3_000

/** Answers what it ended, or a sentence why the start must not go on. `orElse`: what else there is to do then. */
export async function endLeftovers(
  data: string,
  orElse: (url: string) => string = () => '',
): Promise<Result<readonly string[], string>> {
  const run = readRunFile(data)
  if (run === null) return ok([])
  const { control, nodes } = leftoversOf(run)
  if (control !== null && control !== process.pid)
    return err(
      `raftroom runs on ${data} already (${run.url}, pid ${control}): ${orElse(run.url)}stop it first, or name another folder with --data`,
    )
  for (const { pid } of nodes) end(pid)
  const until = performance.now() + END_LIMIT_MS
  while (nodes.some(({ pid }) => isAlive(pid)) && performance.now() < until) await pause(LOOK_AGAIN_MS)
  const stubborn = nodes.filter(({ pid }) => isAlive(pid))
  if (stubborn.length > 0)
    return err(
      `${stubborn.map(({ id, pid }) => `${id} (pid ${pid})`).join(', ')} of an earlier run cannot be ended`,
    )
  removeRunFile(data)
  return ok(nodes.map(({ id }) => id))
}

/** Killed, not asked: it may be frozen, and its files survive that. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone in the meantime.
  }
}
