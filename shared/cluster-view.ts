// What a viewer knows: a pure fold over trace events. The control server, the dashboard and the tests
// use this one reducer. Views are never changed in place, so a part that did not change is the same object.

import type { Fault } from './fault.ts'
import type { InvariantName } from './invariants/names.ts'
import type { LinkRule } from './link-rule.ts'
import { NO_RULE } from './link-rule.ts'
import type { GroupName, LogIndex, NodeId, NodeRole, Offset, ReplicaId, Term } from './ids.ts'
import type { EntryLabel, EntryOffsets } from './labels.ts'
import type {
  BankTotals,
  ExitFact,
  FollowerProgress,
  HeldReason,
  LessonStep,
  LinkState,
  LogCell,
  NodeState,
  ReplicaRole,
  RpcType,
} from './trace-facts.ts'
import type { TraceEventOf } from './trace.ts'

export interface NodeView {
  readonly id: NodeId
  readonly role: NodeRole
  readonly state: NodeState
  readonly reason: string | null
  readonly pid: number | null
  readonly httpPort: number
  readonly raftPort: number
  /** Cluster time of the last change of state. */
  readonly since: number
  readonly starts: number
  readonly lastExit: ExitFact | null
  /** What it wrote last to its error output before that end. */
  readonly lastLine: string | null
  readonly health: TraceEventOf<'health'> | null
  readonly dataDir: string | null
  /** Real time of its last report of any kind of health: nodes report each second, in a pause too. */
  readonly heardAt: number
  /** Since when its picture has a hole, in real time; null once everything was told anew. */
  readonly lostAt: number | null
}

export interface ConfView {
  readonly index: LogIndex
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
}

export interface ReplicaView {
  readonly node: NodeId
  readonly replicaId: ReplicaId
  readonly role: ReplicaRole
  readonly term: Term
  readonly vote: NodeId | null
  /** Whom this replica believes to lead. */
  readonly leader: NodeId | null
  readonly lastIndex: LogIndex
  readonly commitIndex: LogIndex
  readonly appliedIndex: LogIndex
  readonly durableIndex: LogIndex
  readonly voter: boolean
  /** The last entry inside this replica's snapshot, 0 without one. */
  readonly snapIndex: LogIndex
  /** The first entry still in the log. */
  readonly firstIndex: LogIndex
  /** The configuration this replica goes by, and where it stands in its log. */
  readonly conf: ConfView
  /** A snapshot on its way in; `total` is 0 while its size is not known. */
  readonly installing: { readonly done: number; readonly total: number } | null
  readonly cells: readonly LogCell[]
  /** Cells thrown away by the last truncation, and when: shown for a moment. */
  readonly cut: { readonly at: number; readonly cells: readonly LogCell[] } | null
  /** Votes heard of in the replica's own candidacy: node -> granted. */
  readonly ballots: Readonly<Record<NodeId, boolean>>
  readonly timer: { readonly at: number; readonly elapsedMs: number; readonly timeoutMs: number } | null
  /** Leaders only: as this replica sees its followers, and how many voters it hears. */
  readonly progress: { readonly heard: number; readonly followers: readonly FollowerProgress[] } | null
}

export interface GroupView {
  readonly name: GroupName
  readonly id: number
  readonly kind: 'managers' | 'atm' | 'partition'
  readonly voters: readonly NodeId[]
  /** Members without a vote: they are catching up. */
  readonly learners: readonly NodeId[]
  readonly replicas: Readonly<Record<NodeId, ReplicaView>>
  /** Since when there is no confirmed leader, in cluster time; null while there is one. */
  readonly leaderlessSince: number | null
  /** Commands in words, bounded: what the cells say. */
  readonly labels: readonly EntryLabel[]
  /** Partitions: the messages that applied entries stored, bounded. */
  readonly offsets: readonly EntryOffsets[]
}

export interface LinkView {
  readonly from: NodeId
  readonly to: NodeId
  readonly state: LinkState
  readonly rule: LinkRule
  readonly framesPerSecond: number
  readonly bytesPerSecond: number
  readonly dropped: number
  /** Frames that wait at their sender, oldest first. */
  readonly held: readonly HeldFrameView[]
}

export interface HeldFrameView {
  readonly id: string
  readonly type: RpcType
  readonly group: GroupName | null
  readonly term: Term | null
  readonly count: number | null
  readonly bytes: number
  readonly sentAt: number
  readonly why: HeldReason
}

export interface ActiveFault {
  readonly id: number
  readonly by: string
  readonly text: string
  readonly fault: Fault
  readonly undo: Fault | null
  readonly at: number
}

export interface BankView {
  readonly applied: LogIndex
  readonly balances: Readonly<Record<string, number>>
  readonly totals: BankTotals
}

export interface InvariantView {
  readonly ok: boolean
  readonly checked: number
  readonly evidence: string | null
  /** When it was found broken, in cluster time. */
  readonly brokenAt: number | null
}

export interface ClusterView {
  readonly seq: number
  readonly at: number
  readonly wallAt: number
  readonly ready: boolean
  readonly clock: { readonly epoch: number; readonly rate: number }
  readonly nodes: Readonly<Record<NodeId, NodeView>>
  readonly groups: Readonly<Record<GroupName, GroupView>>
  /** By `linkKey(from, to)`. */
  readonly links: Readonly<Record<string, LinkView>>
  /** The bank as each ATM has it. */
  readonly banks: Readonly<Record<NodeId, BankView>>
  readonly topics: readonly { readonly topic: string; readonly partitions: number }[]
  /** Index in the managers' log that `topics` reflects: a lagging manager never turns it back. */
  readonly topicsVersion: LogIndex
  /** Last offset of each partition, by group and node. */
  readonly stored: Readonly<Record<GroupName, Readonly<Record<NodeId, Offset>>>>
  readonly faults: readonly ActiveFault[]
  /** What the checks on the event stream found; one that had nothing to check yet is absent. */
  readonly invariants: Readonly<Partial<Record<InvariantName, InvariantView>>>
  /** The block of a transcript that is being played; null outside of lessons. */
  readonly lesson: LessonStep | null
}

export const linkKey = (from: NodeId, to: NodeId): string => `${from}>${to}`

export const EMPTY_VIEW: ClusterView = {
  seq: 0,
  at: 0,
  wallAt: 0,
  ready: false,
  clock: { epoch: 0, rate: 1 },
  nodes: {},
  groups: {},
  links: {},
  banks: {},
  topics: [],
  topicsVersion: 0,
  stored: {},
  faults: [],
  invariants: {},
  lesson: null,
}

export const newLink = (from: NodeId, to: NodeId): LinkView => ({
  from,
  to,
  state: 'gone',
  rule: NO_RULE,
  framesPerSecond: 0,
  bytesPerSecond: 0,
  dropped: 0,
  held: [],
})

/** A process that can act: only these can lead in truth. */
export const isUp = (node: NodeView | undefined): boolean => node?.state === 'running'

/** Reports come once a second; two may be late on a busy computer. */
const SILENT_MS = 3_500

/**
 * For how long what is shown of a running process is only what was heard last; null while it is known. It is
 * not called dead: telemetry is lost more easily than a process.
 */
export function unheardFor(view: ClusterView, node: NodeView): number | null {
  if (node.state !== 'running') return null
  const silent = view.wallAt - node.heardAt
  if (node.health !== null && silent > SILENT_MS) return silent
  return node.lostAt === null ? null : view.wallAt - node.lostAt
}

/** Both directions between two nodes let frames pass, as far as faults are concerned. */
const connected = (view: ClusterView, a: NodeId, b: NodeId): boolean =>
  view.links[linkKey(a, b)]?.rule.cut !== true && view.links[linkKey(b, a)]?.rule.cut !== true

/**
 * The leader in truth, not in belief: it claims the role, its process runs, it heard a majority in its
 * last check-quorum window and can still reach one, and nobody alive has reported a newer term with a leader.
 */
export function confirmedLeader(view: ClusterView, group: GroupView): ReplicaView | null {
  let best: ReplicaView | null = null
  let newest: Term = 0
  for (const replica of Object.values(group.replicas)) {
    if (!isUp(view.nodes[replica.node])) continue
    if (replica.leader !== null && replica.term > newest) newest = replica.term
    if (replica.role === 'leader' && (best === null || replica.term > best.term)) best = replica
  }
  if (best === null || best.term < newest) return null
  const majority = Math.floor(group.voters.length / 2) + 1
  const { node } = best
  const reached = group.voters.filter(
    (voter) => voter === node || (isUp(view.nodes[voter]) && connected(view, node, voter)),
  )
  if (reached.length < majority) return null
  return best.progress === null || best.progress.heard >= majority ? best : null
}

export const votersUp = (view: ClusterView, group: GroupView): number =>
  group.voters.filter((node) => isUp(view.nodes[node])).length

/** The copy of the bank that has applied most. */
export function newestBank(view: ClusterView): BankView | null {
  let best: BankView | null = null
  for (const bank of Object.values(view.banks)) if (best === null || bank.applied > best.applied) best = bank
  return best
}
