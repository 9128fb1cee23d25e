// Nemeses of those who only watch: the control server and the dashboards. The cluster must not even notice.

import type { Nemesis } from './move.ts'

/** Longer than the pipes of all nodes can hold what is told meanwhile. */
const DEAF_MS = [2_000, 6_000] as const

/** Nodes end with the control server that started them, and nothing is lost; a bank beside, which has none, goes on. */
export const control: Nemesis = () => [{ kind: 'headless' }]

export const viewers: Nemesis = (_, __, random) => [
  { kind: 'viewers', count: random.int(3, 12) },
  { kind: 'deaf', ms: random.int(...DEAF_MS) },
  { kind: 'viewers', count: random.int(3, 12) },
]
