// One core on its own: a test says what arrives and looks at what comes out.

import { createRaft } from '../core.ts'
import type { ImagedCore } from '../image.ts'
import type { Body, Boot, Effects, Entry, Input, Message, Options, RaftCore, SnapMeta } from '../types.ts'
import { GROUP, bootOf, configOf, optionsOf } from '../stepped/boot.ts'

export interface OneSetup {
  readonly voters?: readonly number[]
  readonly learners?: readonly number[]
  readonly boot?: Partial<Boot>
  readonly options?: Partial<Options>
}

/** Replica 1 of a group, by default of three. */
export const oneCore = (setup: OneSetup = {}): ImagedCore =>
  createRaft(
    optionsOf(1, setup.options),
    bootOf(configOf(setup.voters ?? [1, 2, 3], setup.learners), setup.boot),
  )

export const message = (from: number, term: number, body: Body): Message => ({
  g: GROUP,
  from,
  to: 1,
  term,
  ...body,
})

export const hand = (core: RaftCore, from: number, term: number, body: Body): Effects =>
  core.step({ t: 'msg', msg: message(from, term, body) })

/** What leaves, without the envelope: to, kind and the rest. */
export const bodies = (effects: Effects): readonly Message[] => effects.out.map(({ msg }) => msg)

export const only = (effects: Effects): Message => {
  const [first, ...rest] = bodies(effects)
  if (first === undefined || rest.length > 0) throw new Error(`${effects.out.length} messages, not one`)
  return first
}

export function ticks(core: RaftCore, count: number): Effects[] {
  return Array.from({ length: count }, () => core.step({ t: 'tick' }))
}

/** Up to and with the tick on which the election timer fires. */
export function fireTimer(core: RaftCore): Effects {
  const { elapsedTicks, timeoutTicks } = core.view()
  ticks(core, timeoutTicks - elapsedTicks - 1)
  return core.step({ t: 'tick' })
}

const confirm = (core: RaftCore, effects: Effects): Effects | null =>
  effects.persist === null ? null : core.step({ t: 'persisted', seq: effects.persist.seq })

/** A pre-candidate that has just won: now a candidate whose own vote is durable. */
export function becomeCandidate(core: RaftCore): Effects {
  fireTimer(core)
  const { term } = core.view()
  const asked = hand(core, 2, term + 1, { t: 'preVoteResp', granted: true })
  confirm(core, asked)
  return asked
}

/** Leader of its next term, by the vote of 2; its no-op is sent, and durable at home when `written`. */
export function becomeLeader(core: RaftCore, written = true): Effects {
  becomeCandidate(core)
  const effects = hand(core, 2, core.view().term, { t: 'voteResp', granted: true })
  if (written) confirm(core, effects)
  return effects
}

/** Everything so far is durable. */
export function finishWrites(core: RaftCore, effects: Effects): Effects {
  const after = confirm(core, effects)
  if (after === null) throw new Error('nothing was written')
  return after
}

export const append = (prevIndex: number, prevTerm: number, entries: readonly Entry[], commit = 0): Body => ({
  t: 'app',
  prevIndex,
  prevTerm,
  entries,
  commit,
  session: 1,
})

export const beat = (commit = 0, readSeq = 0): Body => ({ t: 'hb', commit, readSeq })

export const acknowledgement = (match: number): Body => ({ t: 'appResp', session: 1, ok: true, match })

export const voteRequest = (
  t: 'vote' | 'preVote',
  lastIndex: number,
  lastTerm: number,
  force = false,
): Body => ({
  t,
  lastIndex,
  lastTerm,
  force,
})

export const snapOf = (index: number, term: number): SnapMeta => ({
  index,
  term,
  conf: configOf([1, 2, 3]),
  bytes: 1,
  crc: '',
})

/** The whole snapshot of replica 2, the leader of term 3 unless told otherwise. */
export const stored = (meta: SnapMeta, more: { term?: number; session?: number } = {}): Input => ({
  t: 'snapStored',
  from: 2,
  term: 3,
  session: 1,
  meta,
  ...more,
})
