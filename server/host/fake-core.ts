// A core for tests of the code around it: it answers each input with what the test scripted, and remembers
// what it was stepped with.

import type { GroupId, ReplicaId, Term } from '../../shared/ids.ts'
import type { Effects, Entry, Input, Message, Persist, RaftCore, RaftView } from '../raft/types.ts'
import { assert } from '../../shared/assert.ts'

export interface FakeCore extends RaftCore {
  readonly stepped: Input[]
  /** Changes what `view` says from now on. */
  set(change: Partial<RaftView>): void
}

export const NOTHING: Effects = {
  persist: null,
  out: [],
  restore: null,
  apply: [],
  reads: [],
  placed: [],
  refused: [],
  events: [],
}

export function fakeCore(
  group: GroupId,
  self: ReplicaId,
  answer: (input: Input, core: FakeCore) => Partial<Effects> = () => ({}),
): FakeCore {
  let view: RaftView = { ...QUIET_VIEW, g: group, self }
  const core: FakeCore = {
    stepped: [],
    step(input) {
      core.stepped.push(input)
      return { ...NOTHING, ...answer(input, core) }
    },
    view: () => view,
    entries: () => [],
    clone: () => core,
    set: (change) => void (view = { ...view, ...change }),
  }
  return core
}

export const record = (seq: number, append: readonly Entry[] = []): Persist => ({
  seq,
  hard: { term: 1, vote: 0 },
  truncateFrom: null,
  append,
  snap: null,
})

export const entry = (index: number, term: Term, data = '{}'): Entry => ({
  index,
  term,
  kind: 'cmd',
  data,
  bytes: data.length,
})

export const beat = (g: GroupId, from: ReplicaId, to: ReplicaId, readSeq = 0): Message => ({
  g,
  from,
  to,
  term: 1,
  t: 'hb',
  commit: 0,
  readSeq,
})

/** For reading lists in tests without a question mark. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list.at(index)
  assert(item !== undefined, `there is no item ${index} of ${list.length}`)
  return item
}

const QUIET_VIEW: RaftView = {
  g: 1,
  self: 1,
  role: 'follower',
  term: 1,
  vote: 0,
  leader: 0,
  firstIndex: 1,
  lastIndex: 0,
  lastTerm: 0,
  snapIndex: 0,
  snapTerm: 0,
  commit: 0,
  applied: 0,
  durableIndex: 0,
  conf: { voters: [1, 2, 3], outgoing: [], learners: [] },
  confIndex: 0,
  appliedConf: { voters: [1, 2, 3], outgoing: [], learners: [] },
  progress: [],
  votes: [],
  heard: 0,
  elapsedTicks: 0,
  timeoutTicks: 20,
  ownTermCommitted: false,
  transferTo: 0,
}
