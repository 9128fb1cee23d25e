// One union for everything that can be done to the cluster. The same value is a dashboard button, a
// control request, a simulator move and a scenario step. How a fault is said in words: fault-words.ts.

import * as z from 'zod'
import { NAME_PATTERN } from './ids.ts'

const node = z.string().regex(NAME_PATTERN)
const group = z.string().min(1).max(80)
const rate = z.number().min(0).max(1)
/** Longest injected delay, cluster milliseconds: beyond it a link is better cut. */
export const MAX_LINK_DELAY_MS = 10_000
const delay = z.number().min(0).max(MAX_LINK_DELAY_MS)
/** Longest block of an event loop, real milliseconds: some elections long, and Ctrl-C still ends it in time. */
export const MAX_BUSY_MS = 10_000
/** Longest delay of one disk operation, real milliseconds: beyond it a disk is better failed. */
export const MAX_DISK_DELAY_MS = 5_000
/** A disk that is slow without a number: ten heartbeats per fsync, so that everybody sees it. */
export const DEFAULT_DISK_DELAY_MS = 500
export const DISK_MODES = ['none', 'slow', 'full', 'error'] as const
export type DiskMode = (typeof DISK_MODES)[number]

/** `<from>><to>#<number>`, as in `rpc` events. */
export const FRAME_ID_PATTERN = /^([A-Za-z0-9._-]{1,64})>([A-Za-z0-9._-]{1,64})#([1-9][0-9]{0,15})$/
const frame = z.string().regex(FRAME_ID_PATTERN)
/** Inside the node's folder: names and slashes, no way out. Whether the file is there is asked of the disk. */
const file = z
  .string()
  .max(200)
  .regex(/^(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)*$/)

/** What is held or let go: every frame of a link, or one frame. */
type OfWire<K> =
  | { readonly kind: K; readonly from: string; readonly to: string; readonly oneWay?: boolean | undefined }
  | { readonly kind: K; readonly frame: string }

const ofWire = <K extends 'hold' | 'release'>(kind: K) =>
  z
    .strictObject({
      kind: z.literal(kind),
      from: node.optional(),
      to: node.optional(),
      oneWay: z.boolean().optional(),
      frame: frame.optional(),
    })
    .transform(({ from, to, oneWay, frame: id }, context): OfWire<K> => {
      if (id !== undefined && from === undefined && to === undefined && oneWay === undefined)
        return { kind, frame: id }
      if (id === undefined && from !== undefined && to !== undefined)
        return { kind, from, to, ...(oneWay === undefined ? {} : { oneWay }) }
      context.addIssue({ code: 'custom', message: `${kind} takes either from and to, or frame` })
      return z.NEVER
    })

export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kill'), node }),
  z.strictObject({ kind: z.literal('stop'), node }),
  z.strictObject({ kind: z.literal('start'), node }),
  z.strictObject({ kind: z.literal('freeze'), node }),
  z.strictObject({ kind: z.literal('thaw'), node }),
  z.strictObject({ kind: z.literal('cut'), from: node, to: node, oneWay: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('mend'), from: node, to: node, oneWay: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('partition'), islands: z.array(z.array(node)).min(1) }),
  z.strictObject({
    kind: z.literal('link'),
    from: node,
    to: node,
    delayMs: delay.optional(),
    jitterMs: delay.optional(),
    lossRate: rate.optional(),
    duplicateRate: rate.optional(),
    reorderRate: rate.optional(),
    oneWay: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('timeout'), nodes: z.array(node).min(1), group }),
  z.strictObject({ kind: z.literal('transfer'), group, to: node }),
  ofWire('hold'),
  ofWire('release'),
  z.strictObject({ kind: z.literal('drop'), frame }),
  z.strictObject({ kind: z.literal('duplicate'), frame }),
  z.strictObject({ kind: z.literal('powercut'), node }),
  z.strictObject({ kind: z.literal('busy'), node, ms: z.number().min(1).max(MAX_BUSY_MS) }),
  z.strictObject({
    kind: z.literal('disk'),
    node,
    mode: z.enum(DISK_MODES),
    delayMs: z.number().min(1).max(MAX_DISK_DELAY_MS).optional(),
  }),
  z.strictObject({
    kind: z.literal('corrupt'),
    node,
    file,
    offset: z.number().int().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('heal') }),
])

export type Fault = z.infer<typeof faultSchema>
