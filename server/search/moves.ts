// What one replica may do next, as small numbers: a search keeps millions of them. The bounds keep the number of
// states finite; within them nothing is left out.

import type { Input, Message, RaftView, ReplicaId } from '../raft/types.ts'
import { configOf, finishWrite, finishWrites, restarted, step, wait } from './replica.ts'
import type { SearchReplica, Stepped } from './replica.ts'
import type { Start } from './starts.ts'

export interface Bounds {
  readonly start: Start
  /** Replicas that exist, and how many of them vote at first. */
  readonly replicas: number
  readonly voters: number
  readonly terms: number
  /** `instant`: a write is durable at once, so that searches of elections and logs get deeper. */
  readonly disk: 'instant' | 'slow'
  readonly most: Spent
}

/** How often each bounded kind of move was made; below 16 each. */
export interface Spent {
  readonly waits: number
  readonly beats: number
  /** Messages that arrive and stay under way. */
  readonly doubles: number
  readonly proposals: number
  readonly changes: number
  readonly transfers: number
  readonly crashes: number
}

/** Kinds, and where the numbers of each begin. */
const WAIT = 0
const WRITE = 1
const BEAT = 2
const CRASH = 3
const PROPOSE = 16
const CHANGE = 32
const TRANSFER = 64
const ARRIVE = 128

/** Added to the number of an arrival. */
const STAYS = 2 ** 20

/** Place of each kind in the number that counts them all. */
const PLACES = {
  waits: 0,
  beats: 4,
  doubles: 8,
  proposals: 12,
  changes: 16,
  transfers: 20,
  crashes: 24,
} as const
const COUNT = 0xf

const spentOn = (spent: number, what: keyof Spent): number => (spent >>> PLACES[what]) & COUNT

/** `spent` after this move. */
export function spend(spent: number, move: number): number {
  const what = boundOf(move)
  return what === null ? spent : spent + (1 << PLACES[what])
}

function boundOf(move: number): keyof Spent | null {
  if (move >= STAYS) return 'doubles'
  if (move >= ARRIVE || move === WRITE) return null
  if (move === WAIT) return 'waits'
  if (move === BEAT) return 'beats'
  if (move === CRASH) return 'crashes'
  if (move < CHANGE) return 'proposals'
  return move < TRANSFER ? 'changes' : 'transfers'
}

/** All but the arrivals. */
export function movesOf(
  view: RaftView,
  isWriting: boolean,
  spent: number,
  bounds: Bounds,
): readonly number[] {
  const may = (what: keyof Spent): boolean => spentOn(spent, what) < bounds.most[what]
  const moves: number[] = []
  if (isWriting) moves.push(WRITE)
  if (may('crashes')) moves.push(CRASH)
  if (view.role !== 'leader') {
    // A candidacy beyond the bound is not begun.
    if (may('waits') && view.term < bounds.terms) moves.push(WAIT)
    return moves
  }
  if (may('beats')) moves.push(BEAT)
  if (may('proposals')) moves.push(PROPOSE + spentOn(spent, 'proposals'))
  if (may('changes')) moves.push(...neighbours(view, bounds.replicas).map((voters) => CHANGE + voters))
  if (may('transfers') && view.term < bounds.terms)
    moves.push(...view.conf.voters.filter((id) => id !== view.self).map((id) => TRANSFER + id))
  return moves
}

/** The message arrives, and may do so again if the bounds have room for it. */
export function arrivalsOf(message: number, spent: number, { most }: Bounds): readonly number[] {
  const once = ARRIVE + message
  return spentOn(spent, 'doubles') < most.doubles ? [once, STAYS + once] : [once]
}

/** The message that arrives at this move; null: none. */
export const arrivingAt = (move: number): number | null => (move < ARRIVE ? null : (move % STAYS) - ARRIVE)

export const staysAfter = (move: number): boolean => move >= STAYS

/** All configurations one voter away, and none without voters: one bit for each voter. */
function neighbours({ conf }: RaftView, replicas: number): readonly number[] {
  const now = conf.voters.reduce((bits, id) => bits | bitOf(id), 0)
  const toggled = Array.from({ length: replicas }, (_, at) => now ^ bitOf(at + 1))
  return toggled.filter((bits) => bits !== 0)
}

const bitOf = (id: ReplicaId): number => 1 << (id - 1)

const votersOf = (bits: number): readonly ReplicaId[] => [1, 2, 3, 4].filter((id) => (bits & bitOf(id)) !== 0)

export function make(
  move: number,
  replica: SearchReplica,
  arriving: Message | null,
  disk: Bounds['disk'],
): Stepped {
  if (move === WRITE) return finishWrite(replica)
  if (move === CRASH) return restarted(replica)
  const stepped = move === WAIT ? wait(replica) : step(replica, [inputOf(move, arriving)])
  return disk === 'instant' ? finishWrites(stepped) : stepped
}

function inputOf(move: number, msg: Message | null): Input {
  if (msg !== null) return { t: 'msg', msg }
  if (move === BEAT) return { t: 'tick' }
  if (move < CHANGE) return { t: 'propose', req: move, data: String(move - PROPOSE + 1), bytes: 1 }
  if (move < TRANSFER) return { t: 'proposeConf', req: move, conf: configOf(votersOf(move - CHANGE)) }
  return { t: 'transfer', req: move, to: move - TRANSFER }
}

const NAMES = ['hears nothing until its timer fires', 'finishes a write', 'beats', 'crashes and starts again']

export function nameOf(move: number, id: ReplicaId, arriving: Message | null): string {
  if (arriving !== null)
    return `${id} gets ${JSON.stringify(arriving)}${staysAfter(move) ? ', and it stays' : ''}`
  if (move < PROPOSE) return `${id} ${String(NAMES[move])}`
  if (move < CHANGE) return `${id} proposes ${move - PROPOSE + 1}`
  if (move < TRANSFER) return `${id} wants the voters ${votersOf(move - CHANGE).join(' ')}`
  return `${id} hands over to ${move - TRANSFER}`
}
