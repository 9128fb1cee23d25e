import { describe, expect, it } from 'vitest'
import { beat, becomeCandidate, becomeLeader, fireTimer, hand, oneCore } from './testing/one.ts'
import { withLog } from './stepped/boot.ts'
import type { Body, Input, MessageType, RaftCore, RoleName } from './types.ts'

const ROLES: Readonly<Record<RoleName, () => RaftCore>> = {
  follower: () => oneCore({ boot: withLog([1], 3) }),
  preCandidate: () => {
    const core = oneCore({ boot: withLog([1], 3) })
    fireTimer(core)
    return core
  },
  candidate: () => {
    const core = oneCore({ boot: withLog([1], 2) })
    becomeCandidate(core)
    return core
  },
  leader: () => {
    const core = oneCore({ boot: withLog([1], 2) })
    becomeLeader(core)
    return core
  },
}

const meta = { index: 1, term: 1, conf: { voters: [1], outgoing: [], learners: [] }, bytes: 1, crc: '' }

const BODIES: Readonly<Record<MessageType, Body>> = {
  preVote: { t: 'preVote', lastIndex: 1, lastTerm: 1, force: false },
  preVoteResp: { t: 'preVoteResp', granted: false },
  vote: { t: 'vote', lastIndex: 1, lastTerm: 1, force: false },
  voteResp: { t: 'voteResp', granted: false },
  app: { t: 'app', prevIndex: 1, prevTerm: 1, entries: [], commit: 0, session: 1 },
  appResp: { t: 'appResp', session: 1, ok: true, match: 1 },
  hb: beat(),
  hbResp: { t: 'hbResp', readSeq: 0 },
  snap: { t: 'snap', meta, session: 1 },
  timeoutNow: { t: 'timeoutNow' },
  readIndex: { t: 'readIndex', req: 1 },
  readIndexResp: { t: 'readIndexResp', req: 1, index: 0 },
}

const roles = Object.entries(ROLES)
const bodies = Object.values(BODIES)
const cells = roles.flatMap(([role, make]) => bodies.map((body) => ({ role, kind: body.t, make, body })))

/** Kinds that only the leader of a term sends. */
const LEADS: readonly MessageType[] = ['app', 'hb', 'snap']

describe('role × message kind', () => {
  it.each(cells)('$role, $kind of the same term: a written cell (B53)', ({ role, kind, make, body }) => {
    const core = make()
    expect(core.view()).toMatchObject({ role, term: 3 })
    if (role === 'leader' && LEADS.includes(kind)) {
      expect(() => hand(core, 2, 3, body)).toThrow(/both lead term 3/)
      return
    }
    hand(core, 2, 3, body)
    if (LEADS.includes(kind)) expect(core.view()).toMatchObject({ role: 'follower', leader: 2, term: 3 })
    // Handed the office, and not by its own timer, so it asks for votes in the next term at once.
    else if (kind === 'timeoutNow' && (role === 'follower' || role === 'preCandidate'))
      expect(core.view()).toMatchObject({ role: 'candidate', term: 4, vote: 1 })
    // It has not voted in this term yet, so it gives its vote and follows.
    else if (role === 'preCandidate' && kind === 'vote')
      expect(core.view()).toMatchObject({ role: 'follower', vote: 2 })
    else expect(core.view()).toMatchObject({ role, term: 3 })
  })

  it.each(cells)(
    '$role, $kind of a higher term: a follower in that term first',
    ({ role, kind, make, body }) => {
      const core = make()
      const before = core.view()
      hand(core, 2, 5, body)
      // A pre-vote changes nothing, and a leader in office refuses the vote and its term.
      const stays = kind === 'preVote' || (kind === 'vote' && role === 'leader')
      if (stays) expect(core.view()).toEqual(before)
      // A follower of term 5 first, which is then handed the office.
      else if (kind === 'timeoutNow')
        expect(core.view()).toMatchObject({ role: 'candidate', term: 6, vote: 1 })
      else
        expect(core.view()).toMatchObject({ role: 'follower', term: 5, leader: LEADS.includes(kind) ? 2 : 0 })
    },
  )

  it.each(cells)('$role, $kind of a lower term: nothing but word of ours', ({ kind, make, body }) => {
    const core = make()
    const before = core.view()
    const { out, persist } = hand(core, 2, 2, body)
    expect(core.view()).toEqual(before)
    expect(persist).toBeNull()
    const answers = LEADS.includes(kind) ? ['hbResp'] : kind === 'preVote' ? ['preVoteResp'] : []
    expect(out.map(({ msg }) => msg.t)).toEqual(answers)
    for (const { msg } of out) expect(msg.term).toBe(3)
  })
})

const stored = {
  t: 'snapStored',
  from: 2,
  term: 3,
  session: 1,
  meta: { ...meta, index: 4, term: 3 },
} as const satisfies Input

const HOST: readonly (readonly [string, Input])[] = [
  ['an own snapshot as old as the log’s', { t: 'compact', snap: { ...meta, index: 0 } }],
  ['a chunk of an old leader', { t: 'snapChunk', from: 2, term: 2 }],
  ['the snapshot of an old leader', { ...stored, term: 2 }],
  ['the end of a transfer to nobody', { t: 'snapStatus', to: 9, ok: true }],
  ['a loss on the way to nobody', { t: 'unreachable', to: 9 }],
]
const hostCells = roles.flatMap(([role, make]) => HOST.map(([what, input]) => ({ role, what, make, input })))

describe('role × what the host reports', () => {
  it.each(hostCells)('$role, $what: nothing (B53)', ({ make, input }) => {
    const core = make()
    const before = core.view()
    expect(core.step(input)).toMatchObject({ out: [], persist: null, refused: [], restore: null })
    expect(core.view()).toEqual(before)
  })

  it.each(roles)(
    'a %s hears the leader of its term in a chunk and in a whole snapshot (B53, B57)',
    (role, make) => {
      if (role === 'leader') {
        expect(() => make().step({ t: 'snapChunk', from: 2, term: 3 })).toThrow(/both lead term 3/)
        expect(() => make().step(stored)).toThrow(/both lead term 3/)
        return
      }
      const chunk = make()
      chunk.step({ t: 'snapChunk', from: 2, term: 3 })
      expect(chunk.view()).toMatchObject({ role: 'follower', leader: 2, term: 3, elapsedTicks: 0 })
      const whole = make()
      expect(whole.step(stored).persist).toMatchObject({ snap: { index: 4, term: 3 } })
      expect(whole.view()).toMatchObject({
        role: 'follower',
        leader: 2,
        snapIndex: 4,
        lastIndex: 4,
        commit: 4,
      })
    },
  )

  it.each(roles)('a %s refuses a transfer and a configuration unless it leads', (role, make) => {
    const core = make()
    const leader = core.view().leader
    const why = role === 'leader' ? 'noOwnTermCommit' : 'notLeader'
    expect(core.step({ t: 'proposeConf', req: 4, conf: meta.conf }).refused).toEqual([
      { req: 4, why, leader },
    ])
    const { refused } = core.step({ t: 'transfer', req: 5, to: 2 })
    expect(refused).toEqual(role === 'leader' ? [] : [{ req: 5, why, leader }])
  })
})

describe('a message', () => {
  it.each([
    ['for another replica', { g: 7, from: 2, to: 3, term: 1 }],
    ['of another group', { g: 8, from: 2, to: 1, term: 1 }],
    ['from itself', { g: 7, from: 1, to: 1, term: 1 }],
    ['with a broken number', { g: 7, from: 2, to: 1, term: 1.5 }],
  ])('%s ends the process', (_, envelope) => {
    expect(() => oneCore().step({ t: 'msg', msg: { ...envelope, t: 'hb', commit: 0, readSeq: 0 } })).toThrow(
      /hb/,
    )
  })

  it.each([
    ['at no index', { index: 4.5 }],
    ['of a later term than its leader’s', { term: 9 }],
  ])('with a snapshot %s ends the process, and so does the whole of it', (_, wrong) => {
    const broken = { ...meta, ...wrong }
    expect(() => hand(oneCore(), 2, 3, { t: 'snap', meta: broken, session: 1 })).toThrow(/a snapshot/)
    expect(() => oneCore().step({ ...stored, meta: broken })).toThrow(/a snapshot/)
  })
})
