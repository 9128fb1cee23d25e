// Everything the node tells about itself, behind one door. Without a pipe to a control server there is
// nobody to tell, and all of it costs nothing.

import type { GroupId, GroupName, LogIndex, NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { isBackground } from '../../shared/trace.ts'
import type { RaftEvent, SnapMeta } from '../raft/types.ts'
import type { FrameInfo, IncomingFrame, LinkStatus, LostFrame } from '../transport/port.ts'
import type { ClusterClock } from './clock.ts'
import type { Engine } from './engine.ts'
import { createFrameTrace } from './frame-trace.ts'
import { createGroupTrace } from './group-trace.ts'
import { FLUSH_MS, MAX_QUEUED_EVENTS, TIMERS_SAMPLE_MS } from './limits.ts'
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
  /** A step in the life of a snapshot; what else there is to say of it comes with `told`. */
  readonly snapshot: (replica: Replica, told: SnapshotStep, meta: SnapMeta) => void
  readonly appliedRange: (replica: Replica, from: LogIndex, to: LogIndex, cause: string | null) => void
  readonly arrived: (from: NodeId, frame: IncomingFrame, info: FrameInfo) => void
  readonly lost: (frame: LostFrame) => void
  readonly synced: (tookMs: number) => void
  /** It is here no more. */
  readonly forget: (replica: Replica) => void
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

type SnapshotTrace = Extract<TraceBody, { readonly kind: 'snapshot' }>
export type SnapshotStep = Pick<SnapshotTrace, 'what' | 'done' | 'total' | 'to' | 'from'>

const nothing = (): void => undefined

export const NO_TRACING: Tracing = {
  trace: nothing,
  facts: nothing,
  event: nothing,
  applied: nothing,
  snapshot: nothing,
  forget: nothing,
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
  const frames = createFrameTrace({
    node,
    emit(body, cause) {
      if (!isBackground(body)) pace.news()
      telemetry.emit(body, cause)
    },
    nameOf,
    ...times,
  })
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
  pace.onTime(flush)

  return {
    trace(body, cause) {
      pace.urgent()
      telemetry.emit(body, cause)
    },
    facts: groups.facts,
    event: groups.event,
    applied: groups.applied,
    snapshot({ name }, told, { index, term, bytes }) {
      pace.urgent()
      telemetry.emit({ kind: 'snapshot', node, group: name, index, term, bytes, ...told }, null)
    },
    appliedRange: groups.appliedRange,
    forget: groups.forget,
    arrived: frames.arrived,
    lost: frames.lost,
    synced: (tookMs) => void (fsyncMs = Math.max(fsyncMs ?? 0, tookMs)),
    cycleEnded() {
      if (groups.pending()) pace.news()
      pace.cycleEnded(telemetry.pending() || groups.pending())
    },
    flush,
  }
}

interface Pace {
  onTime(flush: () => void): void
  /** More than beats waits. */
  news(): void
  /** A story waits: it is told at once, unless something was told just before. */
  urgent(): void
  cycleEnded(pending: boolean): void
  flushed(): void
}

/** When to flush: with the node's own wakes where they come often enough, so that telling costs no wakes. */
function createPace(clock: ClusterClock): Pace {
  let last = clock.monotonic()
  let waits: keyof typeof FLUSH_MS = 'quiet'
  let armed = { at: Infinity, cancel: nothing }
  let flush = nothing

  const arm = (ms: number): void => {
    const at = clock.monotonic() + ms
    armed.cancel()
    armed = { at, cancel: clock.afterReal(ms, () => flush()) }
  }
  return {
    onTime(fn) {
      flush = fn
      arm(TIMERS_SAMPLE_MS)
    },
    news: () => void (waits = waits === 'story' ? 'story' : 'news'),
    urgent: () => void (waits = 'story'),
    cycleEnded(pending) {
      if (!pending) return
      const { after, latest } = FLUSH_MS[waits]
      const gone = clock.monotonic() - last
      if (gone >= after) flush()
      else if (armed.at > last + latest) arm(latest - gone)
    },
    flushed() {
      last = clock.monotonic()
      waits = 'quiet'
      // Samples go on while nothing else happens, in a pause too.
      arm(TIMERS_SAMPLE_MS)
    },
  }
}
