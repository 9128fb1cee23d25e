// Arbitrary Raft messages, as the core may make them: for the tests of whatever carries them.

import * as fc from 'fast-check'
import type { Config, Entry } from '../raft/types.ts'
import type { SingleMessage } from './raft-codec.ts'

const index = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const term = fc.nat({ max: 2 ** 40 })
const replica = fc.integer({ min: 1, max: 2 ** 32 - 1 })
const ids = fc.uniqueArray(replica, { maxLength: 5 })
const place = { g: replica, from: replica, to: replica, term }

const lists = { voters: ids, outgoing: ids, learners: ids }
const places = fc.array(fc.record({ replica, node: fc.string() }), { maxLength: 3 })
export const configs: fc.Arbitrary<Config> = fc.oneof(
  fc.record(lists),
  fc.record({ ...lists, nodes: places }),
)

/** A command is JSON text; no codec may look inside, so every text of one line will do. */
const command = fc
  .oneof(fc.json({ noUnicodeString: false }), fc.string({ unit: 'grapheme' }))
  .map((text) => JSON.stringify(text))

type Content =
  | { readonly kind: 'noop'; readonly term: number }
  | { readonly kind: 'cmd'; readonly term: number; readonly data: string }
  | { readonly kind: 'conf'; readonly term: number; readonly conf: Config }

const contents: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ kind: fc.constant('noop' as const), term }),
  fc.record({ kind: fc.constant('cmd' as const), term, data: command }),
  fc.record({ kind: fc.constant('conf' as const), term, conf: configs }),
)

function entryAt(at: number, content: Content): Entry {
  if (content.kind !== 'cmd') return { index: at, ...content }
  return { index: at, ...content, bytes: Buffer.byteLength(content.data) }
}

export const appends = fc
  .record({
    ...place,
    prevIndex: fc.nat({ max: 2 ** 50 }),
    prevTerm: term,
    commit: index,
    session: index,
    contents: fc.array(contents, { maxLength: 8 }),
  })
  .map(({ contents, ...head }) => ({
    t: 'app' as const,
    ...head,
    entries: contents.map((content, place) => entryAt(head.prevIndex + 1 + place, content)),
  }))

const asking = { ...place, lastIndex: index, lastTerm: term, force: fc.boolean() }
const answering = { ...place, granted: fc.boolean() }

export const singleMessages: fc.Arbitrary<SingleMessage> = fc.oneof(
  appends,
  fc.record({ t: fc.constantFrom('preVote' as const, 'vote' as const), ...asking }),
  fc.record({ t: fc.constantFrom('preVoteResp' as const, 'voteResp' as const), ...answering }),
  fc.record({
    t: fc.constant('appResp' as const),
    ...place,
    session: index,
    ok: fc.constant(true as const),
    match: index,
  }),
  fc.record({
    t: fc.constant('appResp' as const),
    ...place,
    session: index,
    ok: fc.constant(false as const),
    rejectPrev: index,
    hintIndex: index,
    hintTerm: term,
  }),
  fc.record({ t: fc.constant('timeoutNow' as const), ...place }),
  fc.record({ t: fc.constant('readIndex' as const), ...place, req: index }),
  fc.record({ t: fc.constant('readIndexResp' as const), ...place, req: index, index }),
)
