// The parts of a host and how they hang together. Frames go through the inbox into the engine's mailboxes,
// requests through `asking`; the runner cycles; effects go to machines, network, disk and those who wait.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Input, Message } from '../raft/types.ts'
import type { Transport } from '../transport/port.ts'
import { EXIT_DISK_ERROR } from '../../shared/protocol/uplink.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { createRaft } from '../raft/core.ts'
import { TICK_MS } from '../raft/limits.ts'
import { createRaftCodec } from '../transport/raft-codec.ts'
import { createAsking } from './asking.ts'
import type { Asking } from './asking.ts'
import { createBeats } from './beats.ts'
import { createCalls } from './calls.ts'
import type { Calls } from './calls.ts'
import { createClock } from './clock.ts'
import type { ClusterClock } from './clock.ts'
import { createClosing } from './closing.ts'
import { createEffects } from './effects.ts'
import { createEngine } from './engine.ts'
import type { HostOptions } from './host-options.ts'
import { createInbox } from './inbox.ts'
import { ENGINE_LIMITS, SNAPSHOT_LIMITS, STALL_TICKS } from './limits.ts'
import type { Life } from './life.ts'
import { createLinks } from './links.ts'
import type { Links } from './links.ts'
import { networkEvents, retellAll } from './network-events.ts'
import { createReqNumbers } from './open-requests.ts'
import { createOpening } from './opening.ts'
import type { Host } from './port.ts'
import { learnStranger } from './replica.ts'
import type { Replica } from './replica.ts'
import { createRunner } from './runner.ts'
import type { Runner } from './runner.ts'
import { createStreaming } from './streaming.ts'
import type { Streaming } from './streaming.ts'
import { createTicks } from './ticks.ts'
import type { Ticks } from './ticks.ts'
import { createTracing, NO_TRACING } from './tracing.ts'
import type { Tracing } from './tracing.ts'
import { createWaiting } from './waiting.ts'
import type { Waiting } from './waiting.ts'

export interface Parts {
  readonly clock: ClusterClock
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly transport: Transport
  readonly tracing: Tracing
  readonly links: Links
  readonly waiting: Waiting
  readonly calls: Calls
  readonly asking: Asking
  readonly ticks: Ticks
  readonly runner: Runner
  readonly opening: Host['open']
  readonly closing: Host['close']
  readonly streaming: Streaming
  readonly life: Life
  /** Puts an input into a group's mailbox and sees to a cycle. */
  readonly put: (group: GroupId, input: Input, cause: string | null) => void
}

/** Parts know each other through what they are handed; those that come later are called later. */
export function createParts(options: HostOptions): Parts {
  const { node, storage, timers, seed, uplink } = options
  const clock = createClock(timers, options.clock)
  const replicas = new Map<GroupId, Replica>()
  const engine = createEngine({
    node,
    hooks: {
      restore: (...args) => effects.restore(...args),
      apply: (...args) => effects.apply(...args),
    },
  })
  const codec = createRaftCodec()
  const beats = createBeats(() => clock.now())
  const nextReq = createReqNumbers(storage.life)
  const life: Life = { open: true, retellRole: () => undefined }

  const transport = options.transport(
    networkEvents(() => ({ node, clock, replicas, life, links, runner, tracing, calls, inbox, put })),
  )
  const retell = (): void => retellAll({ node, replicas, life, links, tracing, transport })
  const watched = { node, clock, engine, replicas, retell, links: () => transport.links() }
  const tracing =
    uplink === undefined ? NO_TRACING : createTracing({ ...watched, ...uplink, sink: uplink.pipe })
  const links = createLinks({ node, clock, transport, trace: tracing.trace })
  const waiting = createWaiting(clock, replicas, links)
  const calls = createCalls({
    clock,
    nextReq,
    send(to, frame) {
      if (!life.open || !links.reaches(to)) return null
      runner.wake()
      return transport.send(to, frame)
    },
  })
  const put = (group: GroupId, input: Input, cause: string | null): void => {
    engine.input(group, input, cause)
    runner.wake()
  }
  const isOpen = (): boolean => life.open
  const streaming = createStreaming({
    storage,
    clock,
    replicas,
    engine,
    transport,
    limits: options.snapshots ?? SNAPSHOT_LIMITS,
    nextId: nextReq,
    isOpen,
    put,
    wake: () => runner.wake(),
    tracing,
    onFatal: (...args) => onFatal(...args),
  })
  const learn = (message: Pick<Message, 'g' | 'from'>, from: NodeId): void => {
    const replica = replicas.get(message.g)
    if (replica !== undefined) learnStranger(replica, message.from, from)
  }
  const inbox = createInbox({ node, engine, transport, codec, beats, calls, streaming, learn, tracing })
  const asking = createAsking({ ...waiting, nextReq, isOpen, isFull: streaming.snapshots.isFull, put })

  const onFatal = (code: number, message: string): void => {
    if (!life.open) return
    life.open = false
    runner.stop()
    clock.stop()
    if (code === EXIT_DISK_ERROR) tracing.trace({ kind: 'disk', node, what: 'error', text: message }, 'disk')
    tracing.flush()
    uplink?.pipe.send({ t: 'dying', code, message })
    options.onFatal(code, message)
  }
  const effects = createEffects({ ...waiting, engine, transport, codec, beats, streaming, tracing, onFatal })

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
      streaming.turn()
      beats.flush((to, frame) => void transport.send(to, frame))
      transport.flush()
      tracing.cycleEnded()
    },
    onSynced: tracing.synced,
    onFatal,
  })
  const createCore = options.createCore ?? createRaft
  const opening = createOpening({
    node,
    storage,
    seed,
    replicas,
    engine,
    tracing,
    createCore,
    onOpened: streaming.snapshots.addGroup,
    onFatal,
  })
  const closing = createClosing({
    storage,
    replicas,
    engine,
    onFatal,
    forget: [
      ({ group }) => waiting.forget(group),
      ({ group }) => streaming.forget(group),
      ({ record }) => beats.forget(record.replica),
      tracing.forget,
    ],
  })
  return {
    clock,
    replicas,
    transport,
    tracing,
    links,
    waiting,
    calls,
    asking,
    ticks,
    runner,
    opening,
    closing,
    streaming,
    life,
    put,
  }
}
