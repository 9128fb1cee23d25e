// From events to operations: what was asked, what came back, and between which two moments it happened.

import type { Json, NodeId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import type { HistoryEvent } from './history.ts'

export interface Operation {
  /** Place among the operations of its history, in order of their beginnings. */
  readonly id: number
  readonly process: number
  readonly node: NodeId
  readonly f: string
  readonly input: Json
  /** Null: nobody was told. It may have happened at any time since `begin`, or never. */
  readonly reply: { readonly value: Json } | null
  /** Positions in the history: only their order counts. */
  readonly begin: number
  /** Infinite while it is open. */
  readonly end: number
}

/** Operations that certainly did not happen are left out. Those without an end are open. */
export function operationsOf(history: readonly HistoryEvent[]): readonly Operation[] {
  const open = new Map<number, number>()
  const gone = new Set<number>()
  const all: (Operation | null)[] = []
  for (const [at, event] of history.entries()) {
    const { process } = event
    assert(!gone.has(process), () => `process ${process} goes on after an unknown outcome, at event ${at}`)
    const slot = open.get(process)
    if (event.type === 'invoke') {
      assert(slot === undefined, () => `process ${process} begins a second operation at event ${at}`)
      open.set(process, all.length)
      all.push(beginning(event, at))
      continue
    }
    const begun = slot === undefined ? null : (all[slot] ?? null)
    assert(slot !== undefined && begun !== null, () => `event ${at} ends what never began`)
    assert(begun.f === event.f, () => `event ${at} ends ${event.f}, but ${begun.f} was begun`)
    open.delete(process)
    if (event.type === 'info') gone.add(process)
    if (event.type === 'fail') all[slot] = null
    if (event.type === 'ok') all[slot] = { ...begun, reply: { value: event.value }, end: at }
  }
  return all.filter((each) => each !== null).map((each, id) => ({ ...each, id }))
}

const beginning = ({ process, node, f, value }: HistoryEvent, at: number): Operation => ({
  id: 0,
  process,
  node,
  f,
  input: value,
  reply: null,
  begin: at,
  end: Number.POSITIVE_INFINITY,
})

/** What was known when event `at` had just happened: later answers are open, later operations are not there. */
export const knownAt = (operations: readonly Operation[], at: number): readonly Operation[] =>
  operations
    .filter(({ begin }) => begin <= at)
    .map((each) => (each.end <= at ? each : { ...each, reply: null, end: Number.POSITIVE_INFINITY }))

/** One line for a report. */
export function describeOperation({ process, node, f, input, reply }: Operation): string {
  const answer = reply === null ? '?' : JSON.stringify(reply.value)
  return `#${process} at ${node}: ${f} ${JSON.stringify(input)} -> ${answer}`
}
