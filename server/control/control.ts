// The control server: starts the cluster, shows it, and ends it. It carries no consensus; the nodes need it
// for nothing but their own start, and while it dies or lags, money goes on moving.

import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { Result } from '../../shared/result.ts'
import type { Cluster, Programs } from './cluster.ts'
import type { NodeEntry } from './node-entry.ts'
import type { NodePlace } from './node-plan.ts'
import type { Lessons } from './lesson-routes.ts'
import type { ControlOptions } from './options.ts'
import type { Prepared } from './prepare.ts'
import type { Readiness } from './watch-readiness.ts'
import { err, ok } from '../../shared/result.ts'
import type { ApiPort } from './api.ts'
import { createApp } from './api.ts'
import { askManagers } from './ask-managers.ts'
import { askMembers } from './ask-members.ts'
import { setClock } from './clock-desk.ts'
import { takeStep } from './clock-step.ts'
import { createCluster } from './cluster.ts'
import { Journal } from './journal.ts'
import { urlHost } from './node-config.ts'
import { NodeDesk } from './node-desk.ts'
import type { NodePort } from './node-routes.ts'
import { findPlace } from './one-more-place.ts'
import { within } from './patience.ts'
import { prepare } from './prepare.ts'
import { factsOf } from './process-facts.ts'
import { RejoinDesk } from './rejoin-desk.ts'
import { removeRunFile, writeRunFile } from './run-file.ts'
import { Viewers } from './viewers.ts'
import { watchReadiness } from './watch-readiness.ts'

export interface ControlParts extends Programs {
  readonly options: ControlOptions
  /** The built page. */
  readonly webDir: string
  readonly lessons: Lessons
  readonly say: (line: string) => void
}

export interface RunningNode {
  readonly id: string
  readonly role: 'manager' | 'broker' | 'atm'
  readonly pid: number
  readonly httpPort: number
  readonly raftPort: number
}

export interface RunningControl {
  readonly url: string
  readonly data: string
  /** Those that have a process now. */
  readonly nodes: () => readonly RunningNode[]
  /** What the cluster lacks to be ready, in words. */
  readonly missing: () => readonly string[]
  readonly ready: Promise<void>
  /** How many nodes ended by themselves. */
  readonly failed: () => number
  /** Ends every node and then everything else. */
  readonly stop: () => Promise<void>
  /** Kills what is left, without waiting: for the very last moment. */
  readonly killNow: () => void
}

const CLOSE_LIMIT_MS = 500
/** Cluster time and epoch are saved this often. */
const REMEMBER_MS = 5_000

export async function startControl(parts: ControlParts): Promise<Result<RunningControl, string>> {
  const { options, say } = parts
  const prepared = await prepare(options, say)
  if (!prepared.ok) return prepared
  const { folder, ports } = prepared.value
  const url = `http://${urlHost(options.host)}:${ports.control}`
  const since = new Date().toISOString()
  const run = since.replaceAll(/[:.]/g, '-')

  const keeper = keepRecords(prepared.value, url, () => cluster)
  const cluster: Cluster = createCluster(prepared.value, options, parts, keeper.changed)
  const { hub, clock, supervisor } = cluster
  const journal = new Journal({ folder: `${folder.path}/journal`, run, view: () => hub.view })
  hub.listen((event) => journal.add(event))
  const readiness = watchReadiness(cluster, folder, options)

  const health = () => ({
    ready: hub.view.ready,
    since,
    version: parts.version,
    missing: readiness.missing(),
    memory: ownMemory(),
  })
  const nodes = createNodeDesks(prepared.value, options, cluster)
  const app = createApp(
    { ...apiOf(cluster, journal, health, nodes), lessons: parts.lessons },
    {
      host: options.host,
      webDir: parts.webDir,
      report: (text) => say(`a request failed: ${text}`),
    },
  )
  const http = createServer(app)
  const viewers = new Viewers({
    http,
    hub,
    time: clockTime(clock),
    host: options.host,
    run,
    version: parts.version,
  })
  const listening = await listen(http, options.host, ports.control)
  const stop = (): Promise<void> =>
    stopAll({ cluster, nodes, readiness, viewers, http, journal, keeper, data: folder.path })
  if (!listening.ok) {
    await stop()
    return listening
  }
  keeper.changed()
  // All at once: each waits for the others anyway.
  for (const entry of supervisor.entries.values()) void supervisor.start(entry, 'start')
  nodes.resume()
  return ok({
    url,
    data: folder.path,
    nodes: () => runningNodes(cluster),
    missing: readiness.missing,
    ready: readiness.first,
    failed: () => failedNodes(cluster),
    stop,
    killNow: () => supervisor.killAllNow(),
  })
}

function ownMemory(): ReturnType<ApiPort['health']>['memory'] {
  const { rss, heapUsed } = process.memoryUsage()
  return { rssBytes: rss, heapBytes: heapUsed }
}

interface NodeDesks extends NodePort {
  resume(): void
  close(): void
}

function createNodeDesks({ folder }: Prepared, { host, port }: ControlOptions, cluster: Cluster): NodeDesks {
  const { entries } = cluster.supervisor
  const baseOf = ({ place }: NodeEntry): string => `http://${urlHost(host)}:${place.httpPort}`
  const ask = askManagers(() =>
    [...entries.values()].filter(({ place }) => place.role === 'manager').map(baseOf),
  )
  const nodes = new NodeDesk({
    cluster,
    folder,
    findPlace: (name) => findPlace(host, port, name),
    askManagers: ask,
  })
  const askGroup = askMembers((node) => {
    const entry = entries.get(node)
    return entry === undefined ? null : baseOf(entry)
  })
  const rejoins = new RejoinDesk({ cluster, folder, askManagers: ask, askMembers: askGroup })
  return {
    add: (role, by) => nodes.add(role, by),
    remove: (id, by) => nodes.remove(id, by),
    rejoin: (id, by) => rejoins.rejoin(id, by),
    resume() {
      nodes.resume()
      rejoins.resume()
    },
    close() {
      nodes.close()
      rejoins.close()
    },
  }
}

/** What the control API may do. */
function apiOf(
  cluster: Cluster,
  journal: Journal,
  health: ApiPort['health'],
  nodes: NodePort,
): Omit<ApiPort, 'lessons'> {
  const { hub, desk } = cluster
  return {
    health,
    view: () => hub.view,
    links: () => desk.links,
    fault: (fault, by) => desk.apply(fault, by),
    setRate: (rate, by) => setClock(cluster, rate, by),
    step: (by) => takeStep({ view: () => hub.view, apply: (fault, who) => desk.apply(fault, who) }, by),
    events: (after, limit) => ({ events: hub.read(after, limit), oldest: hub.oldest }),
    traceFiles: () => journal.files(),
    nodes,
  }
}

const clockTime = (clock: Cluster['clock']): { now(): number; wallNow(): number } => ({
  now: () => clock.now(),
  wallNow: () => clock.wallNow(),
})

interface Keeper {
  readonly changed: () => void
  readonly stop: () => void
}

/** Keeps `run.json` and `history.json` true while the cluster runs. */
function keepRecords({ folder }: Prepared, url: string, cluster: () => Cluster): Keeper {
  const self = { pid: process.pid, started: factsOf(process.pid)?.started ?? '' }
  let due: NodeJS.Immediate | null = null
  function write(): void {
    due = null
    const nodes = withProcess(cluster().supervisor.entries.values()).map(({ place, pid, started }) => ({
      ...namesOf(place),
      pid,
      started,
    }))
    writeRunFile(folder.path, { ...self, url, nodes })
    const born = [...cluster().supervisor.entries.values()]
      .filter(({ ready }) => ready)
      .map(({ place }) => place.id)
    const all = [...new Set([...folder.history().born, ...born])]
    if (all.length > folder.history().born.length) folder.remember({ born: all })
  }
  const rememberTime = (): void => {
    const { clock } = cluster()
    folder.remember({ clusterTime: clock.now(), epoch: clock.frame.epoch })
  }
  const timer = setInterval(rememberTime, REMEMBER_MS)
  return {
    changed: () => void (due ??= setImmediate(write)),
    stop() {
      clearInterval(timer)
      if (due !== null) clearImmediate(due)
      rememberTime()
    },
  }
}

const namesOf = ({ id, role, httpPort, raftPort }: Omit<RunningNode, 'pid'>): Omit<RunningNode, 'pid'> => ({
  id,
  role,
  httpPort,
  raftPort,
})

function withProcess(entries: Iterable<NodeEntry>): { place: NodePlace; pid: number; started: string }[] {
  return [...entries].flatMap(({ place, process: node }) => {
    const pid = node?.pid ?? null
    return node === null || pid === null ? [] : [{ place, pid, started: node.started }]
  })
}

const runningNodes = ({ supervisor }: Cluster): RunningNode[] =>
  withProcess(supervisor.entries.values()).map(({ place, pid }) => ({ ...namesOf(place), pid }))

const failedNodes = ({ supervisor }: Cluster): number =>
  [...supervisor.entries.values()].filter(({ state }) => state === 'failed').length

async function stopAll(all: {
  readonly cluster: Cluster
  readonly nodes: NodeDesks
  readonly readiness: Readiness
  readonly viewers: Viewers
  readonly http: Server
  readonly journal: Journal
  readonly keeper: Keeper
  readonly data: string
}): Promise<void> {
  all.readiness.stop()
  all.nodes.close()
  all.cluster.stopped.stop()
  await all.cluster.supervisor.stopAll()
  all.keeper.stop()
  const closed = all.viewers.close()
  all.http.close()
  // A download that goes on must not hold the end up.
  all.http.closeAllConnections()
  await within(CLOSE_LIMIT_MS, closed)
  await all.journal.close()
  removeRunFile(all.data)
}

function listen(http: Server, host: string, port: number): Promise<Result<null, string>> {
  return new Promise((resolve) => {
    http.once('error', (error) => resolve(err(`${host}:${port} cannot be listened on: ${error.message}`)))
    http.listen({ host, port }, () => resolve(ok(null)))
  })
}
