// The Raft core of one replica: `step(input)` returns effects. It knows no clock, socket, file or promise, and no
// chance but its own seeded generator; same boot and same inputs give the same outputs, bit for bit. This file
// only dispatches. The rules, with their sources and their tests, are in SPEC.md.

import { assert, unreachable } from '../../shared/assert.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { CANDIDATE, PRE_CANDIDATE } from './candidate.ts'
import { contentsOf } from './boot.ts'
import { takeApplicable } from './commit.ts'
import { FOLLOWER } from './follower.ts'
import { imageOf } from './image.ts'
import type { ImagedCore } from './image.ts'
import { checkBoot, checkGrowth, checkMessage, checkOrder, marksOf } from './invariants.ts'
import { LEADER } from './leader.ts'
import { RaftLog } from './log.ts'
import { dropOldReads, releaseReads } from './reads.ts'
import type { MessageRow, Row } from './rows.ts'
import { compact, receiveChunk, receiveStored, takeRestore } from './snapshots.ts'
import { cloneCore, noEffects } from './state.ts'
import type { Core, Wait } from './state.ts'
import { settleTerm } from './terms.ts'
import { startTimer } from './timer.ts'
import type { Boot, Effects, Input, Message, Options, Out, RoleName } from './types.ts'
import { viewOf } from './view.ts'
import { Writes } from './writes.ts'

/** Role x input, every cell written (B53). */
const TABLE: { readonly [role in RoleName]: Row } = {
  follower: FOLLOWER,
  preCandidate: PRE_CANDIDATE,
  candidate: CANDIDATE,
  leader: LEADER,
}

/** Starts a life as a follower that knows no leader (paper section 5.2), from what the files held. */
export function createRaft(options: Options, boot: Boot): ImagedCore {
  checkBoot(options, boot)
  const contents = contentsOf(boot)
  const lastIndex = contents.base.index + contents.entries.length
  const writes = new Writes(lastIndex)
  const restored = boot.snap?.index ?? 0
  const core: Core = {
    options,
    random: createRandom(seedOf(options.seed, options.g, options.self)),
    writes,
    log: new RaftLog(contents, writes),
    reads: { asked: new Map(), confirmed: [] },
    role: { kind: 'follower' },
    term: boot.hard.term,
    vote: boot.hard.vote,
    leader: 0,
    // A hint, written with an earlier record: the log may end before it (B24). A snapshot is committed (B23).
    commit: Math.max(restored, Math.min(boot.commit, lastIndex)),
    // The machine began with the snapshot.
    handedOut: restored,
    applied: restored,
    restoring: null,
    now: 0,
    timerStartedAt: 0,
    timeoutTicks: 0,
    leaderHeardAt: 0,
    effects: noEffects(),
  }
  startTimer(core)
  return raftOf(core)
}

const raftOf = (core: Core): ImagedCore => ({
  step: (input) => step(core, input),
  view: () => viewOf(core),
  entries: (from, to) =>
    core.log.slice(Math.max(core.log.baseIndex + 1, from), Math.min(to, core.log.lastIndex)),
  clone: () => raftOf(cloneCore(core)),
  image: () => imageOf(core),
})

function step(core: Core, input: Input): Effects {
  checkOrder(core)
  const before = marksOf(core)
  handle(core, TABLE[core.role.kind], input)
  const effects = collect(core)
  checkOrder(core)
  checkGrowth(core, before)
  return effects
}

function handle(core: Core, row: Row, input: Input): void {
  switch (input.t) {
    case 'tick':
      core.now += 1
      dropOldReads(core)
      return row.tick(core)
    case 'msg':
      return receive(core, input.msg)
    case 'propose':
      return row.propose(core, input)
    case 'readIndex':
      return row.readIndex(core, input.req)
    case 'persisted':
      core.writes.confirm(input.seq)
      return row.persisted(core)
    case 'applied':
      assert(input.index <= core.handedOut, () => `${input.index} was applied before it was given out`)
      core.applied = Math.max(core.applied, input.index)
      return
    case 'unreachable':
      return row.unreachable(core, input.to)
    case 'proposeConf':
      return row.proposeConf(core, input)
    case 'transfer':
      return row.transfer(core, input)
    case 'snapStatus':
      return row.snapStatus(core, input)
    // The same in every role: the own log is shortened, and a leader of this term is heard.
    case 'compact':
      return compact(core, input.snap)
    case 'snapChunk':
      return receiveChunk(core, input)
    case 'snapStored':
      return receiveStored(core, input)
    default:
      return unreachable(input)
  }
}

function receive(core: Core, msg: Message): void {
  checkMessage(core, msg)
  // The role is looked up after the term is settled: a higher one may just have changed it.
  if (settleTerm(core, msg)) deliver(core, TABLE[core.role.kind].message, msg)
}

function deliver(core: Core, row: MessageRow, msg: Message): void {
  switch (msg.t) {
    case 'preVote':
      return row.preVote(core, msg)
    case 'preVoteResp':
      return row.preVoteResp(core, msg)
    case 'vote':
      return row.vote(core, msg)
    case 'voteResp':
      return row.voteResp(core, msg)
    case 'app':
      return row.app(core, msg)
    case 'appResp':
      return row.appResp(core, msg)
    case 'hb':
      return row.hb(core, msg)
    case 'hbResp':
      return row.hbResp(core, msg)
    case 'snap':
      return row.snap(core, msg)
    case 'timeoutNow':
      return row.timeoutNow(core, msg)
    case 'readIndex':
      return row.readIndex(core, msg)
    case 'readIndexResp':
      return row.readIndexResp(core, msg)
    default:
      return unreachable(msg)
  }
}

/** Ends the step: one record at most, and every message with the record that it waits for. */
function collect(core: Core): Effects {
  const restore = takeRestore(core)
  const apply = takeApplicable(core)
  releaseReads(core)
  const persist = core.writes.seal({ term: core.term, vote: core.vote })
  const { out, reads, placed, refused, events } = core.effects
  core.effects = noEffects()
  return {
    persist,
    out: out.map(({ msg, wait }): Out => ({ msg, after: seqFor(core, wait) })),
    restore,
    apply,
    reads,
    placed,
    refused,
    events,
  }
}

function seqFor(core: Core, wait: Wait): Out['after'] {
  switch (wait) {
    case 'nothing':
      return 0
    case 'hard':
      return core.writes.waitForHard()
    case 'all':
      return core.writes.waitForAll()
    default:
      return unreachable(wait)
  }
}
