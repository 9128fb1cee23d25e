// What is known of one node over all its lives, and what its end means.

import type { ExitFact, NodeState } from '../../shared/trace-facts.ts'
import type { TraceBodyOf } from '../../shared/trace.ts'
import { EXIT_DATA_LOST, EXIT_DISK_ERROR, EXIT_INVARIANT } from '../../shared/protocol/uplink.ts'
import type { NodePlace } from './node-plan.ts'
import type { NodeProcess } from './node-process.ts'

export interface NodeEntry {
  readonly place: NodePlace
  state: NodeState
  reason: string | null
  starts: number
  lastExit: ExitFact | null
  /** The last line of its error output in the life that ended last; null when it wrote none. */
  lastLine: string | null
  process: NodeProcess | null
  /** The node has opened its uplink in this life. */
  connected: boolean
  /** What the node itself says of its readiness. */
  ready: boolean
  /** False after somebody asked for it to be down or frozen. */
  wanted: boolean
  /** Asked to stop and not gone yet. */
  stopping: boolean
  dying: string | null
  /** The fault that asked for this end, if one did. */
  endCause: string | null
  /** What the fault says of it, shown as the reason. */
  endReason: string | null
  /** Somebody changes its files: it must not start now. */
  filesTaken: boolean
}

export const newEntry = (place: NodePlace): NodeEntry => ({
  place,
  state: 'stopped',
  reason: null,
  starts: 0,
  lastExit: null,
  lastLine: null,
  process: null,
  connected: false,
  ready: false,
  wanted: true,
  stopping: false,
  dying: null,
  endCause: null,
  endReason: null,
  filesTaken: false,
})

export function processEvent(entry: NodeEntry, what: TraceBodyOf<'process'>['what']): TraceBodyOf<'process'> {
  const { place, state, reason, lastExit, lastLine, starts } = entry
  return {
    kind: 'process',
    node: place.id,
    what,
    state,
    role: place.role,
    pid: entry.process?.pid ?? null,
    httpPort: place.httpPort,
    raftPort: place.raftPort,
    lastExit,
    starts,
    ...(reason === null ? {} : { reason }),
    ...(lastLine === null ? {} : { lastLine }),
  }
}

const EXPLAINED: Readonly<Record<number, string>> = {
  [EXIT_DISK_ERROR]: 'the disk refused',
  [EXIT_DATA_LOST]: 'its data was lost or damaged',
  [EXIT_INVARIANT]: 'an invariant was broken',
}

/** State and reason after an end: asked for, from outside, or by itself. */
export function afterEnd(
  { code, signal }: ExitFact,
  asked: boolean,
  lastSentence: string,
): { readonly state: NodeState; readonly reason: string | null } {
  if (signal === 'SIGKILL') return { state: 'killed', reason: null }
  if (code === 0 || signal === 'SIGTERM' || (signal !== null && asked))
    return { state: 'stopped', reason: null }
  const fallback = signal === null ? `it ended with code ${code}` : `it ended by ${signal}`
  const known = code === null ? undefined : EXPLAINED[code]
  return { state: 'failed', reason: lastSentence === '' ? (known ?? fallback) : lastSentence }
}
