// Adds brokers and takes them out again while the cluster runs. Managers and ATMs are members of one Raft group each,
// from the first start on: their number is chosen there.

import type { NodeId, NodeRole } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { MAX_BROKERS } from '../../shared/protocol/limits.ts'
import { err, ok } from '../../shared/result.ts'
import type { AskManagers } from './ask-managers.ts'
import { giveNumberBack, nextBroker, setNodeAside, takeNumber } from './broker-numbers.ts'
import type { Cluster } from './cluster.ts'
import { emptyBroker } from './empty-broker.ts'
import type { NodeEntry } from './node-entry.ts'
import type { NodeName, NodePlace } from './node-plan.ts'
import { pause } from './patience.ts'
import type { Refusal } from './refusal.ts'
import { notNow, refusal } from './refusal.ts'

export interface NodeDone {
  readonly node: NodeId
  /** Of the event that tells it. */
  readonly seq: number
  readonly text: string
}

export interface NodeDeskParts {
  readonly cluster: Pick<Cluster, 'hub' | 'supervisor' | 'desk'>
  readonly data: string
  readonly findPlace: (name: NodeName) => Promise<Result<NodePlace, string>>
  readonly askManagers: AskManagers
  /** How long an answer is waited for, when it is not the usual. */
  readonly holdMs?: number
}

/** Node's own fetch gives up after five minutes without an answer; a replica takes some seconds to move. */
const HOLD_MS = 240_000

type Done = Promise<Result<NodeDone, Refusal>>

export class NodeDesk {
  readonly #parts: NodeDeskParts
  /** Who asks twice waits for the same end. */
  readonly #leaving = new Map<NodeId, Done>()
  #closed = false

  constructor(parts: NodeDeskParts) {
    this.#parts = parts
  }

  /** Nobody waits for replicas any more. */
  close(): void {
    this.#closed = true
  }

  async add(role: NodeRole, by: string): Done {
    const { cluster, data, findPlace } = this.#parts
    const { supervisor, desk } = cluster
    const objection = this.#whyNoMore(role)
    if (objection !== null) return err(objection)
    const name = nextBroker(data, this.#brokers())
    if (name === null) return err(notNow('no number is left for one more broker: start with --fresh'))
    takeNumber(data, name)
    const place = await findPlace(name)
    if (!place.ok) {
      giveNumberBack(data, name)
      return err(refusal(409, 'port-taken', place.error))
    }
    const { id } = name
    const entry = supervisor.add(place.value)
    await desk.join(id, 'start')
    const seq = this.#tell(id, `${id} joins the cluster: ${by} added it`)
    await supervisor.start(entry, 'start')
    if (entry.process === null)
      return err(notNow(`${id} was added and did not start: ${entry.reason ?? entry.state}`))
    return ok({ node: id, seq, text: `${id} was added and runs` })
  }

  async remove(id: NodeId, by: string): Done {
    const found = this.#parts.cluster.supervisor.find(id)
    if (!found.ok) return found
    const under = this.#leaving.get(id)
    if (under !== undefined) return under
    const objection = this.#whyNotLeave(found.value)
    if (objection !== null) return err(objection)
    const done = this.#leave(found.value, by).finally(() => this.#leaving.delete(id))
    this.#leaving.set(id, done)
    return done
  }

  #whyNoMore(role: NodeRole): Refusal | null {
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

  async #leave(entry: NodeEntry, by: string): Done {
    const { askManagers, holdMs = HOLD_MS } = this.#parts
    const { id } = entry.place
    const until = performance.now() + holdMs
    const isOver = (): boolean => this.#closed || performance.now() > until
    this.#tell(id, `${id} is to be decommissioned, asked ${by}: what it holds moves to other brokers first`)
    const empty = () => emptyBroker(id, { ask: askManagers, pause, isOver })
    const emptied = await empty()
    if (!emptied.ok) return emptied
    const ended = await this.#end(entry, empty)
    if (!ended.ok) return ended
    const held = emptied.value.length
    const moved = held === 0 ? 'it held nothing' : `it held ${emptied.value.join(', ')}, now on other brokers`
    return ok({ node: id, seq: ended.value, text: `${id} is decommissioned: ${moved}` })
  }

  /**
   * Its process ends as if it were stopped; its files stay under another name. Nobody may start it meanwhile. One that
   * had just begun may have made itself known after it was asked for: it is looked at once more when it is silent.
   */
  async #end(
    entry: NodeEntry,
    empty: () => ReturnType<typeof emptyBroker>,
  ): Promise<Result<number, Refusal>> {
    const { cluster, data } = this.#parts
    const { supervisor, desk, hub } = cluster
    const { id } = entry.place
    entry.filesTaken = true
    if (entry.process !== null) await supervisor.stop(entry, null)
    const emptied = await empty()
    entry.filesTaken = emptied.ok
    if (!emptied.ok) return emptied
    setNodeAside(data, id)
    desk.leave(id, null)
    const seq = hub.seq + 1
    supervisor.forget(entry, null)
    return ok(seq)
  }

  #tell(node: NodeId, text: string): number {
    return this.#parts.cluster.hub.emit({ kind: 'queue', node, op: 'broker', text, outcome: 'ok' }, null)
  }
}

function membersAreFixed(role: NodeRole, wayOut: string): Refusal {
  const what =
    role === 'manager' ? 'the managers are one Raft group' : 'the ATMs are one Raft group, the bank'
  const message = `${what} whose members are chosen at its first start; brokers can come and go. ${wayOut[0]?.toUpperCase() ?? ''}${wayOut.slice(1)}`
  return refusal(409, 'fixed-members', message)
}
