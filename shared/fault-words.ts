// A fault in one sentence: for the feed, the fault list and error messages.

import type { Fault } from './fault.ts'
import type { NodeId } from './ids.ts'
import { unreachable } from './assert.ts'

type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>

export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
    case 'stop':
    case 'start':
    case 'freeze':
    case 'thaw':
    case 'powercut':
      return onProcess(fault)
    case 'busy':
      return `block the event loop of ${fault.node} for ${fault.ms} ms`
    case 'disk':
      return onDisk(fault)
    case 'corrupt':
      return `flip a byte of ${fault.node}/${fault.file}${fault.offset === undefined ? '' : ` at ${fault.offset}`}`
    case 'cut':
      return `cut ${arrow(fault)}`
    case 'mend':
      return `mend ${arrow(fault)}`
    case 'partition':
      return `partition ${fault.islands.map((island) => island.join(' ')).join(' | ')}`
    case 'link':
      return `degrade ${arrow(fault)}: ${dials(fault)}`
    case 'hold':
    case 'release':
      return 'frame' in fault
        ? `${fault.kind} frame ${fault.frame}`
        : `${fault.kind} every frame on ${arrow(fault)}`
    case 'drop':
      return `lose the held frame ${fault.frame}`
    case 'duplicate':
      return `double the held frame ${fault.frame}`
    case 'timeout':
      return `fire the election timers of ${fault.nodes.join(', ')} in ${fault.group}`
    case 'transfer':
      return `move the leadership of ${fault.group} to ${fault.to}`
    case 'heal':
      return 'heal all'
    default:
      return unreachable(fault)
  }
}

function onProcess({
  kind,
  node,
}: FaultOf<'kill' | 'stop' | 'start' | 'freeze' | 'thaw' | 'powercut'>): string {
  switch (kind) {
    case 'kill':
      return `kill ${node} (SIGKILL)`
    case 'stop':
      return `ask ${node} to stop (SIGTERM)`
    case 'start':
      return `start ${node} again`
    case 'freeze':
      return `freeze ${node} (SIGSTOP)`
    case 'thaw':
      return `thaw ${node} (SIGCONT)`
    case 'powercut':
      return `cut the power of ${node}: what was not synced is gone`
    default:
      return unreachable(kind)
  }
}

function onDisk({ node, mode, delayMs }: FaultOf<'disk'>): string {
  switch (mode) {
    case 'none':
      return `the disk of ${node} works again`
    case 'slow':
      return `slow the disk of ${node}${delayMs === undefined ? '' : ` by ${delayMs} ms`}`
    case 'full':
      return `fill the disk of ${node}`
    case 'error':
      return `let the disk of ${node} fail`
    default:
      return unreachable(mode)
  }
}

function arrow(fault: { from: NodeId; to: NodeId; oneWay?: boolean | undefined }): string {
  return fault.oneWay === true ? `${fault.from} → ${fault.to}` : `${fault.from} ↔ ${fault.to}`
}

function dials(fault: FaultOf<'link'>): string {
  const percent = (value: number): string => `${Math.round(value * 1000) / 10} %`
  const words: string[] = []
  if (fault.delayMs !== undefined) words.push(`delay ${fault.delayMs} ms`)
  if (fault.jitterMs !== undefined) words.push(`jitter ${fault.jitterMs} ms`)
  if (fault.lossRate !== undefined) words.push(`loss ${percent(fault.lossRate)}`)
  if (fault.duplicateRate !== undefined) words.push(`duplicates ${percent(fault.duplicateRate)}`)
  if (fault.reorderRate !== undefined) words.push(`reordering ${percent(fault.reorderRate)}`)
  return words.length === 0 ? 'nothing' : words.join(', ')
}
