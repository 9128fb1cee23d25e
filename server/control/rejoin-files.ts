// The files of a manager or an ATM that comes back under a new replica id: set aside under a name that says before
// which id they were, for whoever wants to look. Nothing is deleted.

import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeId, ReplicaId } from '../../shared/ids.ts'
import type { Rejoin } from './data-folder.ts'

export const asideFolder = (node: NodeId, replica: ReplicaId): string => `${node}.before-replica-${replica}`

/** Done again it does nothing: what is there by then is the new replica's. Whose folder is gone leaves an empty one. */
export function setFilesAside(data: string, node: NodeId, replica: ReplicaId): void {
  const folder = join(data, node)
  const aside = join(data, asideFolder(node, replica))
  if (existsSync(aside)) return
  if (existsSync(folder)) renameSync(folder, aside)
  else mkdirSync(aside)
}

/** One for each node: the newest is the one that counts. */
export const withRejoin = (all: readonly Rejoin[], newest: Rejoin): Rejoin[] => [
  ...all.filter(({ node }) => node !== newest.node),
  newest,
]
