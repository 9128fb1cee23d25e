// Everything that can be shown. Nodes and the control server emit these values; the journal, the
// dashboard, the tests and the event API read them. One closed union, no second vocabulary.
//
// Times: `at` is cluster time (stands still while the rate is 0), `wallAt`, `sentAt`, `receivedAt` are
// monotonic milliseconds since the control server began, the same clock in every process.

import type { Fault } from './fault.ts'
import type { InvariantName } from './invariants/names.ts'
import type { LinkRule } from './link-rule.ts'
import type { GroupName, LogIndex, NodeId, NodeRole, Offset } from './ids.ts'
import type { BankTotals, ExitFact, LessonStep, LinkState, NodeState, Rpc } from './trace-facts.ts'
import type { RaftTrace } from './trace-raft.ts'

export type TraceBody =
  | {
      readonly kind: 'process'
      readonly node: NodeId
      /** `removed`: it is no part of the cluster any more. */
      readonly what: 'spawned' | 'ready' | 'exited' | 'frozen' | 'thawed' | 'removed'
      readonly state: NodeState
      readonly role: NodeRole
      readonly pid: number | null
      readonly httpPort: number
      readonly raftPort: number
      readonly lastExit: ExitFact | null
      /** Last sentence of a process that ended by itself. */
      readonly reason?: string
      /** What it wrote last to its error output before it ended, however it ended; bounded. */
      readonly lastLine?: string
      readonly starts: number
      /** The folder on disk that survives the process. */
      readonly dataDir?: string
    }
  | RaftTrace
  | Rpc
  /** These frames no longer wait: they left or were lost. Null: all of this link; what still waits is told anew. */
  | {
      readonly kind: 'freed'
      readonly from: NodeId
      readonly to: NodeId
      readonly frames: readonly string[] | null
    }
  /** Exact counts per directed link since the last such event of this node, about once a second. */
  | {
      readonly kind: 'traffic'
      readonly node: NodeId
      readonly overMs: number
      readonly links: readonly {
        readonly to: NodeId
        readonly frames: number
        readonly bytes: number
        readonly dropped: number
        /** Of `frames`, not sent singly as rpc events. */
        readonly notShown: number
      }[]
    }
  | {
      readonly kind: 'link'
      readonly from: NodeId
      readonly to: NodeId
      readonly state: LinkState
      readonly rule: LinkRule
    }
  | {
      readonly kind: 'fault'
      /** Names the fault in the list of active ones. */
      readonly id: number
      readonly by: string
      readonly fault: Fault
      readonly text: string
      /** `once` leaves nothing behind; `begun` stays in the list until `ended`. */
      readonly state: 'once' | 'begun' | 'ended'
      readonly undo: Fault | null
    }
  | { readonly kind: 'clock'; readonly epoch: number; readonly rate: number; readonly by: string }
  | { readonly kind: 'disk'; readonly node: NodeId; readonly what: 'error' | 'slow'; readonly text: string }
  | {
      readonly kind: 'health'
      readonly node: NodeId
      readonly rssBytes: number
      /** In use on the heap of the JavaScript engine. */
      readonly heapBytes: number
      /** Share of one core since the last report. */
      readonly cpu: number
      readonly loopLagMs: number
      readonly fsyncMs: number | null
      readonly sockets: number
      /** Events this node had to drop, ever. */
      readonly lost: number
    }
  /** A bank command reached its outcome at the node that answers the customer. */
  | {
      readonly kind: 'atm'
      readonly node: NodeId
      readonly group: GroupName
      readonly op: 'createAccount' | 'deposit' | 'withdraw' | 'transfer'
      readonly text: string
      readonly request: string
      readonly outcome: 'ok' | 'refused' | 'unknown'
      readonly duplicate: boolean
      readonly code?: string
      readonly index?: LogIndex
    }
  /** Balances of one replica after applying `applied`; only what changed, or all when `full`. */
  | {
      readonly kind: 'balances'
      readonly node: NodeId
      readonly group: GroupName
      readonly applied: LogIndex
      readonly full: boolean
      readonly balances: Readonly<Record<string, number>>
      readonly totals: BankTotals
    }
  /** Something happened in the queue, as people say it. */
  | {
      readonly kind: 'queue'
      readonly node: NodeId
      readonly group?: GroupName
      readonly op: 'topic' | 'partition' | 'register' | 'produce' | 'consume' | 'broker' | 'rejoin'
      readonly topic?: string
      readonly text: string
      readonly outcome: 'ok' | 'refused' | 'unknown'
    }
  /** Messages of one partition on one replica. */
  | {
      readonly kind: 'stored'
      readonly node: NodeId
      readonly group: GroupName
      readonly applied: LogIndex
      readonly last: Offset
    }
  /** The topics as one manager's applied directory has them. */
  | {
      readonly kind: 'directory'
      readonly node: NodeId
      readonly group: GroupName
      readonly version: LogIndex
      readonly topics: readonly { readonly topic: string; readonly partitions: number }[]
    }
  /** `ready` changes of the whole cluster. */
  | { readonly kind: 'ready'; readonly ready: boolean; readonly text: string }
  /** What the control server's checks found so far; `ok` never comes back within a run. */
  | {
      readonly kind: 'invariant'
      readonly name: InvariantName
      readonly ok: boolean
      /** Comparisons made since the run began. */
      readonly checked: number
      /** What contradicts what. */
      readonly evidence?: string
    }
  /** A block of a transcript begins; what follows is what its commands do. Only recordings of lessons have it. */
  | ({ readonly kind: 'lesson' } & LessonStep)
  /** Telemetry that did not arrive: loss is shown as loss. */
  | { readonly kind: 'lost'; readonly node: NodeId; readonly count: number; readonly text: string }

export type TraceKind = TraceBody['kind']
export type TraceBodyOf<K extends TraceKind> = Extract<TraceBody, { readonly kind: K }>

export interface Stamp {
  readonly at: number
  readonly wallAt: number
  /**
   * The id of the input that led to it: `frame:<rpc id>`, `timer:<node>/<group>`, `request:<id>`,
   * `fault:<id>`, `disk`, `start`; null where nothing led to it.
   */
  readonly cause: string | null
}

/** What a node emits: the control server adds `seq`. */
export type NodeEvent = Stamp & TraceBody
export type TraceEvent = { readonly seq: number } & NodeEvent
export type TraceEventOf<K extends TraceKind> = Extract<TraceEvent, { readonly kind: K }>

/** Beats and other frames that tell no story: viewers get them as counts only. */
export const isBackground = (event: TraceBody): boolean =>
  event.kind === 'rpc' &&
  event.dropped === undefined &&
  event.held === undefined &&
  (event.type === 'beat' || event.type === 'beatResp' || event.type === 'call' || event.type === 'answer')
