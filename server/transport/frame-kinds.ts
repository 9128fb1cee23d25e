// What travels on the Raft port: every kind of frame, its number and its lane. Lanes are priorities of
// one connection: all of lane 0 leaves before anything of lane 1. A beat must never wait behind a
// snapshot, or a busy link looks like a dead leader (B79).

/** Node and heartbeats; elections; log and reads; everything else between nodes; snapshots. */
export const LANES = [0, 1, 2, 3, 4] as const
export type Lane = (typeof LANES)[number]
/** Bulk: at most one frame of it leaves per write, so that a beat waits behind at most one (B79). */
export const BULK_LANE: Lane = 4

export type FrameKind =
  | 'hello'
  | 'welcome'
  | 'refuse'
  | 'beat'
  | 'beatResp'
  | 'preVote'
  | 'preVoteResp'
  | 'vote'
  | 'voteResp'
  | 'timeoutNow'
  | 'app'
  | 'appResp'
  | 'readIndex'
  | 'readIndexResp'
  | 'noSuchReplica'
  | 'call'
  | 'answer'
  | 'offer'
  | 'need'
  | 'chunk'
  | 'chunkAck'
  | 'done'

interface KindRow {
  readonly number: number
  readonly lane: Lane
}

export const FRAME_KINDS: Readonly<Record<FrameKind, KindRow>> = {
  hello: { number: 1, lane: 0 },
  welcome: { number: 2, lane: 0 },
  refuse: { number: 3, lane: 0 },
  beat: { number: 10, lane: 0 },
  beatResp: { number: 11, lane: 0 },
  preVote: { number: 20, lane: 1 },
  preVoteResp: { number: 21, lane: 1 },
  vote: { number: 22, lane: 1 },
  voteResp: { number: 23, lane: 1 },
  timeoutNow: { number: 24, lane: 1 },
  app: { number: 30, lane: 2 },
  appResp: { number: 31, lane: 2 },
  readIndex: { number: 32, lane: 2 },
  readIndexResp: { number: 33, lane: 2 },
  noSuchReplica: { number: 34, lane: 2 },
  call: { number: 40, lane: 3 },
  answer: { number: 41, lane: 3 },
  offer: { number: 50, lane: 4 },
  need: { number: 51, lane: 4 },
  chunk: { number: 52, lane: 4 },
  chunkAck: { number: 53, lane: 4 },
  done: { number: 54, lane: 4 },
}

const isKind = (name: string): name is FrameKind => Object.hasOwn(FRAME_KINDS, name)
export const ALL_KINDS: readonly FrameKind[] = Object.keys(FRAME_KINDS).filter(isKind)
const KIND_BY_NUMBER: ReadonlyMap<number, FrameKind> = new Map(
  ALL_KINDS.map((kind) => [FRAME_KINDS[kind].number, kind]),
)

export const kindOf = (number: number): FrameKind | undefined => KIND_BY_NUMBER.get(number)
export const laneOf = (kind: FrameKind): Lane => FRAME_KINDS[kind].lane
