// Signs of life that one manager noticed are told to the others, so that a client that polls anywhere is
// alive everywhere; now and then the write manager notes them in the directory, for the time after a restart.

import * as z from 'zod'
import type { Json, NodeId } from '../../shared/ids.ts'
import { LAST_SEEN_WRITTEN_EVERY_MS, MAX_SEEN_PER_ENTRY } from '../../shared/protocol/limits.ts'
import type { Host } from '../host/port.ts'
import type { Directory } from '../machines/directory.ts'
import type { ClientKind, Reports } from './reports.ts'

const SEEN = 'seen'
/** As often as brokers report what they noticed. */
const TELL_EVERY_MS = 1_000

const pairs = z.array(z.tuple([z.int(), z.number()]))
const seenSchema = z.object({ producer: pairs, consumer: pairs })
const KINDS = ['producer', 'consumer'] as const satisfies readonly ClientKind[]

export class Seen {
  readonly #host: Host
  readonly #reports: Reports
  readonly #others: readonly NodeId[]
  #fresh = { producer: new Map<number, number>(), consumer: new Map<number, number>() }

  constructor(host: Host, reports: Reports, others: readonly NodeId[]) {
    this.#host = host
    this.#reports = reports
    this.#others = others
    host.onCall(SEEN, async (_from, raw): Promise<Json> => {
      const told = seenSchema.parse(raw)
      for (const kind of KINDS) for (const [id, at] of told[kind]) reports.noteClient(kind, id, at)
      return null
    })
    host.clock.every(TELL_EVERY_MS, () => this.#tell())
  }

  note(kind: ClientKind, id: number, at: number): void {
    this.#reports.noteClient(kind, id, at)
    this.#fresh[kind].set(id, at)
  }

  #tell(): void {
    const { producer, consumer } = this.#fresh
    if (producer.size + consumer.size === 0) return
    this.#fresh = { producer: new Map(), consumer: new Map() }
    const told = { producer: [...producer], consumer: [...consumer] }
    // A manager that misses it hears the client's next sign of life.
    for (const node of this.#others) void this.#host.call(node, SEEN, told, TELL_EVERY_MS)
  }
}

/** Pairs of id and time for `noteSeen`: what is newer than the directory by a whole period. Null: nothing. */
export function seenSince(directory: Directory, reports: Reports): Readonly<Record<string, Json>> | null {
  const stale = (known: number, heard: number | undefined): heard is number =>
    heard !== undefined && heard - known >= LAST_SEEN_WRITTEN_EVERY_MS
  const clients = (
    kind: ClientKind,
    records: readonly { id: number; lastSeen: number }[],
  ): [number, number][] =>
    records.flatMap(({ id, lastSeen }): [number, number][] => {
      const heard = reports.clientSeen(kind, id)
      return stale(lastSeen, heard) ? [[id, heard]] : []
    })
  const brokers = directory.brokers().flatMap((broker): [number, number][] => {
    const heard = reports.ofBroker(broker)?.at
    return stale(broker.lastSeen, heard) ? [[broker.id, heard]] : []
  })
  const producers = clients('producer', directory.producers()).slice(0, MAX_SEEN_PER_ENTRY)
  const consumers = clients('consumer', directory.consumers()).slice(0, MAX_SEEN_PER_ENTRY)
  if (producers.length + consumers.length === 0) return null
  return { op: 'noteSeen', brokers: brokers.slice(0, MAX_SEEN_PER_ENTRY), producers, consumers }
}
