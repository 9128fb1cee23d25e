// Judges what clients were told. Only `applied` counts as done, only `refused` as not done, `unknown` may be
// either. An acknowledged write is never lost, each request id acts at one place of the log, nobody reads what
// is older than something already acknowledged, and every answer is the one a simple model gives.

import type { GroupId, Json, LogIndex } from '../../../shared/ids.ts'
import { assert } from '../../../shared/assert.ts'
import type { Reply } from '../../machines/machine.ts'
import type { Entry } from '../../raft/types.ts'
import type { GroupHistory } from '../invariants/history.ts'
import type { MachineKind } from '../layout.ts'
import type { Marks } from '../marks.ts'
import { check } from '../violation.ts'
import { BankModel } from './bank-model.ts'
import { essence } from './expected.ts'
import type { Model } from './expected.ts'
import { PartitionModel } from './partition-model.ts'

const NAME = 'ClientOracle'

/** What one client wants done once, however often it asks. */
export interface Wish {
  readonly group: GroupId
  /** Request id, or producer and sequence. */
  readonly key: string
  /** Highest index that anybody had been told of when it was asked first. */
  readonly floor: LogIndex
  /** Asked again long after it was answered. */
  readonly isLate: boolean
}

interface Watched {
  readonly history: GroupHistory
  readonly model: Model
  /** Highest index that any client was told of. */
  floor: LogIndex
  /** Where each request acted. */
  readonly acted: Map<string, LogIndex>
  readonly acknowledged: Map<string, LogIndex>
  readonly neverDone: Set<string>
  /** Every text that a client sent. */
  readonly asked: Set<string>
}

export class Oracle {
  readonly #groups: ReadonlyMap<GroupId, Watched>
  readonly #marks: Marks

  constructor(groups: readonly GroupHistory[], marks: Marks) {
    this.#marks = marks
    this.#groups = new Map(groups.map((history) => [history.layout.group, watch(history)]))
  }

  floor(group: GroupId): LogIndex {
    return this.#of(group).floor
  }

  model(group: GroupId): Model {
    return this.#of(group).model
  }

  asks(group: GroupId, text: string): void {
    this.#of(group).asked.add(text)
  }

  /** The first replica has applied an entry. */
  applied(group: GroupId, entry: Entry, reply: Reply | null): void {
    if (entry.kind !== 'cmd' || reply === null) return
    const watched = this.#of(group)
    check(
      watched.asked.has(entry.data),
      NAME,
      () => `entry ${entry.index} is what nobody asked: ${entry.data}`,
    )
    const command: Json = JSON.parse(entry.data)
    const expected = JSON.stringify(watched.model.apply(command, entry.index))
    const given = JSON.stringify(essence(reply))
    check(
      given === expected,
      'Model',
      () => `${entry.data} at ${entry.index} gives ${given}, not ${expected}`,
    )
    if (reply.ok && !reply.duplicate) this.#acts(watched, keyOf(command), entry.index)
    if (reply.duplicate) this.#marks.hit('request remembered')
    if (!reply.ok && reply.failure.code === 'request-forgotten') this.#marks.hit('request forgotten')
  }

  /** A client was told the outcome of a change. `index` is where this attempt was applied. */
  told(wish: Wish, reply: Reply, index: LogIndex): void {
    const watched = this.#of(wish.group)
    watched.floor = Math.max(watched.floor, index)
    if (!reply.ok) return
    const acted = watched.acted.get(wish.key)
    check(acted === reply.index, NAME, () => `${wish.key} is told ${reply.index}, but acted at ${acted}`)
    const isNew = wish.isLate || reply.index > wish.floor
    check(
      isNew,
      NAME,
      () => `${wish.key} acted at ${reply.index}, before ${wish.floor}, told of when it was asked`,
    )
    watched.acknowledged.set(wish.key, reply.index)
  }

  /** A read was confirmed at this index, and asked when `floor` was known. */
  read(group: GroupId, floor: LogIndex, index: LogIndex): void {
    check(
      index >= floor,
      NAME,
      () => `a read of group ${group} is as of ${index}, but ${floor} was told before`,
    )
    const watched = this.#of(group)
    watched.floor = Math.max(watched.floor, index)
  }

  /** Every attempt was refused and the client gave up: it must never happen. */
  gaveUp({ group, key }: Wish): void {
    const watched = this.#of(group)
    check(!watched.acted.has(key), NAME, () => `${key} was refused, but acted at ${watched.acted.get(key)}`)
    watched.neverDone.add(key)
  }

  /** At the end: everything acknowledged is in this log, or before it in the snapshot. */
  holdsAll(group: GroupId, log: readonly Entry[], whose: string): void {
    const { acknowledged, history } = this.#of(group)
    const first = log[0]?.index ?? Infinity
    for (const [key, index] of acknowledged) {
      const term = history.committed[index - 1]?.entry.term
      check(
        index < first || log[index - first]?.term === term,
        NAME,
        () => `${key}, acknowledged at ${index}, is gone from ${whose}`,
      )
    }
  }

  #acts(watched: Watched, key: string | null, index: LogIndex): void {
    if (key === null) return
    const before = watched.acted.get(key)
    check(before === undefined, NAME, () => `${key} acts at ${before} and again at ${index}`)
    check(!watched.neverDone.has(key), NAME, () => `${key} was refused for good, but acts at ${index}`)
    watched.acted.set(key, index)
  }

  #of(group: GroupId): Watched {
    const watched = this.#groups.get(group)
    assert(watched !== undefined, () => `there is no group ${group}`)
    return watched
  }
}

const watch = (history: GroupHistory): Watched => ({
  history,
  model: createModel(history.layout.kind),
  floor: 0,
  acted: new Map(),
  acknowledged: new Map(),
  neverDone: new Set(),
  asked: new Set(),
})

const createModel = (kind: MachineKind): Model => (kind === 'bank' ? new BankModel() : new PartitionModel())

export const sequenceKey = (producer: string, sequence: number): string => `${producer}#${sequence}`

/** Null: a command that may be done twice. */
function keyOf(command: Json): string | null {
  if (!isRecord(command)) return null
  const { request, producer, sequence } = command
  if (isRecord(request) && typeof request['id'] === 'string') return request['id']
  if (isRecord(producer) && typeof producer['name'] === 'string' && typeof sequence === 'number')
    return sequenceKey(producer['name'], sequence)
  return null
}

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
