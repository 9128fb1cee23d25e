// How transcripts print things. One fixed form, short enough to read a page of it: `n2` is replica 2, `t3` is
// term 3, `5/t3` is the entry 5 of term 3.

import { unreachable } from '../../shared/assert.ts'
import type {
  ConfChange,
  Config,
  Effects,
  Entry,
  Message,
  Persist,
  ProgressView,
  RaftEvent,
  RaftView,
  SnapMeta,
} from '../raft/types.ts'

const name = (id: number): string => (id === 0 ? 'nobody' : `n${id}`)
const place = (index: number, term: number): string => `${index}/t${term}`

export function entryText(entry: Entry): string {
  const at = place(entry.index, entry.term)
  if (entry.kind === 'cmd') return `${at} ${entry.data}`
  return entry.kind === 'noop' ? `${at} no-op` : `${at} conf ${confText(entry.conf)}`
}

function confText({ voters, learners }: Config): string {
  const learning = learners.length === 0 ? '' : `, learning ${learners.map(name).join(' ')}`
  return `(${voters.map(name).join(' ')}${learning})`
}

const entriesText = (entries: readonly Entry[]): string =>
  entries.length === 0 ? 'nothing' : entries.map(entryText).join(', ')

export const messageText = (msg: Message): string =>
  `${name(msg.from)}>${name(msg.to)} ${msg.t} t${msg.term}${bodyText(msg)}`

function bodyText(msg: Message): string {
  switch (msg.t) {
    case 'preVote':
    case 'vote':
      return ` log ends ${place(msg.lastIndex, msg.lastTerm)}${msg.force ? ', forced' : ''}`
    case 'preVoteResp':
    case 'voteResp':
      return msg.granted ? ' yes' : ' no'
    case 'app':
      return ` after ${place(msg.prevIndex, msg.prevTerm)}: ${entriesText(msg.entries)}; commit ${msg.commit}`
    case 'appResp':
      return msg.ok
        ? ` match ${msg.match}`
        : ` refused ${msg.rejectPrev}, try ${place(msg.hintIndex, msg.hintTerm)}`
    case 'hb':
      return ` commit ${msg.commit}, token ${msg.readSeq}`
    case 'hbResp':
      return ` token ${msg.readSeq}`
    case 'readIndex':
      return ` read ${msg.req}`
    case 'readIndexResp':
      return ` read ${msg.req} at ${msg.index}`
    case 'snap':
      return ` snapshot ${place(msg.meta.index, msg.meta.term)}`
    case 'timeoutNow':
      return ''
    default:
      return unreachable(msg)
  }
}

/** Everything a step did, but for what left at once: that is on the wire. */
export const effectLines = (effects: Effects): readonly string[] => [
  ...effects.events.flatMap(eventLines),
  ...effects.refused.map(({ req, why, leader }) => `request ${req} refused: ${why}, leader ${name(leader)}`),
  ...(effects.persist === null ? [] : [recordText(effects.persist)]),
  ...effects.out
    .filter(({ after }) => after !== 0)
    .map(({ msg, after }) => `waits for record ${after}: ${messageText(msg)}`),
  ...(effects.restore === null
    ? []
    : [`restores the snapshot ${place(effects.restore.index, effects.restore.term)}`]),
  ...(effects.apply.length === 0 ? [] : [`applies ${entriesText(effects.apply)}`]),
  ...effects.reads.map(({ req, index }) => `read ${req} is ready at ${index}`),
]

function recordText({ seq, hard, truncateFrom, append, snap }: Persist): string {
  const parts = [
    hard === null ? '' : `term ${hard.term}, vote ${name(hard.vote)}`,
    truncateFrom === null ? '' : `cut from ${truncateFrom}`,
    append.length === 0 ? '' : `append ${entriesText(append)}`,
    snap === null ? '' : `snapshot ${place(snap.index, snap.term)}`,
  ]
  return `writes record ${seq}: ${parts.filter((part) => part !== '').join('; ')}`
}

const CONF_TOLD: Readonly<Record<ConfChange, string>> = {
  proposed: 'proposes the configuration',
  active: 'now follows the configuration',
  committed: 'the configuration is committed:',
  rolledBack: 'is back to the configuration',
}

const TRANSFER_TOLD = {
  begun: 'begins to hand the office to',
  done: 'has handed the office to',
  givenUp: 'keeps the office, and gives up handing it to',
} as const

function eventLines(event: RaftEvent): readonly string[] {
  switch (event.k) {
    case 'term':
      return [`term ${event.from} -> ${event.term}`]
    case 'role':
      return [`${event.role} (leader ${name(event.leader)}): ${event.why}`]
    case 'vote': {
      const what = event.pre ? 'pre-vote' : 'vote'
      return [`${what} for ${name(event.candidate)}: ${event.granted ? 'yes' : 'no'}, ${event.why}`]
    }
    case 'leader':
      return [`elected in term ${event.term} by ${event.votes.map(name).join(' ')}`]
    case 'commit':
      return [`commits up to ${event.to}`]
    case 'reject':
      return [`refuses to append behind ${event.prevIndex}: ${event.why}`]
    case 'quorumLost':
      return [`hears ${event.heard} of the ${event.needed} it needs`]
    case 'lost':
      return [`LOST ENTRIES: has ${event.have}, was told that ${event.told} is committed`]
    case 'conf':
      return [`${CONF_TOLD[event.what]} ${confText(event.conf)}`]
    case 'transfer':
      return [`${TRANSFER_TOLD[event.state]} ${name(event.to)}`]
    // Told by the record below it, or of no interest to a reader.
    case 'append':
    case 'timeout':
    case 'compact':
      return []
    default:
      return unreachable(event)
  }
}

export const stateText = (view: RaftView): string =>
  `${name(view.self)} ${view.role} t${view.term}, vote ${name(view.vote)}, leader ${name(view.leader)}, ` +
  `log ends ${place(view.lastIndex, view.lastTerm)}, commit ${view.commit}, applied ${view.applied}, ` +
  `durable ${view.durableIndex}`

export const logText = (view: RaftView, entries: readonly Entry[]): string =>
  `${name(view.self)} ${snapText(view)}${entriesText(entries)}; commit ${view.commit}`

export const savedText = (id: number, { index, term }: SnapMeta): string =>
  `${name(id)} has its machine in files: snapshot ${place(index, term)}`

const snapText = ({ snapIndex, snapTerm }: RaftView): string =>
  snapIndex === 0 ? '' : `[snapshot ${place(snapIndex, snapTerm)}] `

export const progressText = (of: ProgressView): string =>
  `${name(of.to)} ${of.state}, match ${of.match}, next ${of.next}, in flight ${of.inflight}`
