// Starts, signals and ends the nodes' processes, and says what becomes of them. It restarts nobody unasked:
// a node that is down is down until somebody wants it back.

import type { Result } from '../../shared/result.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { TraceBody, TraceBodyOf } from '../../shared/trace.ts'
import type { Uplink } from '../../shared/protocol/uplink.ts'
import type { NodeEntry } from './node-entry.ts'
import type { NodePlace } from './node-plan.ts'
import type { NodeProcess, NodeProcessListener } from './node-process.ts'
import type { Refusal } from './refusal.ts'
import { err, ok } from '../../shared/result.ts'
import { afterEnd, newEntry, processEvent } from './node-entry.ts'
import { within } from './patience.ts'
import { notFound, notNow } from './refusal.ts'

export interface SupervisorPort {
  launch(place: NodePlace, listener: NodeProcessListener): NodeProcess
  emit(body: TraceBody, cause: string | null): void
  /** Everything a node says beyond its own coming and going. */
  onMessage(node: NodeId, message: Uplink): void
  /** Pids, states or readiness are others now. */
  onChange(): void
}

/** A clean stop finishes what is on its way to the disk; then it is no longer clean. */
const STOP_LIMIT_MS = 3_000
/** Of all nodes together, so that Ctrl-C takes less than 5 s. */
const STOP_ALL_LIMIT_MS = 2_500
/** SIGKILL is certain, but a loaded machine may take a moment. */
const KILL_LIMIT_MS = 2_000
/** Until a started process has opened its uplink. */
const CONNECT_LIMIT_MS = 5_000

export type NodeAction = 'start' | 'stop' | 'kill' | 'freeze' | 'thaw'

export class Supervisor {
  readonly #entries: Map<NodeId, NodeEntry>
  readonly #port: SupervisorPort
  readonly #connecting = new Map<NodeId, () => void>()

  constructor(places: readonly NodePlace[], port: SupervisorPort) {
    this.#entries = new Map(places.map((place) => [place.id, newEntry(place)]))
    this.#port = port
  }

  get entries(): ReadonlyMap<NodeId, NodeEntry> {
    return this.#entries
  }

  /** One more, that was never started. */
  add(place: NodePlace): NodeEntry {
    const entry = newEntry(place)
    this.#entries.set(place.id, entry)
    return entry
  }

  /** It has no process any more, and is no part of the cluster from here on. */
  forget(entry: NodeEntry, cause: string | null): void {
    this.#entries.delete(entry.place.id)
    this.#port.emit(processEvent(entry, 'removed'), cause)
    this.#port.onChange()
  }

  find(id: NodeId): Result<NodeEntry, Refusal> {
    const entry = this.entries.get(id)
    const all = [...this.entries.keys()].join(', ')
    return entry === undefined
      ? err(notFound('no-such-node', `there is no node ${id}: there are ${all}`))
      : ok(entry)
  }

  /** Why the action makes no sense now, or null. Actions themselves expect that they do. */
  objection(action: NodeAction, entry: NodeEntry): Refusal | null {
    const { id } = entry.place
    if (action === 'start') {
      if (entry.process !== null) return notNow(`${id} runs already (${entry.state})`)
      return entry.filesTaken ? notNow(`the files of ${id} are being changed: try again`) : null
    }
    if (entry.process === null) return notNow(`${id} is ${entry.state}: there is no process to ${action}`)
    if (action === 'stop' && entry.stopping) return notNow(`${id} is stopping already`)
    if (action === 'freeze' && entry.state === 'frozen') return notNow(`${id} is frozen already`)
    if (action === 'thaw' && entry.state !== 'frozen') return notNow(`${id} is not frozen`)
    return null
  }

  /** Returns when the process has made itself heard, or has ended. */
  async start(entry: NodeEntry, cause: string | null): Promise<void> {
    entry.wanted = true
    const connected = new Promise<void>((resolve) => this.#connecting.set(entry.place.id, resolve))
    const { ended } = this.#spawn(entry, cause)
    await within(CONNECT_LIMIT_MS, Promise.race([connected, ended]))
  }

  async kill(entry: NodeEntry, cause: string | null, reason: string | null = null): Promise<void> {
    entry.endReason = reason
    entry.wanted = false
    entry.endCause = cause
    entry.process?.signal('SIGKILL')
    await this.#end(entry, KILL_LIMIT_MS)
  }

  /** A frozen process is thawed: it could not hear the request. */
  async stop(entry: NodeEntry, cause: string | null, limitMs = STOP_LIMIT_MS): Promise<void> {
    entry.stopping = true
    entry.endCause = cause
    entry.wanted = false
    entry.process?.signal('SIGTERM')
    entry.process?.signal('SIGCONT')
    if (await this.#end(entry, limitMs)) return
    entry.process?.signal('SIGKILL')
    await this.#end(entry, KILL_LIMIT_MS)
  }

  freeze(entry: NodeEntry, cause: string | null): void {
    entry.process?.signal('SIGSTOP')
    entry.wanted = false
    this.#become(entry, 'frozen', 'frozen', cause)
  }

  thaw(entry: NodeEntry, cause: string | null): void {
    entry.process?.signal('SIGCONT')
    entry.wanted = true
    this.#become(entry, entry.ready ? 'running' : 'starting', 'thawed', cause)
  }

  /** Somebody else stopped the process or let it go on: it is shown as what it is. */
  noteStopped(entry: NodeEntry, isStopped: boolean): void {
    if (entry.process === null || entry.stopping || isStopped === (entry.state === 'frozen')) return
    entry.wanted = !isStopped
    if (isStopped) this.#become(entry, 'frozen', 'frozen', null)
    else this.#become(entry, entry.ready ? 'running' : 'starting', 'thawed', null)
  }

  /** All at once, frozen ones too; whoever has not ended in time is killed. */
  async stopAll(): Promise<void> {
    const running = [...this.entries.values()].filter(({ process }) => process !== null)
    await Promise.all(
      running.map(async (entry) => {
        if (entry.stopping) await this.#end(entry, STOP_LIMIT_MS + KILL_LIMIT_MS)
        else await this.stop(entry, null, STOP_ALL_LIMIT_MS)
      }),
    )
  }

  /** The last resort, when nothing can be waited for any more. */
  killAllNow(): void {
    for (const { process } of this.entries.values()) process?.signal('SIGKILL')
  }

  /** True when the process has ended within the limit. */
  async #end({ process }: NodeEntry, limitMs: number): Promise<boolean> {
    return process === null || (await within(limitMs, process.ended)) !== null
  }

  #spawn(entry: NodeEntry, cause: string | null): NodeProcess {
    entry.starts += 1
    Object.assign(entry, {
      connected: false,
      ready: false,
      stopping: false,
      dying: null,
      reason: null,
      endCause: null,
      endReason: null,
    })
    const process = this.#port.launch(entry.place, {
      onMessage: (message) => this.#hear(entry, message),
      onEnd: (exit, lastLine) => {
        entry.lastExit = exit
        entry.lastLine = lastLine === '' ? null : lastLine
        entry.process = null
        const { state, reason } = afterEnd(exit, entry.stopping, entry.dying ?? lastLine)
        Object.assign(entry, {
          connected: false,
          ready: false,
          stopping: false,
          reason: entry.endReason ?? reason,
        })
        this.#become(entry, state, 'exited', entry.endCause)
      },
    })
    entry.process = process
    this.#become(entry, 'starting', 'spawned', cause)
    return process
  }

  #hear(entry: NodeEntry, message: Uplink): void {
    if (message.t === 'hello') {
      entry.connected = true
      this.#connecting.get(entry.place.id)?.()
    } else if (message.t === 'dying') entry.dying = message.message
    else if (message.t === 'ready') {
      entry.ready = message.ready
      if (message.ready && entry.state === 'starting') this.#become(entry, 'running', 'ready', null)
      this.#port.onChange()
    }
    this.#port.onMessage(entry.place.id, message)
  }

  #become(
    entry: NodeEntry,
    state: NodeEntry['state'],
    what: TraceBodyOf<'process'>['what'],
    cause: string | null,
  ): void {
    entry.state = state
    this.#port.emit(processEvent(entry, what), cause)
    this.#port.onChange()
  }
}
