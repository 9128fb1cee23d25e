// Starts, signals and ends the nodes' processes, and says what becomes of them. It restarts nobody unasked:
// a node that is down is down until somebody wants it back.

import type { Result } from '../../shared/result.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
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

type Done = Result<null, Refusal>

export class Supervisor {
  readonly entries: ReadonlyMap<NodeId, NodeEntry>
  readonly #port: SupervisorPort
  readonly #connecting = new Map<NodeId, () => void>()

  constructor(places: readonly NodePlace[], port: SupervisorPort) {
    this.entries = new Map(places.map((place) => [place.id, newEntry(place)]))
    this.#port = port
  }

  find(id: NodeId): Result<NodeEntry, Refusal> {
    const entry = this.entries.get(id)
    const all = [...this.entries.keys()].join(', ')
    return entry === undefined
      ? err(notFound('no-such-node', `there is no node ${id}: there are ${all}`))
      : ok(entry)
  }

  /** Answers when the process has made itself heard, or has ended. */
  async start(id: NodeId, cause: string | null): Promise<Done> {
    const found = this.find(id)
    if (!found.ok) return found
    const entry = found.value
    if (entry.process !== null) return err(notNow(`${id} runs already (${entry.state})`))
    entry.wanted = true
    const connected = new Promise<void>((resolve) => this.#connecting.set(id, resolve))
    const { ended } = this.#spawn(entry, cause)
    await within(CONNECT_LIMIT_MS, Promise.race([connected, ended]))
    return entry.state === 'failed' ? err(notNow(`${id} did not start: ${entry.reason}`)) : ok(null)
  }

  async kill(id: NodeId): Promise<Done> {
    const running = this.#running(id, 'kill')
    if (!running.ok) return running
    const { entry, process } = running.value
    entry.wanted = false
    process.signal('SIGKILL')
    await within(KILL_LIMIT_MS, process.ended)
    return ok(null)
  }

  /** A frozen process is thawed first: it could not hear the request. */
  async stop(id: NodeId, limitMs = STOP_LIMIT_MS): Promise<Done> {
    const running = this.#running(id, 'stop')
    if (!running.ok) return running
    const { entry, process } = running.value
    if (entry.stopping) return err(notNow(`${id} is stopping already`))
    entry.stopping = true
    entry.wanted = false
    process.signal('SIGTERM')
    process.signal('SIGCONT')
    if ((await within(limitMs, process.ended)) === null) {
      process.signal('SIGKILL')
      await within(KILL_LIMIT_MS, process.ended)
    }
    return ok(null)
  }

  freeze(id: NodeId, cause: string | null): Done {
    const running = this.#running(id, 'freeze')
    if (!running.ok) return running
    const { entry, process } = running.value
    if (entry.state === 'frozen') return err(notNow(`${id} is frozen already`))
    process.signal('SIGSTOP')
    entry.wanted = false
    this.#become(entry, 'frozen', 'frozen', cause)
    return ok(null)
  }

  thaw(id: NodeId, cause: string | null): Done {
    const running = this.#running(id, 'thaw')
    if (!running.ok) return running
    const { entry, process } = running.value
    if (entry.state !== 'frozen') return err(notNow(`${id} is not frozen`))
    process.signal('SIGCONT')
    entry.wanted = true
    this.#become(entry, entry.ready ? 'running' : 'starting', 'thawed', cause)
    return ok(null)
  }

  /** All at once, frozen ones too; whoever has not ended in time is killed. */
  async stopAll(): Promise<void> {
    const running = [...this.entries.values()].filter(({ process }) => process !== null)
    await Promise.all(
      running.map((entry) =>
        entry.stopping ? entry.process?.ended : this.stop(entry.place.id, STOP_ALL_LIMIT_MS),
      ),
    )
  }

  /** The last resort, when nothing can be waited for any more. */
  killAllNow(): void {
    for (const { process } of this.entries.values()) process?.signal('SIGKILL')
  }

  #running(id: NodeId, what: string): Result<{ entry: NodeEntry; process: NodeProcess }, Refusal> {
    const found = this.find(id)
    if (!found.ok) return found
    const entry = found.value
    if (entry.process === null) return err(notNow(`${id} is ${entry.state}: there is no process to ${what}`))
    return ok({ entry, process: entry.process })
  }

  #spawn(entry: NodeEntry, cause: string | null): NodeProcess {
    entry.starts += 1
    Object.assign(entry, { connected: false, ready: false, stopping: false, dying: null, reason: null })
    const process = this.#port.launch(entry.place, {
      onMessage: (message) => this.#hear(entry, message),
      onEnd: (exit, lastLine) => {
        entry.lastExit = exit
        entry.process = null
        const { state, reason } = afterEnd(exit, entry.stopping, entry.dying ?? lastLine)
        Object.assign(entry, { connected: false, ready: false, stopping: false, reason })
        this.#become(entry, state, 'exited', null)
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
    what: 'spawned' | 'ready' | 'exited' | 'frozen' | 'thawed',
    cause: string | null,
  ): void {
    entry.state = state
    this.#port.emit(processEvent(entry, what), cause)
    this.#port.onChange()
  }
}
