// Notices processes that somebody else froze or thawed (`kill -STOP` in a shell). Nobody is told of that by
// the system, so it is looked at: a few small reads, where /proc is; one `ps` for all of them elsewhere.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Seen twice in a row it is believed, so within about a second: our own signals take a moment to act. */
const LOOK_MS = { proc: 400, ps: 500 }
const PS_TIMEOUT_MS = 2_000

export interface Watched {
  readonly pid: number
  readonly isStopped: boolean
}

type Change = (pid: number, isStopped: boolean) => void
type Look = (pids: readonly number[], then: (stopped: ReadonlySet<number>) => void) => void

export function watchStopped(list: () => readonly Watched[], onChange: Change): { stop(): void } {
  const isLinux = process.platform === 'linux'
  const judge = createJudge(list, onChange)
  const look: Look = isLinux ? lookAtProc : askPs
  const timer = setInterval(
    () =>
      look(
        list().map(({ pid }) => pid),
        judge,
      ),
    isLinux ? LOOK_MS.proc : LOOK_MS.ps,
  )
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Pure: tells a change once it was seen twice in a row. */
export function createJudge(
  list: () => readonly Watched[],
  onChange: Change,
): (stopped: ReadonlySet<number>) => void {
  let doubted = new Set<number>()
  return (stopped) => {
    const differing = list().filter(({ pid, isStopped }) => stopped.has(pid) !== isStopped)
    for (const { pid, isStopped } of differing) if (doubted.has(pid)) onChange(pid, !isStopped)
    doubted = new Set(differing.map(({ pid }) => pid))
  }
}

const lookAtProc: Look = (pids, then) => then(new Set(pids.filter((pid) => /^[Tt]/.test(procState(pid)))))

/** The letter behind the name in parentheses, which may contain anything. */
function procState(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)
  } catch {
    return ''
  }
}

const askPs: Look = (pids, then) => {
  if (pids.length === 0) return then(new Set())
  const args = ['-o', 'pid=,stat=', '-p', pids.join(',')]
  execFile('ps', args, { timeout: PS_TIMEOUT_MS }, (error, text) => {
    // A process that has just ended makes ps complain; the next look is of the others.
    if (error === null) then(stoppedIn(text))
  })
}

export const stoppedIn = (text: string): Set<number> =>
  new Set([...text.matchAll(/^\s*(\d+)\s+T/gm)].map(([, pid]) => Number(pid)))
