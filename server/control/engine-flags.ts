// How V8 runs in the nodes. Ten mostly idle processes share two cores, and most of what they cost in their
// first minute is V8 warming up, since at a few hundred calls a second it takes minutes to compile anything.

import { spawnSync } from 'node:child_process'

/**
 * Baseline code at the first call instead of interpreting; optimised code after a tenth of the usual calls; no
 * collection just because the process is idle; no helper threads to wake for a small heap. Measured together:
 * half the processor time at rest in the first half minute, the same throughput.
 */
const ENGINE_FLAGS = [
  '--always-sparkplug',
  '--interrupt-budget=5000',
  '--no-memory-reducer',
  '--single-threaded-gc',
]

/** They are V8's own and may go with a newer Node: without them everything works, at some cost. */
export function engineFlags(): readonly string[] {
  const tried = spawnSync(process.execPath, [...ENGINE_FLAGS, '--version'], { stdio: 'ignore' })
  return tried.status === 0 ? ENGINE_FLAGS : []
}
