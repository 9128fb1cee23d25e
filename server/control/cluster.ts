// The cluster as the control server holds it: processes, links, clock and trace, joined. No HTTP here.

import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { TraceBody } from '../../shared/trace.ts'
import type { Uplink } from '../../shared/protocol/uplink.ts'
import type { ControlOptions } from './options.ts'
import type { NodeEntry } from './node-entry.ts'
import type { NodePlace } from './node-plan.ts'
import type { Prepared } from './prepare.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import { BoundedLog } from './bounded-log.ts'
import type { ClusterClock } from './cluster-clock.ts'
import { clockBehind } from './cluster-clock.ts'
import { engineFlags } from './engine-flags.ts'
import { FaultDesk } from './fault-desk.ts'
import { withoutGone } from './gone-nodes.ts'
import { ruleOf } from './links.ts'
import { dashboardOrigins, nodeConfig, nodeEnvironment } from './node-config.ts'
import { NodeProcess } from './node-process.ts'
import { Supervisor } from './supervisor.ts'
import { InvariantWatch } from '../../shared/invariants/watch.ts'
import { watchStopped } from './stopped-watch.ts'
import { TraceHub } from './trace-hub.ts'
import { openWindowOf } from './windows.ts'

export interface Programs {
  /** The file that a node of this role runs. */
  readonly scriptOf: (role: NodePlace['role']) => string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** Takes from a dead node's files what was never synced: the end of its log, and names. */
  readonly cutPower: (dir: string, seed: number) => Promise<Result<null, string>>
}

export interface Cluster {
  readonly clock: ClusterClock
  readonly hub: TraceHub
  readonly supervisor: Supervisor
  readonly desk: FaultDesk
  /** Looks for processes that somebody else froze. */
  readonly stopped: { stop(): void }
}

export function createCluster(
  { folder, ports }: Prepared,
  options: ControlOptions,
  programs: Programs,
  onChange: () => void,
): Cluster {
  const clock = clockBehind(folder.history())
  const hub = new TraceHub({ now: () => clock.now(), wallNow: () => clock.wallNow() })
  const watch = new InvariantWatch()
  hub.listen((event) => {
    for (const report of watch.take(event)) hub.emit(report, null)
  })
  /** Events each node dropped in its present life, as far as it was told. */
  const lost = new Map<NodeId, number>()
  /** No part of the cluster any more, though others may still try to reach them. */
  const gone = new Set<NodeId>()
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31)

  const flags = engineFlags()

  const supervisor = new Supervisor(ports.nodes, {
    launch(place, listener) {
      const config = nodeConfig(place, {
        cluster: folder.cluster,
        places: ports.nodes,
        data: folder.path,
        host: options.host,
        seed,
        snapshots: options.snapshots,
        clock: clock.frame,
        origins: dashboardOrigins(options.host, ports.control),
        version: programs.version,
        history: folder.history(),
      })
      const log = new BoundedLog(`${folder.path}/logs/${place.id}.log`)
      const script = programs.scriptOf(place.role)
      const env = nodeEnvironment(programs.env)
      const process = new NodeProcess({ flags, script, config, env, log }, listener)
      // The first thing in its pipe: it must not speak over a link that is cut.
      process.send({ t: 'rules', rules: desk.rulesFor(place.id) })
      return process
    },
    emit: (body, cause) => emitOfNode(body, cause),
    onMessage: (node, message) => hear(node, message),
    onChange,
  })
  const desk: FaultDesk = new FaultDesk({
    supervisor,
    hub,
    random: createRandom(seedOf(seed, 'faults')),
    dirOf: (node) => `${folder.path}/${node}`,
    windowOf: (node) => openWindowOf(folder.path, node),
    cutPower: programs.cutPower,
  })
  hub.listen((event) => {
    if (event.kind === 'freed' && event.frames !== null) desk.noteFreed(event.frames, event.cause)
  })

  function emitOfNode(body: TraceBody, cause: string | null): void {
    if (body.kind !== 'process') return void hub.emit(body, cause)
    if (body.what === 'removed') gone.add(body.node)
    hub.emit({ ...body, dataDir: `${folder.path}/${body.node}` }, cause)
    desk.noteProcess(body.node, body.what, cause)
    if (body.what !== 'exited') return
    lost.delete(body.node)
    dropLinksOf(body.node)
  }

  /** A dead process reports no links: the others tell of theirs to it, we tell of its own. */
  function dropLinksOf(node: NodeId): void {
    for (const wire of desk.links.wires) {
      if (wire.from !== node || hub.view.links[linkKey(wire.from, wire.to)] === undefined) continue
      const frames = hub.view.links[linkKey(wire.from, wire.to)]?.held.map(({ id }) => id) ?? []
      if (frames.length > 0) hub.emit({ kind: 'freed', ...wire, frames }, null)
      const rule = ruleOf(desk.links, wire)
      hub.emit({ kind: 'link', ...wire, state: rule.cut ? 'cut' : 'gone', rule }, null)
    }
  }

  function hear(node: NodeId, message: Uplink): void {
    if (message.t !== 'events') return
    const count = message.lost - (lost.get(node) ?? 0)
    lost.set(node, message.lost)
    // Told before the events around the hole: from here on nothing is taken for known until it is told anew.
    if (count > 0) {
      hub.emit({ kind: 'lost', node, count, text: `${node} could not report ${count} events` }, null)
    }
    for (const event of message.events) {
      const told = event.kind === 'lost' ? null : withoutGone(event, gone)
      if (told !== null) hub.take(told)
    }
  }

  const alive = (): NodeEntry[] => [...supervisor.entries.values()].filter((entry) => entry.process !== null)
  const stopped = watchStopped(
    () =>
      alive().flatMap(({ process, state }) =>
        process?.pid === null || process === null
          ? []
          : [{ pid: process.pid, isStopped: state === 'frozen' }],
      ),
    (pid, isStopped) => {
      for (const entry of alive()) if (entry.process?.pid === pid) supervisor.noteStopped(entry, isStopped)
    },
  )

  hub.emit({ kind: 'clock', epoch: clock.frame.epoch, rate: 1, by: 'raftroom' }, 'start')
  return { clock, hub, supervisor, desk, stopped }
}
