// Managers, brokers, ATMs, each by number: the order in which people name them, everywhere.

import type { NodeId } from '../../shared/ids.ts'
import { NODE_ROLES } from '../../shared/ids.ts'

const rank = (node: NodeId): number => NODE_ROLES.findIndex((role) => node.startsWith(`${role}-`))

/** Numbers count as numbers: broker-2 stands before broker-10. */
export const compareNodes = (a: NodeId, b: NodeId): number =>
  rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true })

export const inOrder = (nodes: readonly NodeId[]): NodeId[] => nodes.toSorted(compareNodes)

/** Links by their sender, then by their receiver. */
export function linksInOrder(keys: readonly string[]): string[] {
  const ends = (key: string): readonly [NodeId, NodeId] => {
    const [from = '', to = ''] = key.split('>')
    return [from, to]
  }
  return keys.toSorted((a, b) => {
    const [fromA, toA] = ends(a)
    const [fromB, toB] = ends(b)
    return compareNodes(fromA, fromB) || compareNodes(toA, toB)
  })
}
