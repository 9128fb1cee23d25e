// Every invariant, in the order in which they are asked: the first two fill the history that others read.

import { commitRule } from './commit-rule.ts'
import { commits } from './commits.ts'
import { electedByMajority } from './elected-by-majority.ts'
import { electionSafety } from './election-safety.ts'
import { handOver } from './hand-over.ts'
import type { Invariant } from './invariant.ts'
import { leaderCompleteness } from './leader-completeness.ts'
import { logMatching } from './log-matching.ts'
import { machines } from './machines.ts'
import { monotone } from './monotone.ts'
import { oneChange } from './one-change.ts'
import { order } from './order.ts'
import { promiseAfterDisk } from './promise-after-disk.ts'
import { reads } from './reads.ts'
import { snapshots } from './snapshots.ts'
import { stateMachineSafety } from './state-machine-safety.ts'

export const INVARIANTS: readonly Invariant[] = [
  electionSafety,
  electedByMajority,
  commits,
  commitRule,
  oneChange,
  snapshots,
  logMatching,
  leaderCompleteness,
  stateMachineSafety,
  machines,
  order,
  monotone,
  promiseAfterDisk,
  handOver,
  reads,
]
