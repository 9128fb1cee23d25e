// Trouble for one node that is not about being alive: a loop that stands still, a bad disk, a flipped byte.
// From the form to the fault, with what it teaches, and when it makes no sense.

import type { DiskMode, Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { unreachable } from '../../shared/assert.ts'
import { hasEnded } from '../../shared/trace-facts.ts'

export type Trouble = 'busy' | 'disk' | 'corrupt'

export interface TroubleDraft {
  readonly trouble: Trouble
  readonly ms: number
  readonly mode: DiskMode
  readonly delayMs: number
  readonly file: string
}

/** As the schema of faults has them; the browser carries no schemas. */
export const MAX_BUSY_MS = 10_000
export const MAX_DISK_DELAY_MS = 5_000

export const FIRST_DRAFT: TroubleDraft = {
  trouble: 'busy',
  ms: 2_000,
  mode: 'slow',
  delayMs: 500,
  file: 'wal/00000001.json',
}

export function troubleFault(node: NodeId, { trouble, ms, mode, delayMs, file }: TroubleDraft): Fault {
  switch (trouble) {
    case 'busy':
      return { kind: 'busy', node, ms: Math.max(1, ms) }
    case 'disk':
      return { kind: 'disk', node, mode, ...(mode === 'slow' ? { delayMs: Math.max(1, delayMs) } : {}) }
    case 'corrupt':
      return { kind: 'corrupt', node, file }
    default:
      return unreachable(trouble)
  }
}

export function troubleLesson({ trouble, mode }: TroubleDraft): string {
  switch (trouble) {
    case 'busy':
      return 'Its event loop stands still: the process lives, its beats come late, and an election may start without any network fault.'
    case 'disk':
      return DISK_LESSONS[mode]
    case 'corrupt':
      return 'One bit of one byte turns over while it is stopped. When it starts, it finds the damage and refuses (exit 71) if it had promised that data.'
    default:
      return unreachable(trouble)
  }
}

const DISK_LESSONS: Readonly<Record<DiskMode, string>> = {
  none: 'The disk works again; a node that has ended over it has to be started.',
  slow: 'Every sync takes that long: a leader with a slow disk still leads, a majority of fast followers commits.',
  full: 'The next write fails with ENOSPC. A node never retries a failed write: it ends with exit 70.',
  error: 'The next write fails with EIO. A node never retries a failed write: it ends with exit 70.',
}

export function whyNoTrouble({ trouble, file }: TroubleDraft, state: NodeState | undefined): string | null {
  if (state === undefined) return 'choose a node'
  if (trouble !== 'corrupt') return state === 'running' ? null : 'its process does not run'
  if (file.trim() === '') return 'name a file of its folder'
  return hasEnded(state) ? null : 'stop the node first'
}
