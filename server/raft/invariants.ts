// What must be true before and after every step, and of every message before anything is done with it. A failed
// one ends the process: going on would make a wrong state durable.

import { assert } from '../../shared/assert.ts'
import type { Core } from './state.ts'
import type { Boot, Entry, Message, Options, SnapMeta, Term } from './types.ts'

/** What may only grow within a life (B23). */
export interface Marks {
  readonly term: number
  readonly commit: number
  readonly handedOut: number
  readonly applied: number
}

export const marksOf = (core: Core): Marks => ({
  term: core.term,
  commit: core.commit,
  handedOut: core.handedOut,
  applied: core.applied,
})

export function checkOrder(core: Core): void {
  const { applied, handedOut, commit, log, writes, term, vote } = core
  const durable = writes.durableIndex
  const { snapIndex } = log
  assert(
    snapIndex <= applied || core.restoring?.meta.index === snapIndex,
    () => `${snapIndex} before ${applied}`,
  )
  assert(0 <= applied && applied <= handedOut, () => `applied ${applied}, handed out ${handedOut}`)
  assert(handedOut <= Math.min(commit, durable), () => `handed out ${handedOut} of ${commit}/${durable}`)
  assert(commit <= log.lastIndex, () => `commit ${commit} in a log that ends at ${log.lastIndex}`)
  assert(durable <= log.lastIndex, () => `durable ${durable} in a log that ends at ${log.lastIndex}`)
  assert(log.lastTerm <= term, () => `the log is of term ${log.lastTerm}, the replica of ${term}`)
  assert(vote === 0 || term > 0, () => `a vote for ${vote} in term 0`)
  assert(
    core.role.kind === 'follower' || term > 0 || core.role.kind === 'preCandidate',
    'an office in term 0',
  )
  assert((core.role.kind === 'leader') === (core.leader === core.options.self), 'leads, and does not know it')
}

export function checkGrowth(core: Core, before: Marks): void {
  const { term, commit, handedOut, applied } = core
  assert(term >= before.term, () => `term ${before.term} became ${term}`)
  assert(commit >= before.commit, () => `commit ${before.commit} became ${commit}`)
  assert(handedOut >= before.handedOut, () => `handed out ${before.handedOut} became ${handedOut}`)
  assert(applied >= before.applied, () => `applied ${before.applied} became ${applied}`)
}

export function checkMessage(core: Core, msg: Message): void {
  const { g, self } = core.options
  assert(
    msg.g === g && msg.to === self,
    () => `${msg.t} for ${msg.to} of group ${msg.g} came to ${self} of ${g}`,
  )
  assert(msg.from !== self && msg.from > 0, () => `${msg.t} from ${msg.from}`)
  for (const value of Object.values(msg)) {
    if (typeof value === 'number') assert(isCount(value), () => `${msg.t} holds ${value}`)
  }
  if (msg.t === 'app') checkEntries(msg.entries, msg.prevIndex, msg.prevTerm, msg.term)
  if (msg.t === 'snap') checkSnapshot(msg.meta, msg.term)
}

/** Offered or whole: it ends with an entry that its leader has. */
export function checkSnapshot({ index, term }: SnapMeta, newest: Term): void {
  const isPlace = isCount(index) && isCount(term) && term <= newest
  assert(isPlace, () => `a snapshot of ${index}/${term} from a leader of term ${newest}`)
}

/** Contiguous from `prevIndex` + 1, in terms that never fall and never pass the sender's (B22). */
function checkEntries(entries: readonly Entry[], prevIndex: number, prevTerm: Term, newest: Term): void {
  let index = prevIndex
  let term = prevTerm
  for (const entry of entries) {
    assert(entry.index === index + 1, () => `entry ${entry.index} behind ${index}`)
    assert(isCount(entry.term) && entry.term >= term, () => `term ${entry.term} behind ${term}`)
    index = entry.index
    term = entry.term
  }
  assert(term <= newest, () => `an entry of term ${term} from a leader of term ${newest}`)
}

export function checkBoot(options: Options, boot: Boot): void {
  assert(
    isCount(boot.hard.term) && isCount(boot.hard.vote) && isCount(boot.commit),
    'counts are whole numbers',
  )
  assert(options.self > 0 && isCount(options.self), () => `replica id ${options.self}`)
  assert(options.heartbeatTicks < options.electionTicks, 'a leader must beat more than once per timeout')
  const first = boot.log[0]
  const reaches = boot.snap === null ? 1 : boot.snap.index + 1
  assert((first?.index ?? reaches) <= reaches, () => `no entries from ${reaches} to ${first?.index}`)
  checkEntries(boot.log, (first?.index ?? 1) - 1, 0, boot.hard.term)
  assert((boot.snap?.term ?? 0) <= boot.hard.term, 'a snapshot of a later term')
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
