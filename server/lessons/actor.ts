// The replicas of a lesson as the dashboard knows replicas: each lives alone in a process, `n1` and so on, and all are
// one group. What their cores say is put into words by the host's own trace, as in a real node.

import { assert } from '../../shared/assert.ts'
import type { GroupName, Json, LogIndex, NodeId } from '../../shared/ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { createGroupTrace } from '../host/group-trace.ts'
import type { GroupTrace } from '../host/group-trace.ts'
import { newReplica } from '../host/replica.ts'
import type { Replica } from '../host/replica.ts'
import { tellProgress } from '../host/samples.ts'
import type { Reply } from '../machines/machine.ts'
import { GROUP, configOf } from '../raft/stepped/boot.ts'
import type { SteppedReplica } from '../raft/stepped/replica.ts'
import type { Effects, Input, SnapMeta } from '../raft/types.ts'

/** There is one, and sentences about it read well: `n1 leads the group in term 4`. */
export const GROUP_NAME: GroupName = 'the group'

/** More than any transcript has: names for whoever may come. */
const MOST = 9

export const nodeOf = (id: number): NodeId => `n${id}`

/** It keeps nothing: what it would hold can be read off the log. */
const MACHINE = {
  apply: (_: Json, index: LogIndex): Reply => ({ ok: true, value: null, index, duplicate: false }),
  describe: (command: Json) => (typeof command === 'string' ? command : JSON.stringify(command)),
  snapshot: () => null,
  restore: () => {},
  *restoring() {
    yield
    return () => {}
  },
  parts: () => [],
  freshParts: () => [],
  partText: () => null,
  releaseParts: () => {},
}

/** One life of one replica. */
export class Actor {
  readonly #source: SteppedReplica
  readonly #emit: (body: TraceBody) => void
  readonly #trace: GroupTrace
  readonly #replica: Replica
  readonly #progress = new WeakMap<Replica, string>()
  /** Records that name own snapshots and are not durable yet. */
  #unwritten: { readonly seq: number; readonly meta: SnapMeta }[] = []

  constructor(source: SteppedReplica, emit: (body: TraceBody) => void) {
    this.#source = source
    this.#emit = emit
    const node = nodeOf(source.id)
    const members = Array.from({ length: MOST }, (_, at) => ({ replica: at + 1, node: nodeOf(at + 1) }))
    assert(source.id <= MOST, () => `a lesson has at most ${MOST} replicas`)
    const record = {
      group: GROUP,
      replica: source.id,
      name: GROUP_NAME,
      epoch: 0,
      conf: configOf([]),
      members,
    }
    this.#replica = newReplica({ record, machine: MACHINE }, source.view())
    this.#trace = createGroupTrace({
      node,
      emit,
      entries: (_, from, to) => source.entries().filter(({ index }) => from <= index && index <= to),
    })
    this.tellAll()
  }

  get view(): Replica['view'] {
    return this.#replica.view
  }

  tellAll(): void {
    this.#trace.facts(this.#replica)
  }

  step(input: Input, effects: Effects): void {
    const replica = this.#replica
    replica.view = this.#source.view()
    for (const event of effects.events) this.#trace.event(replica, event, null)
    if (effects.restore !== null) this.#restored(effects.restore)
    this.#apply(effects)
    this.#trace.flush()
    if (input.t === 'persisted') this.#written(input.seq)
    if (input.t === 'compact' && effects.persist?.snap)
      this.#unwritten.push({ seq: effects.persist.seq, meta: effects.persist.snap })
  }

  snapshot(what: 'taken' | 'compacted' | 'installed', meta: SnapMeta): void {
    this.#emitSnapshot(meta, { what })
  }

  offers(meta: SnapMeta, to: number): void {
    this.#emitSnapshot(meta, { what: 'offered', to: nodeOf(to) })
  }

  /** So much of a leader's snapshot is here, if it is of any use. */
  receives(meta: SnapMeta, from: number, done: number): void {
    if (meta.index <= this.view.commit) return
    this.#emitSnapshot(meta, { what: 'installing', from: nodeOf(from), done, total: meta.bytes })
  }

  /** What a leader knows of the others, if that is news. */
  tellProgress(): void {
    tellProgress(nodeOf(this.#source.id), this.#replica, this.#progress, this.#emit)
  }

  #apply({ apply }: Effects): void {
    for (const entry of apply) {
      const { index } = entry
      this.#replica.applied = index
      if (entry.kind === 'cmd')
        this.#trace.applied(this.#replica, { index, command: JSON.parse(entry.data), reply: null })
      this.#trace.appliedRange(this.#replica, index, index, null)
    }
  }

  #restored(meta: SnapMeta): void {
    this.#replica.applied = meta.index
    this.snapshot('installed', meta)
    // As in a real node: everything before is gone, and is told anew.
    this.tellAll()
  }

  #written(seq: number): void {
    for (const one of this.#unwritten.filter((record) => record.seq <= seq))
      this.snapshot('compacted', one.meta)
    this.#unwritten = this.#unwritten.filter((record) => record.seq > seq)
  }

  #emitSnapshot(
    { index, term, bytes }: SnapMeta,
    told: Pick<Extract<TraceBody, { kind: 'snapshot' }>, 'what' | 'to' | 'from' | 'done' | 'total'>,
  ): void {
    const node = nodeOf(this.#source.id)
    this.#emit({ kind: 'snapshot', node, group: this.#replica.name, index, term, bytes, ...told })
  }
}
