// For tests of the fold: events that come one after the other.

import type { ClusterView } from './cluster-view.ts'
import type { TraceBody } from './trace.ts'
import { fold } from './cluster-fold.ts'

/** Folds bodies as if they came one millisecond after the other. */
export const after = (view: ClusterView, ...bodies: readonly TraceBody[]): ClusterView =>
  bodies.reduce((now, body) => {
    const seq = now.seq + 1
    return fold(now, { seq, at: seq, wallAt: seq, cause: null, ...body })
  }, view)
