// From the dials of the form to faults, one per link: percentages become shares, and "every node" becomes
// the links that there are.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'

export const ALL = '*'
/** As the schema of faults has it; the browser carries no schemas. */
export const MAX_DELAY_MS = 10_000

export interface LinkTarget {
  readonly from: NodeId | typeof ALL
  readonly to: NodeId | typeof ALL
  readonly oneWay: boolean
}

export interface Dials {
  readonly delayMs: number
  readonly jitterMs: number
  /** Percent. */
  readonly loss: number
  readonly duplicates: number
  readonly reordering: number
}

export const NO_DIALS: Dials = { delayMs: 0, jitterMs: 0, loss: 0, duplicates: 0, reordering: 0 }

const PERCENT = 100

export function linkFaults(linkKeys: readonly string[], target: LinkTarget, dials: Dials): readonly Fault[] {
  const fits = (wanted: string, node: NodeId): boolean => wanted === ALL || wanted === node
  const seen = new Set<string>()
  const faults: Fault[] = []
  for (const key of linkKeys) {
    const [from = '', to = ''] = key.split('>')
    const forwards = fits(target.from, from) && fits(target.to, to)
    const backwards = !target.oneWay && fits(target.from, to) && fits(target.to, from)
    if (!forwards && !backwards) continue
    const pair = target.oneWay ? key : [from, to].toSorted().join('>')
    if (seen.has(pair)) continue
    seen.add(pair)
    faults.push(linkFault(from, to, target.oneWay, dials))
  }
  return faults
}

const linkFault = (from: NodeId, to: NodeId, oneWay: boolean, dials: Dials): Fault => ({
  kind: 'link',
  from,
  to,
  oneWay,
  delayMs: dials.delayMs,
  jitterMs: dials.jitterMs,
  lossRate: dials.loss / PERCENT,
  duplicateRate: dials.duplicates / PERCENT,
  reorderRate: dials.reordering / PERCENT,
})

export function targetWords({ from, to, oneWay }: LinkTarget): string {
  if (from === ALL && to === ALL) return 'all links'
  const name = (end: string): string => (end === ALL ? 'every node' : end)
  return `${name(from)} ${oneWay ? '→' : '↔'} ${name(to)}`
}
