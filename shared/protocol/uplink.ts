// Between the control server and the nodes it started: one JSON value per line on an inherited pipe
// (file descriptor 3, both directions). Standard input is the lifeline: when it ends, the node ends.
// Losing the pipe alone is loss of telemetry and ends nobody.

import * as z from 'zod'
import { DISK_MODES, MAX_BUSY_MS } from '../fault.ts'
import { NAME_PATTERN } from '../ids.ts'
import { STORAGE_KINDS } from '../storage-kind.ts'
import type { NodeEvent } from '../trace.ts'

const node = z.string().regex(NAME_PATTERN)

/**
 * The one cluster clock. Every process computes
 * `clusterNow = clusterBase + (monotonic - wallBase) * rate`; a higher epoch wins.
 */
export const clockSchema = z.object({
  epoch: z.number().int().min(0),
  rate: z.number().min(0).max(1),
  clusterBase: z.number(),
  /** Milliseconds of the machine's monotonic clock (process.hrtime) at which `clusterBase` held. */
  wallBase: z.number(),
  /** Monotonic milliseconds at which this control server began: zero of `wallAt`. */
  origin: z.number(),
})
export type ClockFrame = z.infer<typeof clockSchema>

const rule = z.object({
  cut: z.boolean(),
  hold: z.boolean(),
  delayMs: z.number(),
  jitterMs: z.number(),
  lossRate: z.number(),
  duplicateRate: z.number(),
  reorderRate: z.number(),
})

/** Control server to node. Those with `id` are answered by `ack` once they are in effect. */
export const downlinkSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('clock'), id: z.number(), clock: clockSchema }),
  /** All rules of this node's outgoing links; a peer not named has none. */
  z.object({ t: z.literal('rules'), id: z.number(), rules: z.array(z.object({ to: node, rule })) }),
  /** The election timer of the node's replica in this group fires now. */
  z.object({ t: z.literal('timeout'), id: z.number(), group: z.string() }),
  /** The leader here hands the group over; answered when the other one leads, or with why not. */
  z.object({ t: z.literal('transfer'), id: z.number(), group: z.string(), to: node }),
  /** To one frame that waits on the way to `to`. */
  z.object({
    t: z.literal('frame'),
    id: z.number(),
    to: node,
    number: z.number(),
    deed: z.enum(['hold', 'release', 'drop', 'duplicate']),
  }),
  /** Whatever is held by hand on the way to this node, or to every node, goes on. */
  z.object({ t: z.literal('release'), id: z.number(), to: node.nullable() }),
  /** This node was decommissioned: it is not to be dialled any more. */
  z.object({ t: z.literal('forget'), id: z.number(), node }),
  /** Answered first; then the event loop stands still for so many real milliseconds. */
  z.object({ t: z.literal('busy'), id: z.number(), ms: z.number().max(MAX_BUSY_MS) }),
  z.object({
    t: z.literal('disk'),
    id: z.number(),
    mode: z.enum(DISK_MODES),
    delayMs: z.number().nullable(),
  }),
])
export type Downlink = z.infer<typeof downlinkSchema>

/** Node to control server. Written by our own host, so the receiver only checks the tag. */
export type Uplink =
  | { readonly t: 'hello'; readonly node: string; readonly pid: number; readonly life: number }
  /** Ready in the sense of `/status`; told whenever it changes. */
  | { readonly t: 'ready'; readonly ready: boolean }
  | { readonly t: 'events'; readonly events: readonly NodeEvent[]; readonly lost: number }
  | { readonly t: 'ack'; readonly id: number; readonly ok: boolean; readonly message?: string }
  /** The last sentence before an exit with 70 to 72. */
  | { readonly t: 'dying'; readonly code: number; readonly message: string }

/** What a node is told when it is started: one JSON argument. */
export const nodeConfigSchema = z.object({
  node,
  role: z.enum(['manager', 'broker', 'atm']),
  cluster: z.string().min(1),
  /** The node's own folder. */
  dir: z.string().min(1),
  host: z.string().min(1),
  httpPort: z.number().int().min(0).max(65535),
  raftPort: z.number().int().min(0).max(65535),
  /** Nodes it knows from the start: managers know managers, brokers know managers, ATMs know ATMs. */
  peers: z.array(
    z.object({ node, host: z.string(), httpPort: z.number().int(), raftPort: z.number().int() }),
  ),
  /** First members of `managers` or `atm` with their replica ids; empty for brokers. */
  members: z.array(z.object({ node, replica: z.number().int().min(1) })),
  /** Replica ids above this one are free: the directory's counter begins behind it. */
  lastFirstReplica: z.number().int().min(0),
  /** It lost its files once and came back: an empty folder becomes this learner, with the members known then (B17). */
  rejoined: z.exactOptional(
    z.object({
      replica: z.number().int().min(1),
      members: z.array(z.object({ node, replica: z.number().int().min(1) })),
    }),
  ),
  /** True only where an empty folder is expected. */
  mayCreate: z.boolean(),
  seed: z.number().int(),
  /** Entries of one group between two snapshots, where it is not the usual number. */
  snapshotEvery: z.exactOptional(z.number().int().min(1)),
  /** The engine that keeps its log, where it was chosen. */
  storage: z.exactOptional(z.enum(STORAGE_KINDS)),
  clock: clockSchema,
  /** Origins of the dashboard that may call this node's HTTP API from a browser. */
  origins: z.array(z.string()),
  version: z.string(),
})
export type NodeConfig = z.infer<typeof nodeConfigSchema>

/** Exit codes of a node. Nobody restarts 71 by itself: the data has to be looked at first. */
export const EXIT_DISK_ERROR = 70
export const EXIT_DATA_LOST = 71
export const EXIT_INVARIANT = 72
