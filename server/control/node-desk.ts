// Adds brokers and takes them out again while the cluster runs. Managers and ATMs are members of one Raft group each,
// from the first start on: their number is chosen there. One that is asked to leave goes on leaving whether anybody
// waits for it or not, and after a restart of everything too.

import type { NodeId, NodeRole } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { MAX_BROKERS } from '../../shared/protocol/limits.ts'
import { err, ok } from '../../shared/result.ts'
import type { AskManagers } from './ask-managers.ts'
import { giveNumberBack, nextBroker, setNodeAside, takeNumber } from './broker-numbers.ts'
import type { Cluster } from './cluster.ts'
import type { DataFolder } from './data-folder.ts'
import { emptyBroker, notFinished } from './empty-broker.ts'
import type { FaultDesk } from './fault-desk.ts'
import type { NodeEntry } from './node-entry.ts'
import type { NodeName, NodePlace } from './node-plan.ts'
import { pause, within } from './patience.ts'
import type { Refusal } from './refusal.ts'
import { notNow, refusal } from './refusal.ts'
import type { TraceHub } from './trace-hub.ts'

export interface NodeDone {
  readonly node: NodeId
  /** Of the event that tells it. */
  readonly seq: number
  readonly text: string
}

export interface NodeDeskParts {
  readonly cluster: Pick<Cluster, 'supervisor'> & {
    readonly hub: Pick<TraceHub, 'emit' | 'seq' | 'view'>
    readonly desk: Pick<FaultDesk, 'join' | 'leave'>
  }
  readonly folder: Pick<DataFolder, 'path' | 'history' | 'remember'>
  readonly findPlace: (name: NodeName) => Promise<Result<NodePlace, string>>
  readonly askManagers: AskManagers
  /** How long an answer is waited for, when it is not the usual. */
  readonly holdMs?: number
}

/** Node's own fetch gives up after five minutes without an answer; a replica takes some seconds to move. */
const HOLD_MS = 240_000
/** Changing files takes less than a second. */
const FILES_AGAIN_MS = 100

type Done = Promise<Result<NodeDone, Refusal>>

export class NodeDesk {
  readonly #parts: NodeDeskParts
  /** Who asks twice waits for the same end. */
  readonly #leaving = new Map<NodeId, Done>()
  #closed = false

  constructor(parts: NodeDeskParts) {
    this.#parts = parts
  }

  /** What an earlier life of this server began, and did not bring to its end. */
  resume(): void {
    const { cluster, folder } = this.#parts
    for (const id of folder.history().leaving) {
      const entry = cluster.supervisor.entries.get(id)
      if (entry !== undefined) void this.#begin(entry, `${id} goes on leaving, as it was asked before`)
    }
    this.#remember()
  }

  /** Nobody joins any more, and nobody waits for replicas. */
  close(): void {
    this.#closed = true
  }

  async add(role: NodeRole, by: string): Done {
    const { cluster, folder, findPlace } = this.#parts
    const { supervisor, desk } = cluster
    const objection = this.#whyNoMore(role)
    if (objection !== null) return err(objection)
    const name = nextBroker(folder.path, this.#brokers())
    if (name === null) return err(notNow('no number is left for one more broker: start with --fresh'))
    takeNumber(folder.path, name)
    const place = await findPlace(name)
    // Others may have joined meanwhile.
    const joins = place.ok ? this.#mayJoin(role, place.value) : err(refusal(409, 'port-taken', place.error))
    if (!joins.ok) {
      giveNumberBack(folder.path, name)
      return joins
    }
    const { id } = name
    const entry = supervisor.add(joins.value)
    await untouched(entry, () => desk.join(id, 'start'))
    if (this.#closed) return err(BEING_STOPPED)
    const seq = this.#tell(id, `${id} joins the cluster: ${by} added it`)
    await supervisor.start(entry, 'start')
    if (entry.process === null)
      return err(notNow(`${id} was added and did not start: ${entry.reason ?? entry.state}`))
    return ok({ node: id, seq, text: `${id} was added and runs` })
  }

  async remove(id: NodeId, by: string): Done {
    const { cluster, askManagers, holdMs = HOLD_MS } = this.#parts
    const found = cluster.supervisor.find(id)
    if (!found.ok) return found
    const under = this.#leaving.get(id)
    const objection = under === undefined ? this.#whyNotLeave(found.value) : null
    if (objection !== null) return err(objection)
    const text = `${id} is to be decommissioned, asked ${by}: what it holds moves to other brokers first`
    const done = under ?? this.#begin(found.value, text)
    return (await within(holdMs, done)) ?? err(await notFinished(id, askManagers))
  }

  #begin(entry: NodeEntry, text: string): Done {
    const { id } = entry.place
    this.#tell(id, text)
    const done = this.#leave(entry).finally(() => {
      this.#leaving.delete(id)
      // Whoever is interrupted goes on with the next start.
      if (!this.#closed) this.#remember()
    })
    this.#leaving.set(id, done)
    this.#remember()
    // Whoever waits hears why, and so does whoever reads the feed; whoever comes later may ask again.
    done.then(
      (result) => {
        if (!result.ok && !this.#closed) this.#tell(id, result.error.message, 'refused')
      },
      () => null,
    )
    return done
  }

  #remember(): void {
    this.#parts.folder.remember({ leaving: [...this.#leaving.keys()] })
  }

  #mayJoin(role: NodeRole, place: NodePlace): Result<NodePlace, Refusal> {
    const objection = this.#whyNoMore(role)
    return objection === null ? ok(place) : err(objection)
  }

  #whyNoMore(role: NodeRole): Refusal | null {
    if (this.#closed) return BEING_STOPPED
    if (role !== 'broker') return membersAreFixed(role, `start it with --fresh and --${role}s <number>`)
    const { length } = this.#brokers()
    if (length < MAX_BROKERS) return null
    return notNow(`there are ${length} brokers already, more than one computer runs well`)
  }

  #brokers(): readonly NodePlace[] {
    const all = [...this.#parts.cluster.supervisor.entries.values()].map(({ place }) => place)
    return all.filter(({ role }) => role === 'broker')
  }

  #whyNotLeave({ place: { id, role }, filesTaken }: NodeEntry): Refusal | null {
    if (role !== 'broker') return membersAreFixed(role, `stop ${id} instead: a majority goes on without it`)
    if (filesTaken) return notNow(`the files of ${id} are being changed: try again`)
    if (this.#parts.cluster.hub.view.clock.rate > 0) return null
    return notNow(`the cluster is paused: no replica can move away from ${id}`)
  }

  async #leave(entry: NodeEntry): Done {
    const { id } = entry.place
    const empty = () => emptyBroker(id, { ask: this.#parts.askManagers, pause, isOver: () => this.#closed })
    const emptied = await empty()
    if (!emptied.ok) return emptied
    // A power cut, or a byte that is flipped.
    while (entry.filesTaken) await pause(FILES_AGAIN_MS)
    const ended = await untouched(entry, () => this.#end(entry, empty))
    if (!ended.ok) return ended
    const held = emptied.value.length
    const moved = held === 0 ? 'it held nothing' : `it held ${emptied.value.join(', ')}, now on other brokers`
    return ok({ node: id, seq: ended.value, text: `${id} is decommissioned: ${moved}` })
  }

  /**
   * Its process ends as if it were stopped; its files stay under another name. One that had just begun may have made
   * itself known after it was asked for: it is looked at once more when it is silent.
   */
  async #end(
    entry: NodeEntry,
    empty: () => ReturnType<typeof emptyBroker>,
  ): Promise<Result<number, Refusal>> {
    const { cluster, folder } = this.#parts
    const { supervisor, desk, hub } = cluster
    const { id } = entry.place
    if (entry.process !== null) await supervisor.stop(entry, null)
    const emptied = await empty()
    if (!emptied.ok) return emptied
    setNodeAside(folder.path, id)
    desk.leave(id, null)
    const seq = hub.seq + 1
    supervisor.forget(entry, null)
    return ok(seq)
  }

  #tell(node: NodeId, text: string, outcome: 'ok' | 'refused' = 'ok'): number {
    return this.#parts.cluster.hub.emit({ kind: 'queue', node, op: 'broker', text, outcome }, null)
  }
}

const BEING_STOPPED = notNow('the cluster is being stopped')

/** Nobody starts it, takes it out or changes its files meanwhile. */
async function untouched<T>(entry: NodeEntry, run: () => Promise<T>): Promise<T> {
  entry.filesTaken = true
  try {
    return await run()
  } finally {
    entry.filesTaken = false
  }
}

function membersAreFixed(role: NodeRole, wayOut: string): Refusal {
  const what =
    role === 'manager' ? 'the managers are one Raft group' : 'the ATMs are one Raft group, the bank'
  const message = `${what} whose members are chosen at its first start; brokers can come and go. ${wayOut[0]?.toUpperCase() ?? ''}${wayOut.slice(1)}`
  return refusal(409, 'fixed-members', message)
}
