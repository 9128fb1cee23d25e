// One union for everything that can be done to the cluster. The same value is a dashboard button, a
// control request, a simulator move and a scenario step. P2 adds the kinds that need the disk port and
// held frames; what stands here works.

import * as z from 'zod'
import type { GroupName, NodeId } from './ids.ts'
import { unreachable } from './assert.ts'
import { NAME_PATTERN } from './ids.ts'

const node = z.string().regex(NAME_PATTERN)
const rate = z.number().min(0).max(1)
/** Longest injected delay, cluster milliseconds: beyond it a link is better cut. */
export const MAX_LINK_DELAY_MS = 10_000
const delay = z.number().min(0).max(MAX_LINK_DELAY_MS)

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
  z.strictObject({
    kind: z.literal('timeout'),
    nodes: z.array(node).min(1),
    group: z.string().min(1).max(80),
  }),
  z.strictObject({ kind: z.literal('heal') }),
])

export type Fault = z.infer<typeof faultSchema>
export type FaultKind = Fault['kind']

/** One sentence for the feed, the fault list and error messages. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.node} (SIGKILL)`
    case 'stop':
      return `ask ${fault.node} to stop (SIGTERM)`
    case 'start':
      return `start ${fault.node} again`
    case 'freeze':
      return `freeze ${fault.node} (SIGSTOP)`
    case 'thaw':
      return `thaw ${fault.node} (SIGCONT)`
    case 'cut':
      return `cut ${arrow(fault)}`
    case 'mend':
      return `mend ${arrow(fault)}`
    case 'partition':
      return `partition ${fault.islands.map((island) => island.join(' ')).join(' | ')}`
    case 'link':
      return `degrade ${arrow(fault)}: ${dials(fault)}`
    case 'timeout':
      return `fire the election timers of ${fault.nodes.join(', ')} in ${fault.group}`
    case 'heal':
      return 'heal all'
    default:
      return unreachable(fault)
  }
}

function arrow(fault: { from: NodeId; to: NodeId; oneWay?: boolean | undefined }): string {
  return fault.oneWay === true ? `${fault.from} → ${fault.to}` : `${fault.from} ↔ ${fault.to}`
}

function dials(fault: Extract<Fault, { kind: 'link' }>): string {
  const percent = (value: number): string => `${Math.round(value * 1000) / 10} %`
  const words: string[] = []
  if (fault.delayMs !== undefined) words.push(`delay ${fault.delayMs} ms`)
  if (fault.jitterMs !== undefined) words.push(`jitter ${fault.jitterMs} ms`)
  if (fault.lossRate !== undefined) words.push(`loss ${percent(fault.lossRate)}`)
  if (fault.duplicateRate !== undefined) words.push(`duplicates ${percent(fault.duplicateRate)}`)
  if (fault.reorderRate !== undefined) words.push(`reordering ${percent(fault.reorderRate)}`)
  return words.length === 0 ? 'nothing' : words.join(', ')
}

export type { GroupName }
