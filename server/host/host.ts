// One host per process: it carries all Raft groups of a node over one transport and one log. This file is
// what the outside sees of it; how its parts hang together is parts.ts, when a cycle runs is runner.ts, what it
// does to the cores is engine.ts.

import type { LinkRule } from '../../shared/link-rule.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import type { ClockFrame } from '../../shared/protocol/uplink.ts'
import type { Result } from '../../shared/result.ts'
import type { FrameDeed, ListenError } from '../transport/port.ts'
import { err, ok } from '../../shared/result.ts'
import { ELECTION_TICKS, TICK_MS } from '../raft/limits.ts'
import { followDownlink } from './downlink.ts'
import { createParts } from './parts.ts'
import type { HostOptions } from './host-options.ts'
import type { Host } from './port.ts'
import { statusOf } from './replica.ts'
import type { Replica } from './replica.ts'
import { fireTimeout } from './timeout.ts'

export type { HostOptions } from './host-options.ts'

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
  /** The leadership of this group, which this node has, goes to the voter there; a sentence if it does not. */
  handOver(group: GroupName, to: NodeId): Promise<Result<null, string>>
  /** Does this to a frame that waits on its way to `to`. */
  touchFrame(to: NodeId, number: number, deed: FrameDeed): Result<null, string>
  /** Lets go what was held by hand on the way to `to`, or to everybody. */
  releaseHeld(to: NodeId | null): void
  /** That node is none any more: nobody dials it, and nothing is told of it. */
  forgetPeer(node: NodeId): void
  /** Called whenever viewers need everything anew: the role tells its own facts. */
  onRetell(fn: () => void): void
}

/** The core gives up after one election timeout; a little later it is certain. Cluster time. */
const HAND_OVER_MS = 2 * ELECTION_TICKS * TICK_MS

export function createHost(options: HostOptions): RunningHost {
  const { node, storage, uplink } = options
  const parts = createParts(options)
  const {
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
    streaming,
    life,
  } = parts
  const named = (name: GroupName): Result<Replica, string> => {
    const replica = [...replicas.values()].find((one) => one.name === name)
    return replica === undefined ? err(`${node} has no replica of ${name}`) : ok(replica)
  }
  const host: RunningHost = {
    node,
    clock,
    open: parts.opening,
    groups: () => [...replicas.values()].map((replica) => statusOf(replica, links)),
    status(group) {
      const replica = replicas.get(group)
      return replica === undefined ? null : statusOf(replica, links)
    },
    propose: asking.propose,
    changeMembers: asking.changeMembers,
    transfer: asking.transfer,
    readIndex: asking.readIndex,
    snapshotNow(group) {
      if (!replicas.has(group)) return
      streaming.snapshots.want(group)
      runner.wake()
    },
    close: parts.closing,
    readPart: (group, name) => storage.readPart(group, name),
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
      if (!life.open) return
      life.open = false
      ticks.stop()
      runner.stop()
      waiting.close()
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
    fireTimeout(name) {
      const found = named(name)
      return found.ok ? fireTimeout(found.value, parts.put, node) : found
    },
    async handOver(name, to) {
      const found = named(name)
      if (!found.ok) return found
      const done = await asking.transfer(found.value.group, to, HAND_OVER_MS, `transfer:${name}`)
      return done.ok ? done : err(done.error.why)
    },
    touchFrame: (to, number, deed) => transport.touch(to, number, deed),
    releaseHeld: (to) => transport.release(to),
    forgetPeer(peer) {
      transport.forget(peer)
      links.forget(peer)
    },
    onRetell: (fn) => void (life.retellRole = fn),
  }
  if (uplink !== undefined) {
    uplink.pipe.send({ t: 'hello', node, pid: uplink.pid, life: storage.life })
    followDownlink(uplink.pipe, host)
  }
  return host
}
