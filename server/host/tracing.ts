// Everything the node tells about itself, behind one door. Without a pipe to a control server there is
// nobody to tell, and all of it costs nothing.

import type { GroupId, GroupName, LogIndex, NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import type { RaftEvent } from '../raft/types.ts'
import type { FrameInfo, IncomingFrame, LinkStatus, LostFrame } from '../transport/port.ts'
import type { ClusterClock } from './clock.ts'
import type { Engine } from './engine.ts'
import { createFrameTrace } from './frame-trace.ts'
import { createGroupTrace } from './group-trace.ts'
import { FLUSH_LATEST_MS, FLUSH_MS, FLUSH_URGENT_MS, MAX_QUEUED_EVENTS, TIMERS_SAMPLE_MS } from './limits.ts'
import type { AppliedCommand } from './progress.ts'
import type { Replica } from './replica.ts'
import { createSamples } from './samples.ts'
import type { Vitals } from './samples.ts'
import { createTelemetry } from './telemetry.ts'
import type { TelemetrySink } from './telemetry.ts'

export interface Tracing {
  readonly trace: (body: TraceBody, cause: string | null) => void
  readonly facts: (replica: Replica) => void
  readonly event: (replica: Replica, event: RaftEvent, cause: string | null) => void
  readonly applied: (replica: Replica, command: AppliedCommand) => void
  readonly appliedRange: (replica: Replica, from: LogIndex, to: LogIndex, cause: string | null) => void
  readonly arrived: (from: NodeId, frame: IncomingFrame, info: FrameInfo) => void
  readonly lost: (frame: LostFrame) => void
  readonly synced: (tookMs: number) => void
  /** After each cycle: tells what is due, and sees to it that the rest is told soon. */
  readonly cycleEnded: () => void
  /** Tells everything now. */
  readonly flush: () => void
}

export interface TracingOptions {
  readonly node: NodeId
  readonly clock: ClusterClock
  readonly engine: Pick<Engine, 'entries'>
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly links: () => readonly LinkStatus[]
  readonly vitals: () => Vitals
  readonly sink: TelemetrySink
  /** Tells anew whatever a viewer must know: something was lost. */
  readonly retell: () => void
  readonly limit?: number
}

const nothing = (): void => undefined

export const NO_TRACING: Tracing = {
  trace: nothing,
  facts: nothing,
  event: nothing,
  applied: nothing,
  appliedRange: nothing,
  arrived: nothing,
  lost: nothing,
  synced: nothing,
  cycleEnded: nothing,
  flush: nothing,
}

export function createTracing(options: TracingOptions): Tracing {
  const { node, clock, engine, replicas, links, vitals, sink, retell } = options
  const pace = createPace(clock)
  let fsyncMs: number | null = null

  const limit = options.limit ?? MAX_QUEUED_EVENTS
  const telemetry = createTelemetry({ node, clock, sink, limit, retell })
  const groups = createGroupTrace({
    node,
    emit(body, cause) {
      pace.urgent()
      telemetry.emit(body, cause)
    },
    entries: engine.entries,
  })
  const nameOf = (group: GroupId): GroupName | null => replicas.get(group)?.name ?? null
  const times = { now: () => clock.monotonic(), origin: () => clock.origin() }
  const frames = createFrameTrace({ node, emit: telemetry.emit, nameOf, ...times })
  const sample = createSamples({
    node,
    clock,
    emit: telemetry.emit,
    replicas: () => replicas.values(),
    vitals,
    sockets: () => links().filter(({ state }) => state === 'up').length,
    takeFsync() {
      const longest = fsyncMs
      fsyncMs = null
      return longest
    },
    lost: telemetry.lost,
    traffic: () => frames.traffic(links()),
  })

  const flush = (): void => {
    sample()
    groups.flush()
    telemetry.flush()
    pace.flushed()
  }
  const pending = (): boolean => telemetry.pending() || groups.pending()
  pace.onTime(flush)

  return {
    trace(body, cause) {
      pace.urgent()
      telemetry.emit(body, cause)
    },
    facts: groups.facts,
    event: groups.event,
    applied: groups.applied,
    appliedRange: groups.appliedRange,
    arrived: frames.arrived,
    lost: frames.lost,
    synced: (tookMs) => void (fsyncMs = Math.max(fsyncMs ?? 0, tookMs)),
    cycleEnded: () => pace.cycleEnded(pending()),
    flush,
  }
}

interface Pace {
  onTime(flush: () => void): void
  /** A story waits: it is told at once, unless something was told just before. */
  urgent(): void
  cycleEnded(pending: boolean): void
  flushed(): void
}

/** When to flush: with the node's own wakes where they come often enough, so that telling costs no wakes. */
function createPace(clock: ClusterClock): Pace {
  let last = clock.monotonic()
  let isUrgent = false
  let cancel: (() => void) | null = null
  let flush = nothing

  const arm = (ms: number): void => {
    cancel?.()
    cancel = clock.afterReal(ms, () => flush())
  }
  return {
    onTime(fn) {
      flush = fn
      arm(TIMERS_SAMPLE_MS)
    },
    urgent: () => void (isUrgent = true),
    cycleEnded(pending) {
      if (!pending) return
      const gone = clock.monotonic() - last
      if (gone >= (isUrgent ? FLUSH_URGENT_MS : FLUSH_MS)) flush()
      else arm((isUrgent ? FLUSH_URGENT_MS : FLUSH_LATEST_MS) - gone)
    },
    flushed() {
      last = clock.monotonic()
      isUrgent = false
      // Samples go on while nothing else happens, in a pause too.
      arm(TIMERS_SAMPLE_MS)
    },
  }
}
