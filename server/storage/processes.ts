// Is the process that wrote a lock still alive? A pid alone lies twice: it may be used again by another
// process, and a zombie that nobody has reaped still answers kill(pid, 0). So on Linux the owner is its
// pid, the boot and its start time, and its state is read.

import { readFileSync } from 'node:fs'
import { errorCode } from './fs-port.ts'

export interface LockOwner {
  readonly pid: number
  /** Boot id and start time, or null where the system does not tell. */
  readonly started: string | null
}

export interface ProcessTable {
  readonly self: LockOwner
  isAlive(owner: LockOwner): boolean
}

/** State and start time are fields 3 and 22 of /proc/<pid>/stat; the name, field 2, may hold anything. */
const STATE = 0
const START_TIME = 19
const GONE_STATES = new Set(['Z', 'X', 'x'])

interface Seen {
  readonly state: string
  readonly started: string
}

export function nodeProcesses(): ProcessTable {
  const self = { pid: process.pid, started: look(process.pid)?.started ?? null }
  return {
    self,
    isAlive(owner) {
      const seen = look(owner.pid)
      // No /proc here, or one that hides the processes of others.
      if (seen === null) return answersSignal(owner.pid)
      const same = owner.started === null || seen.started === owner.started
      return same && !GONE_STATES.has(seen.state)
    },
  }
}

function look(pid: number): Seen | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[STATE] ?? '', started: `${boot} ${fields[START_TIME] ?? ''}` }
  } catch {
    return null
  }
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
