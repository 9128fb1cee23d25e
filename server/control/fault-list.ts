// The faults that are in effect: each has a number, who asked for it, and what undoes it. Every change of
// the list is an event, so the list in the view is the same one.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { TraceBody, TraceBodyOf } from '../../shared/trace.ts'
import { describeFault } from '../../shared/fault-words.ts'

type FaultFacts = Omit<TraceBodyOf<'fault'>, 'kind' | 'state'>
type Emit = (body: TraceBody, cause: string | null) => number

export class FaultList {
  readonly #emit: Emit
  readonly #active = new Map<number, FaultFacts>()
  #lastId = 0

  constructor(emit: Emit) {
    this.#emit = emit
  }

  get active(): readonly FaultFacts[] {
    return [...this.#active.values()]
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** Answers the event's `seq`. One without an undo leaves nothing behind and is not listed. */
  add(id: number, by: string, fault: Fault, undo: Fault | null): number {
    const facts = { id, by, fault, text: describeFault(fault), undo }
    if (undo !== null) this.#active.set(id, facts)
    return this.#emit({ kind: 'fault', ...facts, state: undo === null ? 'once' : 'begun' }, `fault:${id}`)
  }

  end(ids: readonly number[], cause: string | null): void {
    for (const id of ids) {
      const facts = this.#active.get(id)
      if (!this.#active.delete(id) || facts === undefined) continue
      this.#emit({ kind: 'fault', ...facts, state: 'ended' }, cause)
    }
  }

  /** Told anew: what undoes it is another fault than it was. */
  change(id: number, undo: Fault, cause: string | null): void {
    const facts = this.#active.get(id)
    if (facts === undefined) return
    this.#active.set(id, { ...facts, undo })
    this.#emit({ kind: 'fault', ...facts, undo, state: 'begun' }, cause)
  }

  /** A node's life went on: what had been done to it is over. */
  endOfNode(node: NodeId, kinds: readonly Fault['kind'][], cause: string | null): void {
    const over = this.active.filter(
      ({ fault }) => kinds.includes(fault.kind) && 'node' in fault && fault.node === node,
    )
    this.end(
      over.map(({ id }) => id),
      cause,
    )
  }
}
