// What the operating system says about a process. A pid alone names nobody: it is given away again. Pid
// and time of start together do. A zombie is dead: where pid 1 reaps slowly, `kill(pid, 0)` says otherwise.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessFacts {
  readonly parent: number
  /** Opaque: equal for one process as long as it lives, different for the next with this pid. */
  readonly started: string
  readonly command: string
  readonly state: 'running' | 'stopped' | 'dead'
}

const PS_TIMEOUT_MS = 2_000

/** Null when there is no such process. */
export function factsOf(pid: number): ProcessFacts | null {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

export const isAlive = (pid: number): boolean => {
  const facts = factsOf(pid)
  return facts !== null && facts.state !== 'dead'
}

function fromProc(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may contain anything: fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return {
      parent: Number(fields[1]),
      started: fields[19] ?? '',
      command,
      state: stateOf(fields[0] ?? ''),
    }
  } catch {
    return null
  }
}

function fromPs(pid: number): ProcessFacts | null {
  try {
    const args = ['-o', 'ppid=,stat=,lstart=,command=', '-p', String(pid)]
    const line = execFileSync('ps', args, { encoding: 'utf8', timeout: PS_TIMEOUT_MS }).trim()
    const match = /^(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/s.exec(line)
    if (match === null) return null
    const [, parent, state = '', started = '', command = ''] = match
    return { parent: Number(parent), started, command, state: stateOf(state) }
  } catch {
    return null
  }
}

function stateOf(letters: string): ProcessFacts['state'] {
  if (/^[ZX]/i.test(letters)) return 'dead'
  return /^T/i.test(letters) ? 'stopped' : 'running'
}
