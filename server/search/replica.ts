// One replica of a search: its core and its disk. It is copied and stepped, never changed, so that the states of a
// search share it, and replicas with the same key are the same one.

import { assert } from '../../shared/assert.ts'
import { createRaft } from '../raft/core.ts'
import type { ImagedCore } from '../raft/image.ts'
import { raftOptions } from '../raft/limits.ts'
import type {
  Boot,
  Config,
  Effects,
  Entry,
  Input,
  Message,
  Out,
  Persist,
  RaftView,
  ReplicaId,
  Seq,
} from '../raft/types.ts'

export interface SearchReplica {
  readonly id: ReplicaId
  readonly core: ImagedCore
  /** What the files hold: a crash keeps exactly this. */
  readonly boot: Boot
  /** Written and not yet durable, oldest first. */
  readonly writing: readonly Persist[]
  /** Messages that wait for a record. */
  readonly waiting: readonly Out[]
  readonly durable: Seq
}

/** What the claims look at. */
export interface Seen {
  readonly view: RaftView
  readonly entries: readonly Entry[]
}

export interface Stepped {
  readonly replica: SearchReplica
  readonly sent: readonly Message[]
}

const GROUP = 1
/** As small as the rules allow, so that few ticks make an election. */
const TICKS = { electionTicks: 2, heartbeatTicks: 1 } as const

export const configOf = (voters: readonly ReplicaId[]): Config => ({ voters, outgoing: [], learners: [] })

/** `seed` decides how timers are drawn, and nothing else. */
export function born(id: ReplicaId, boot: Boot, seed: number): SearchReplica {
  const core = createRaft({ ...raftOptions(GROUP, id, seed), ...TICKS }, boot)
  return { id, core, boot, writing: [], waiting: [], durable: 0 }
}

export function seen({ core }: SearchReplica): Seen {
  const view = core.view()
  return { view, entries: core.entries(view.firstIndex, view.lastIndex) }
}

/** Replicas with one key behave alike for ever. Records count from the last durable one. */
export function keyOf({ id, core, boot, writing, waiting, durable }: SearchReplica): string {
  const records = writing.map(({ seq, ...record }) => [seq - durable, record])
  const held = waiting.map(({ after, msg }) => [after - durable, msg])
  return JSON.stringify([id, boot.hard, boot.log, records, held, core.image()])
}

export function step(before: SearchReplica, inputs: readonly Input[]): Stepped {
  const core = before.core.clone()
  const sent: Message[] = []
  let { writing, waiting } = before
  for (let queue = [...inputs]; queue.length > 0;) {
    const [input, ...rest] = queue
    assert(input !== undefined, 'the queue is not empty')
    const effects = core.step(input)
    if (effects.persist !== null) writing = [...writing, effects.persist]
    const { free, held } = release([...waiting, ...effects.out], before.durable)
    sent.push(...free)
    waiting = held
    queue = [...appliedBy(effects), ...rest]
  }
  return { replica: { ...before, core, writing, waiting }, sent }
}

const appliedBy = ({ apply }: Effects): readonly Input[] => {
  const last = apply.at(-1)
  return last === undefined ? [] : [{ t: 'applied', index: last.index }]
}

function release(outs: readonly Out[], durable: Seq): { free: Message[]; held: readonly Out[] } {
  const free = outs.filter(({ after }) => after <= durable).map(({ msg }) => msg)
  return { free, held: outs.filter(({ after }) => after > durable) }
}

/** Nothing is heard until the timer fires. By then a lease is over as well: no timer is shorter. */
export function wait(before: SearchReplica): Stepped {
  const { elapsedTicks, timeoutTicks } = before.core.view()
  const ticks = Array.from({ length: timeoutTicks - elapsedTicks }, (): Input => ({ t: 'tick' }))
  return step(before, ticks)
}

/** The oldest write becomes durable. */
export function finishWrite(before: SearchReplica): Stepped {
  const [record, ...writing] = before.writing
  assert(record !== undefined, 'a write is in flight')
  const durable = record.seq
  const { free, held } = release(before.waiting, durable)
  const boot = replayed(before.boot, record)
  const after = step({ ...before, writing, durable, waiting: held, boot }, [{ t: 'persisted', seq: durable }])
  return { replica: after.replica, sent: [...free, ...after.sent] }
}

/** All writes become durable, also those that this leads to. */
export function finishWrites(before: Stepped): Stepped {
  let after = before
  while (after.replica.writing.length > 0) {
    const { replica, sent } = finishWrite(after.replica)
    after = { replica, sent: [...after.sent, ...sent] }
  }
  return after
}

/** In the order hard, truncate, append. Nobody compacts here, so that no snapshot is ever recorded. */
function replayed(boot: Boot, { hard, truncateFrom, append, snap }: Persist): Boot {
  const kept = boot.log.filter(({ index }) => truncateFrom === null || index < truncateFrom)
  assert(snap === null, 'a snapshot was recorded')
  return { ...boot, hard: hard ?? boot.hard, log: [...kept, ...append] }
}

/** What was not durable is gone: records, and the messages that waited for them. */
export const restarted = ({ id, boot }: SearchReplica): Stepped => ({ replica: born(id, boot, id), sent: [] })
