// One host per process: it carries all Raft groups of a node over one transport and one log. This file puts
// the parts together. When a cycle runs is runner.ts, what it does to the cores is engine.ts, what it means
// outside them is effects.ts.

import type { LinkRule } from '../../shared/fault.ts'
import type { GroupId, GroupName, NodeId } from '../../shared/ids.ts'
import type { ClockFrame } from '../../shared/protocol/uplink.ts'
import type { Result } from '../../shared/result.ts'
import type { NodeStorage } from '../storage/port.ts'
import type { Boot, Input, Options, RaftCore } from '../raft/types.ts'
import type { ListenError, Transport, TransportEvents } from '../transport/port.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { createRaft } from '../raft/core.ts'
import { TICK_MS } from '../raft/limits.ts'
import { createRaftCodec } from '../transport/raft-codec.ts'
import { createAsking } from './asking.ts'
import { createBeats } from './beats.ts'
import { createCalls } from './calls.ts'
import { createChanges } from './changes.ts'
import { createClock } from './clock.ts'
import { followDownlink } from './downlink.ts'
import { createEffects } from './effects.ts'
import { createEngine } from './engine.ts'
import { createInbox } from './inbox.ts'
import { ENGINE_LIMITS, STALL_TICKS } from './limits.ts'
import { createLinks } from './links.ts'
import { createReqNumbers } from './open-requests.ts'
import { createOpening } from './opening.ts'
import type { Host } from './port.ts'
import { createReads } from './reads.ts'
import { statusOf } from './replica.ts'
import type { Replica } from './replica.ts'
import { createRunner } from './runner.ts'
import type { Vitals } from './samples.ts'
import { createStanding, readRefused } from './settle.ts'
import { createTicks } from './ticks.ts'
import { fireTimeout } from './timeout.ts'
import type { HostTimers } from './timers.ts'
import { createTracing, NO_TRACING } from './tracing.ts'
import type { UplinkPipe } from './uplink.ts'

export interface UplinkOptions {
  readonly pipe: UplinkPipe
  readonly pid: number
  readonly vitals: () => Vitals
  /** Events kept while the pipe is full; MAX_QUEUED_EVENTS by default. */
  readonly limit?: number
}

export interface HostOptions {
  readonly node: NodeId
  readonly storage: NodeStorage
  readonly transport: (events: TransportEvents) => Transport
  readonly timers: HostTimers
  readonly clock: ClockFrame
  readonly seed: number
  /** The node cannot go on: exit with this code. Called once; no cycle runs after it. */
  readonly onFatal: (code: number, message: string) => void
  /** Without it nobody is told anything, and nothing is computed for it. */
  readonly uplink?: UplinkOptions
  readonly createCore?: (options: Options, boot: Boot) => RaftCore
}

export interface RunningHost extends Host {
  /** Opens the Raft port, then begins to tick. Open the recovered groups first. */
  start(): Promise<Result<{ readonly port: number }, ListenError>>
  /** Answers everybody who waits and closes the port. Log and pipe are closed by whoever opened them. */
  stop(): Promise<void>
  /** False: an older epoch, ignored. */
  applyClock(frame: ClockFrame): boolean
  setRules(rules: readonly { readonly to: NodeId; readonly rule: LinkRule }[]): void
  /** The election timer of this group fires now: its core gets the ticks that it has left. */
  fireTimeout(group: GroupName): Result<null, string>
  /** Tells every replica's facts again, and every link. */
  retell(): void
  /** Called whenever viewers need everything anew: the role tells its own facts. */
  onRetell(fn: () => void): void
}

export function createHost(options: HostOptions): RunningHost {
  const { node, storage, timers, seed, uplink } = options
  const clock = createClock(timers, options.clock)
  const replicas = new Map<GroupId, Replica>()
  const engine = createEngine({ node, hooks: { apply: (...args) => effects.apply(...args) } })
  const codec = createRaftCodec()
  const beats = createBeats()
  const nextReq = createReqNumbers(storage.life)
  let open = true
  let retellRole = (): void => undefined

  const transport = options.transport({
    onFrame(from, frame) {
      if (!open) return
      links.heard(from)
      inbox(from, frame)
      runner.wake()
    },
    onLink: (to, state) => links.changed(to, state),
    onUnreachable(to) {
      for (const { group, nodes } of replicas.values())
        for (const [id, at] of nodes) if (at === to) put(group, { t: 'unreachable', to: id }, null)
    },
    onLost(frame) {
      tracing.lost(frame)
      if (frame.kind === 'call') calls.onLost(frame.to, frame.number)
    },
  })
  const retell = (): void => {
    for (const replica of replicas.values()) tracing.facts(replica)
    links.retell()
    retellRole()
  }
  const watched = { node, clock, engine, replicas, retell, links: () => transport.links() }
  const tracing =
    uplink === undefined ? NO_TRACING : createTracing({ ...watched, ...uplink, sink: uplink.pipe })
  const links = createLinks({ node, clock, transport, trace: tracing.trace })
  const standing = createStanding(replicas, links.heardLately)
  const changes = createChanges(clock, (group) => standing.because(group, 'replaced'))
  const reads = createReads(clock, (group) => readRefused(standing.unable(group)))
  const calls = createCalls({
    clock,
    nextReq,
    send(to, frame) {
      if (!open || !links.reaches(to)) return null
      runner.wake()
      return transport.send(to, frame)
    },
  })
  const inbox = createInbox({ node, engine, transport, codec, beats, calls, tracing })
  const put = (group: GroupId, input: Input, cause: string | null): void => {
    engine.input(group, input, cause)
    runner.wake()
  }
  const asking = createAsking({ replicas, changes, reads, standing, nextReq, isOpen: () => open, put })

  const onFatal = (code: number, message: string): void => {
    if (!open) return
    open = false
    runner.stop()
    clock.stop()
    if (code === EXIT_DISK_ERROR) tracing.trace({ kind: 'disk', node, what: 'error', text: message }, 'disk')
    tracing.flush()
    uplink?.pipe.send({ t: 'dying', code, message })
    options.onFatal(code, message)
  }
  const waiting = { replicas, changes, reads, standing }
  const effects = createEffects({ ...waiting, engine, transport, codec, beats, tracing, onFatal })

  const phase = createRandom(seedOf(seed, node)).next() * TICK_MS
  const { ticksPerCycle: cap } = ENGINE_LIMITS
  const ticks = createTicks({ clock, tickMs: TICK_MS, phase, cap, stall: STALL_TICKS })
  const runner = createRunner({
    engine,
    ticks,
    log: storage.log,
    timers,
    onCycle: effects.onCycle,
    flush() {
      beats.flush((to, frame) => void transport.send(to, frame))
      transport.flush()
      tracing.cycleEnded()
    },
    onSynced: tracing.synced,
    onFatal,
  })
  const createCore = options.createCore ?? createRaft
  const opening = createOpening({ node, storage, seed, replicas, engine, tracing, createCore, onFatal })

  const host: RunningHost = {
    node,
    clock,
    open: opening,
    groups: () => [...replicas.values()].map((replica) => statusOf(replica, links.heardLately)),
    status(group) {
      const replica = replicas.get(group)
      return replica === undefined ? null : statusOf(replica, links.heardLately)
    },
    propose: asking.propose,
    readIndex: asking.readIndex,
    call: calls.ask,
    onCall: calls.handle,
    setPeers: (peers) => transport.setPeers(peers),
    reaches: links.reaches,
    trace: tracing.trace,
    async start() {
      transport.setClock(clock.epoch(), clock.rate())
      const listening = await transport.listen()
      if (listening.ok) ticks.start(runner.wake)
      return listening
    },
    async stop() {
      if (!open) return
      open = false
      ticks.stop()
      runner.stop()
      changes.close()
      reads.close()
      calls.close()
      tracing.flush()
      clock.stop()
      await transport.close()
    },
    applyClock(frame) {
      if (!clock.apply(frame)) return false
      transport.setClock(frame.epoch, frame.rate)
      runner.wake()
      return true
    },
    setRules: links.setRules,
    fireTimeout: (group) => fireTimeout([...replicas.values()], group, put, node),
    retell() {
      retell()
      tracing.flush()
    },
    onRetell: (fn) => void (retellRole = fn),
  }
  if (uplink !== undefined) {
    uplink.pipe.send({ t: 'hello', node, pid: uplink.pid, life: storage.life })
    followDownlink(uplink.pipe, host)
  }
  return host
}
