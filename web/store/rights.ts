// Why a viewer cannot command the cluster now: read beside every driving control, and checked before every
// command that leaves the page.

import type { ClusterState } from './cluster.ts'

const WATCHING = 'you are watching; the teacher drives'
export const REPLAYING = 'this is a recording; LIVE leads back to the cluster'

/** Null: commands may leave. */
export function whyNotDrive({ shows, rights }: Pick<ClusterState, 'shows' | 'rights'>): string | null {
  if (shows === 'recording') return REPLAYING
  return rights === 'watch' ? WATCHING : null
}
