// What has no events of its own is sampled, on real time so that it is told in a pause too: timers,
// followers' progress when it changed, counts of the links, and how the process is.

import type { NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { TICK_MS } from '../raft/limits.ts'
import type { ClusterClock } from './clock.ts'
import { HEALTH_SAMPLE_MS, PROGRESS_SAMPLE_MS, TIMERS_SAMPLE_MS } from './limits.ts'
import { neededOf, nodeOf } from './replica.ts'
import type { Replica } from './replica.ts'

/** What the process knows of itself; handed in, since the host has no process. */
export interface Vitals {
  readonly rssBytes: number
  /** In use on the heap of the JavaScript engine. */
  readonly heapBytes: number
  /** Processor time used by this process since it began, milliseconds. */
  readonly cpuMs: number
}

export interface SampleOptions {
  readonly node: NodeId
  readonly clock: ClusterClock
  readonly emit: (body: TraceBody, cause: string | null) => void
  readonly replicas: () => Iterable<Replica>
  readonly vitals: () => Vitals
  readonly sockets: () => number
  /** Milliseconds of the longest sync since the last call; null: none. */
  readonly takeFsync: () => number | null
  readonly lost: () => number
  readonly traffic: () => void
}

/** Called at every flush; each sample is taken when its time has come. */
export function createSamples(options: SampleOptions): () => void {
  const { node, clock, emit, replicas } = options
  const timers = createPace(clock, TIMERS_SAMPLE_MS)
  const progress = createPace(clock, PROGRESS_SAMPLE_MS)
  const health = createPace(clock, HEALTH_SAMPLE_MS)
  const told = new WeakMap<Replica, string>()
  let cpuMs = options.vitals().cpuMs

  const sampleHealth = (overMs: number): void => {
    const { rssBytes, heapBytes, cpuMs: used } = options.vitals()
    const cpu = (used - cpuMs) / Math.max(1, overMs)
    cpuMs = used
    const [loopLagMs, fsyncMs] = [clock.takeLag(), options.takeFsync()]
    const facts = { rssBytes, heapBytes, cpu, loopLagMs, fsyncMs }
    emit({ kind: 'health', node, ...facts, sockets: options.sockets(), lost: options.lost() }, null)
    options.traffic()
  }

  return () => {
    if (timers() !== null) emit(timersOf(node, replicas()), null)
    if (progress() !== null) for (const replica of replicas()) tellProgress(node, replica, told, emit)
    const overMs = health()
    if (overMs !== null) sampleHealth(overMs)
  }
}

/** Milliseconds since the last time when it is time again, else null. */
function createPace(clock: ClusterClock, everyMs: number): () => number | null {
  let last = clock.monotonic()
  return () => {
    const gone = clock.monotonic() - last
    if (gone < everyMs) return null
    last = clock.monotonic()
    return gone
  }
}

function timersOf(node: NodeId, replicas: Iterable<Replica>): TraceBody {
  // A leader has no election timer.
  const followers = [...replicas].filter(({ view }) => view.role !== 'leader')
  const timers = followers.map(({ name, view }) => ({
    group: name,
    elapsedMs: view.elapsedTicks * TICK_MS,
    timeoutMs: view.timeoutTicks * TICK_MS,
  }))
  return { kind: 'timers', node, timers }
}

/** A leader's followers as it sees them, when that has changed. */
export function tellProgress(
  node: NodeId,
  replica: Replica,
  told: WeakMap<Replica, string>,
  emit: (body: TraceBody, cause: string | null) => void,
): void {
  const { view } = replica
  if (view.role !== 'leader') {
    told.delete(replica)
    return
  }
  const followers = view.progress.flatMap(({ to, match, next, inflight, state }) => {
    const follower = nodeOf(replica, to)
    return follower === null || follower === node ? [] : [{ node: follower, match, next, inflight, state }]
  })
  const facts = { term: view.term, heard: view.heard, needed: neededOf(replica), followers }
  const text = JSON.stringify(facts)
  if (told.get(replica) === text) return
  told.set(replica, text)
  emit({ kind: 'progress', node, group: replica.name, ...facts }, null)
}
